"""What one pregnancy is made of: its scans, fetuses, tissue tests and treatments."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.medicine.gestation import gestation_text
from foundation.records.dates import Precision, approximate
from foundation.records.models import (
    AuthoredRecord,
    RecordQuerySet,
    Said,
    Whose,
    tracked,
)
from foundation.records.models.meanwhile import NOTHING
from patients.choices import (
    FetusOutcome,
    Morphology,
    Sex,
    TissueMethod,
    TreatmentKind,
)
from patients.models.pregnancy import Pregnancy
from patients.models.restriction import closed_person

IN_THE_WOMB = [FetusOutcome.ONGOING, FetusOutcome.VANISHED]
# Every part of a pregnancy has these, and nobody is told of patients by them.
OPEN = {"id", "pregnancy", "version", "written_at", "written_by", "voided_at"}


class PartQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Parts belong to the history: for those who care for the woman."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.exclude(closed_person(user, "pregnancy__woman"))


class PregnancyPart(AuthoredRecord):
    """A row below one pregnancy. Empty was not written down, which is never normal.

    `remembered` names the dates that are kept as exactly as they are known.
    """

    pregnancy = models.ForeignKey(Pregnancy, on_delete=models.PROTECT)

    objects = PartQuerySet.as_manager()

    whose = Whose(person="pregnancy.woman_id")
    unsaid = frozenset({"pregnancy"})
    remembered: ClassVar[tuple[str, ...]] = ()

    class Meta(AuthoredRecord.Meta):
        abstract = True


@tracked
class UltrasoundScan(PregnancyPart):
    """What one scan showed; None was not written down, False was looked for."""

    scanned_on = models.DateField("day")
    msd_mm = models.DecimalField(
        "sac (mm)", max_digits=4, decimal_places=1, null=True, blank=True
    )
    yolk_sac = models.BooleanField(null=True, blank=True)
    embryo = models.BooleanField(null=True, blank=True)
    crl_mm = models.DecimalField(
        "length (mm)", max_digits=4, decimal_places=1, null=True, blank=True
    )
    heartbeat = models.BooleanField(null=True, blank=True)
    ga_days = models.PositiveSmallIntegerField(
        "gestation by the report", null=True, blank=True
    )
    note = models.TextField(blank=True)

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "scanned_on", "msd_mm", "yolk_sac", "embryo", "crl_mm", "heartbeat",
            "ga_days", "note", "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(PregnancyPart.Meta):
        default_related_name = "scans"
        ordering = ["scanned_on", "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_sac_can_be_measured",
                violation_error_code="msd_mm",
                condition=Q(msd_mm__isnull=True) | Q(msd_mm__gt=0, msd_mm__lte=150),
                violation_error_message="A sac measures up to 150 mm.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_length_can_be_measured",
                violation_error_code="crl_mm",
                condition=Q(crl_mm__isnull=True) | Q(crl_mm__gt=0, crl_mm__lte=100),
                violation_error_message="A crown-rump length is measured up to 100 mm.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_measured_embryo_was_seen",
                violation_error_code="embryo",
                condition=Q(crl_mm__isnull=True) | Q(embryo__isnull=True) | Q(embryo=True),
                violation_error_message="An embryo that was measured was seen.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_heartbeat_of_an_embryo",
                violation_error_code="heartbeat",
                condition=Q(heartbeat__isnull=True)
                | Q(heartbeat=False)
                | Q(embryo__isnull=True)
                | Q(embryo=True),
                violation_error_message="A heartbeat is that of an embryo.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_gestation_is_possible",
                violation_error_code="ga_days",
                condition=Q(ga_days__isnull=True) | Q(ga_days__range=(14, 310)),
                violation_error_message=(
                    "A gestation lies between 2 weeks and 44 weeks and 2 days."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Scan of {ApproximateDate.of(self.scanned_on)}"

    def in_words(self) -> dict[str, Said]:
        """What the row says, its gestation in weeks."""
        said = super().in_words()
        if self.ga_days is not None:
            words = gestation_text(self.ga_days)
            said["ga_days"] = Said(said["ga_days"].label, words)
        return said


@tracked
class Fetus(PregnancyPart):
    """What became of one fetus."""

    outcome = models.CharField("what became of it", max_length=11, choices=FetusOutcome)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    birth_weight_g = models.PositiveSmallIntegerField(
        "birth weight (g)", null=True, blank=True
    )
    morphology = models.CharField(
        max_length=8, choices=Morphology, default=Morphology.UNKNOWN
    )
    note = models.TextField(blank=True)

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "outcome", "sex", "birth_weight_g", "morphology", "note", "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(PregnancyPart.Meta):
        default_related_name = "each_fetus"
        ordering = ["pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_weight_is_possible",
                violation_error_code="birth_weight_g",
                condition=Q(birth_weight_g__isnull=True)
                | Q(birth_weight_g__range=(10, 8000)),
                violation_error_message="A weight lies between 10 and 8000 g.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_weighed_once_it_was_born",
                violation_error_code="birth_weight_g",
                condition=Q(birth_weight_g__isnull=True) | ~Q(outcome__in=IN_THE_WOMB),
                violation_error_message="A weight at birth belongs to one that was born.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


@tracked
class TissueTest(PregnancyPart):
    """A laboratory's result on tissue of the pregnancy, as the laboratory wrote it."""

    tested_on = models.DateField("day", null=True, blank=True)
    method = models.CharField(max_length=10, choices=TissueMethod, blank=True)
    result = models.CharField(max_length=300, blank=True)
    maternal_excluded = models.BooleanField(
        "cells of the mother excluded", null=True, blank=True
    )
    histology = models.CharField(max_length=300, blank=True)

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "tested_on", "method", "result", "maternal_excluded", "histology",
            "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(PregnancyPart.Meta):
        default_related_name = "tissue_tests"
        ordering = [F("tested_on").asc(nulls_first=True), "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_something",
                violation_error_code="result",
                condition=~Q(method="") | ~Q(result="") | ~Q(histology=""),
                violation_error_message="Write the method, the result or the histology.",
            ),
        ]

    def __str__(self) -> str:
        return self.result or self.histology or self.get_method_display()


@tracked
class PregnancyTreatment(PregnancyPart):
    """What she was given during the pregnancy, from when to when, and how much."""

    kind = models.CharField("which", max_length=12, choices=TreatmentKind)
    started_on = models.DateField("from", null=True, blank=True)
    started_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    started_about = models.BooleanField("said “about”", default=False)
    ended_on = models.DateField("to", null=True, blank=True)
    ended_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    ended_about = models.BooleanField("said “about”", default=False)
    dose = models.CharField("dose in words", max_length=200, blank=True)

    unsaid = PregnancyPart.unsaid | {
        *("started_precision", "started_about", "ended_precision", "ended_about"),
    }
    remembered = ("started", "ended")

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "kind", "started_on", "started_precision", "started_about", "ended_on",
            "ended_precision", "ended_about", "dose", "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(PregnancyPart.Meta):
        default_related_name = "treatments"
        ordering = [F("started_on").asc(nulls_first=True), "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_first_day_has_its_precision",
                violation_error_code="started",
                condition=Q(started_on__isnull=True, started_precision=Precision.UNKNOWN)
                | (Q(started_on__isnull=False) & ~Q(started_precision=Precision.UNKNOWN)),
                violation_error_message="The first day needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_last_day_has_its_precision",
                violation_error_code="ended",
                condition=Q(ended_on__isnull=True, ended_precision=Precision.UNKNOWN)
                | (Q(ended_on__isnull=False) & ~Q(ended_precision=Precision.UNKNOWN)),
                violation_error_message="The last day needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_began",
                violation_error_code="ended",
                condition=Q(started_on__isnull=True)
                | Q(ended_on__isnull=True)
                | ~Q(ended_precision=Precision.DAY)
                | Q(ended_on__gte=F("started_on")),
                violation_error_message="It cannot have ended before it began.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_other_one_is_named",
                violation_error_code="dose",
                condition=~Q(kind=TreatmentKind.OTHER) | ~Q(dose=""),
                violation_error_message="Write which treatment it was.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def started(self) -> ApproximateDate | None:
        """When it began, as exactly as it is known; None is unknown."""
        return approximate(
            self.started_on, self.started_precision, about=self.started_about
        )

    @property
    def ended(self) -> ApproximateDate | None:
        """When it ended, as exactly as it is known; None is unknown or not yet."""
        return approximate(self.ended_on, self.ended_precision, about=self.ended_about)

    def in_words(self) -> dict[str, Said]:
        """What the row says, its dates as exactly as they are known."""
        said = super().in_words()
        for name, when in (("started_on", self.started), ("ended_on", self.ended)):
            said[name] = Said(said[name].label, when.text() if when else NOTHING)
        return said
