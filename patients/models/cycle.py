"""One row per IVF cycle; the transfers that came of it point to it."""

from django.db import models
from django.db.models import F, Q

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import Precision, approximate
from foundation.records.models import AuthoredRecord, RecordQuerySet, Said, Whose, tracked
from foundation.records.models.meanwhile import NOTHING
from patients.models.merging import Moves
from patients.models.person import Person
from patients.models.restriction import closed_person


class CycleKind(models.TextChoices):
    """What the cycle was for."""

    FRESH = "fresh", "Fresh"
    FREEZE_ALL = "freeze_all", "All frozen"
    FROZEN = "frozen", "Frozen embryos"
    DONOR_EGG = "donor_egg", "Donor eggs"
    DONOR_EMBRYO = "donor_embryo", "Donor embryos"


class Stimulation(models.TextChoices):
    """How the ovaries or the lining were prepared."""

    NATURAL = "natural", "Natural cycle"
    MILD = "mild", "Mild"
    ANTAGONIST = "antagonist", "Antagonist"
    AGONIST_LONG = "agonist_long", "Agonist, long"
    AGONIST_SHORT = "agonist_short", "Agonist, short"
    HORMONES = "hormones", "Lining prepared by hormones"
    OTHER = "other", "Another one"


class Cancelled(models.TextChoices):
    """Why a cycle ended before a transfer and without frozen embryos."""

    RESPONSE = "response", "Too few follicles"
    OVERSTIMULATION = "ohss", "Danger of overstimulation"
    NO_EGGS = "no_eggs", "No eggs were found"
    NO_FERTILISATION = "no_fertilisation", "No egg was fertilised"
    NO_EMBRYO = "no_embryo", "No embryo developed"
    LINING = "lining", "The lining was not ready"
    ILLNESS = "illness", "Illness"
    THEIR_WISH = "wish", "They wished so"
    OTHER = "other", "Another reason"


# Cycles in which no eggs are collected.
WITHOUT_EGGS = [CycleKind.FROZEN, CycleKind.DONOR_EMBRYO]
MOST = 99


def _number(label: str) -> models.PositiveSmallIntegerField:
    """How many there were; None is not known, nought was counted."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


def _possible(*names: str) -> Q:
    held = Q()
    for name in names:
        held &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": MOST})
    return held


def _no_more(part: str, whole: str) -> Q:
    """A part is no more than its whole, where both are known."""
    unknown = Q(**{f"{part}__isnull": True}) | Q(**{f"{whole}__isnull": True})
    return unknown | Q(**{f"{part}__lte": F(whole)})


class IvfCycleQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Cycles belong to the history: for those who care for the woman."""
        if not user.may(Permission.HISTORY_VIEW):
            return self.none()
        return self.exclude(closed_person(user, "woman"))

    def in_order(self):
        """As the woman told them: by their place in her history."""
        return self.order_by("seq", "pk")


@tracked
class IvfCycle(AuthoredRecord):
    """What one cycle gave, from its first day to its embryos. Empty is not known.

    `reference` is the number the clinic of the cycle gave to it or to its retrieval.
    """

    woman = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ivf_cycles")
    seq = models.PositiveSmallIntegerField("number in her history")
    started_on = models.DateField("began", null=True, blank=True)
    started_precision = models.CharField(
        max_length=8, choices=Precision, default=Precision.UNKNOWN
    )
    started_about = models.BooleanField("said “about”", default=False)
    reference = models.CharField("number at its clinic", max_length=40, blank=True)
    kind = models.CharField("kind of cycle", max_length=12, choices=CycleKind, blank=True)
    stimulation = models.CharField(max_length=13, choices=Stimulation, blank=True)
    oocytes = _number("eggs collected")
    mature = _number("of them mature")
    fertilised = _number("fertilised")
    day5 = _number("embryos on day 5")
    frozen = _number("embryos frozen")
    cancelled = models.CharField(
        "cancelled because", max_length=16, choices=Cancelled, blank=True
    )
    note = models.TextField(blank=True)

    objects = IvfCycleQuerySet.as_manager()

    whose = Whose(person="woman_id")
    when_merged = {"woman": Moves("IVF cycles", counted="seq")}
    unsaid = frozenset({"woman", "seq", "started_precision", "started_about"})

    class Privacy:
        identifying = {"reference"}
        clinical = {
            "seq", "started_on", "started_precision", "started_about", "kind",
            "stimulation", "oocytes", "mature", "fertilised", "day5", "frozen",
            "cancelled", "note", "void_reason",
        }  # fmt: skip
        open = {"id", "woman", "version", "written_at", "written_by", "voided_at"}

    class Meta(AuthoredRecord.Meta):
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_per_place_in_history",
                fields=["woman", "seq"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="Another cycle already has this number.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_date_has_its_precision",
                violation_error_code="started",
                condition=Q(started_on__isnull=True, started_precision=Precision.UNKNOWN)
                | (Q(started_on__isnull=False) & ~Q(started_precision=Precision.UNKNOWN)),
                violation_error_message="A date needs to say how exact it is.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_numbers_are_possible",
                condition=_possible("oocytes", "mature", "fertilised", "day5", "frozen"),
                violation_error_message=f"One cycle gives at most {MOST} of anything.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_mature_ones_were_collected",
                violation_error_code="mature",
                condition=_no_more("mature", "oocytes"),
                violation_error_message="There are more mature eggs than were collected.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_fertilised_ones_were_collected",
                violation_error_code="fertilised",
                condition=_no_more("fertilised", "oocytes")
                & _no_more("fertilised", "mature"),
                violation_error_message="More eggs were fertilised than there were.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_embryos_were_fertilised",
                violation_error_code="day5",
                condition=_no_more("day5", "fertilised"),
                violation_error_message="There are more embryos than were fertilised.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_frozen_ones_were_fertilised",
                violation_error_code="frozen",
                condition=_no_more("frozen", "fertilised"),
                violation_error_message="More embryos were frozen than were fertilised.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_collects_only_with_eggs",
                violation_error_code="oocytes",
                condition=~Q(kind__in=WITHOUT_EGGS)
                | Q(oocytes__isnull=True, mature__isnull=True, fertilised__isnull=True),
                violation_error_message="In this kind of cycle no eggs are collected.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_other_reason_is_written",
                violation_error_code="note",
                condition=~Q(cancelled=Cancelled.OTHER) | ~Q(note=""),
                violation_error_message="Write why it was cancelled.",
            ),
        ]

    def __str__(self) -> str:
        return f"IVF cycle {self.seq}"

    @property
    def started(self) -> ApproximateDate | None:
        """When it began, as exactly as it is remembered; None is unknown."""
        return approximate(
            self.started_on, self.started_precision, about=self.started_about
        )

    def in_words(self) -> dict[str, Said]:
        """What the row says, its first day as exactly as it is known."""
        said = super().in_words()
        when = self.started.text() if self.started else NOTHING
        said["started_on"] = Said("Began", when)
        return said
