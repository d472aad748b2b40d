"""What one person tells of himself: allergies and drugs, and that somebody asked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
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
    DoseUnit,
    DrugKind,
    Frequency,
    Reaction,
    Route,
    Severity,
    Taken,
    Topic,
)
from patients.models.merging import Clash, Moves
from patients.models.person import Person
from patients.models.restriction import closed_person

# Every entry has these, and nobody is told of patients by them.
OPEN = {"id", "person", "version", "written_at", "written_by", "voided_at"}


class EntryQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Entries belong to the history: for those who care for the person."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.exclude(closed_person(user, "person"))


class Entry(AuthoredRecord):
    """A row of one person's history. Empty was not said, which is never none.

    `remembered` names the dates that are kept as exactly as they are known.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT)

    objects = EntryQuerySet.as_manager()

    whose = Whose(person="person_id")
    # What the kept record says already stays with the merged one.
    when_merged = {"person": Moves("entries of the history", on_clash=Clash.STAYS)}
    unsaid = frozenset({"person"})
    remembered: ClassVar[tuple[str, ...]] = ()

    class Meta(AuthoredRecord.Meta):
        abstract = True

    def when(self, name: str) -> ApproximateDate | None:
        """One of its dates as exactly as it is known; None is unknown."""
        return approximate(
            getattr(self, f"{name}_on"),
            getattr(self, f"{name}_precision"),
            about=getattr(self, f"{name}_about"),
        )

    def in_words(self) -> dict[str, Said]:
        """What the row says, its dates as exactly as they are known."""
        said = super().in_words()
        for name in self.remembered:
            when = self.when(name)
            label = said[f"{name}_on"].label
            said[f"{name}_on"] = Said(label, when.text() if when else NOTHING)
            for part in (f"{name}_precision", f"{name}_about"):
                said.pop(part, None)
        return said


def exact(name: str, sentence: str) -> models.CheckConstraint:
    """An approximate date says how exact it is, and an unknown one says nothing."""
    on, precision = f"{name}_on", f"{name}_precision"
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{name}_has_its_precision",
        violation_error_code=name,
        condition=Q(**{f"{on}__isnull": True, precision: Precision.UNKNOWN})
        | (Q(**{f"{on}__isnull": False}) & ~Q(**{precision: Precision.UNKNOWN})),
        violation_error_message=sentence,
    )


def precision_of() -> models.CharField:
    return models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)


def said_about() -> models.BooleanField:
    return models.BooleanField("said “about”", default=False)


@tracked
class Allergy(Entry):
    """What somebody does not bear, and what it did."""

    substance = models.CharField("to what", max_length=120)
    kind = models.CharField(max_length=11, choices=Reaction, default=Reaction.ALLERGY)
    reaction = models.CharField("what happened", max_length=200, blank=True)
    severity = models.CharField("how severe", max_length=8, choices=Severity, blank=True)
    noticed_on = models.DateField("first noticed", null=True, blank=True)
    noticed_precision = precision_of()
    noticed_about = said_about()
    note = models.TextField(blank=True)

    when_merged = {"person": Moves("allergies", on_clash=Clash.STAYS)}
    remembered = ("noticed",)

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "substance", "kind", "reaction", "severity", "noticed_on",
            "noticed_precision", "noticed_about", "note", "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "allergies"
        ordering = ["pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            exact("noticed", "The day it was noticed needs to say how exact it is."),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_names_its_substance",
                violation_error_code="substance",
                condition=~Q(substance=""),
                violation_error_message="Write what it is an allergy to.",
            ),
            models.UniqueConstraint(
                "person",
                Lower("substance"),
                name="%(app_label)s_%(class)s_each_substance_once",
                condition=Q(voided_at__isnull=True),
                violation_error_code="substance",
                violation_error_message="This is on the list already. Change it there.",
            ),
        ]

    def __str__(self) -> str:
        return self.substance

    @property
    def noticed(self) -> ApproximateDate | None:
        """When it was first noticed; None is unknown."""
        return self.when("noticed")


@tracked
class Drug(Entry):
    """What somebody takes or took: how much, how often, from when to when, and why."""

    name = models.CharField("drug", max_length=120)
    kind = models.CharField("given as", max_length=17, choices=DrugKind, blank=True)
    dose = models.DecimalField(
        "one dose", max_digits=9, decimal_places=3, null=True, blank=True
    )
    unit = models.CharField("unit", max_length=8, choices=DoseUnit, blank=True)
    route = models.CharField(max_length=13, choices=Route, blank=True)
    frequency = models.CharField("how often", max_length=11, choices=Frequency, blank=True)
    taken = models.CharField("now or before", max_length=6, choices=Taken, blank=True)
    started_on = models.DateField("from", null=True, blank=True)
    started_precision = precision_of()
    started_about = said_about()
    ended_on = models.DateField("to", null=True, blank=True)
    ended_precision = precision_of()
    ended_about = said_about()
    reason = models.CharField("what for", max_length=200, blank=True)
    note = models.TextField(blank=True)

    when_merged = {"person": Moves("drugs", on_clash=Clash.STAYS)}
    remembered = ("started", "ended")

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "name", "kind", "dose", "unit", "route", "frequency", "taken", "started_on",
            "started_precision", "started_about", "ended_on", "ended_precision",
            "ended_about", "reason", "note", "void_reason",
        }  # fmt: skip
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "drugs"
        ordering = [F("ended_on").desc(nulls_first=True), "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            exact("started", "The first day needs to say how exact it is."),
            exact("ended", "The last day needs to say how exact it is."),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_named",
                violation_error_code="name",
                condition=~Q(name=""),
                violation_error_message="Write the name of the drug.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dose_is_more_than_nothing",
                violation_error_code="dose",
                condition=Q(dose__isnull=True) | Q(dose__gt=0),
                violation_error_message="A dose is more than 0.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dose_has_its_unit",
                violation_error_code="unit",
                condition=Q(dose__isnull=True, unit="")
                | (Q(dose__isnull=False) & ~Q(unit="")),
                violation_error_message="A dose and its unit belong together.",
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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def started(self) -> ApproximateDate | None:
        """When it was begun; None is unknown."""
        return self.when("started")

    @property
    def ended(self) -> ApproximateDate | None:
        """When it was stopped; None is unknown or not yet."""
        return self.when("ended")


@tracked
class Asked(Entry):
    """Somebody asked about a topic as a whole, and this was all there was that day.

    `listed` rows stood on the list; none means that there is none. `fingerprint` names
    the list that was read out: once it says something else, this no longer holds.
    """

    topic = models.CharField(max_length=12, choices=Topic)
    asked_on = models.DateField("day")
    listed = models.PositiveSmallIntegerField("rows on the list")
    fingerprint = models.CharField(max_length=64)

    class Privacy:
        identifying: set[str] = set()
        clinical = {"topic", "asked_on", "listed", "void_reason"}
        open = OPEN | {"fingerprint"}

    class Meta(Entry.Meta):
        default_related_name = "asked"
        ordering = ["pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_names_the_list",
                condition=~Q(fingerprint=""),
                violation_error_message="Whoever asks has a list in front of him.",
            ),
        ]

    def __str__(self) -> str:
        return f"Asked about {self.get_topic_display().lower()}"
