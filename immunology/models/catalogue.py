"""What a laboratory can be asked, and the published limits that may judge its answers."""

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.medicine.units import unit_text
from foundation.records.models import CatalogueEntry, tracked
from foundation.records.models.catalogue import CatalogueQuerySet
from immunology.choices import IntervalKind, PanelCode, ResultType

# What may still happen to an entry on file: it is confirmed, closed, or moved in a list.
_STILL_OPEN = ["valid_to", "confirmed_by", "confirmed_at"]


def never_edited(*moved: str) -> list[pgtrigger.Trigger]:
    """Let the database refuse to edit or delete an entry: a change is a new edition."""
    return [
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Protect(
            name="never_edited",
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=[*_STILL_OPEN, *moved]),
        ),
    ]


class EditionQuerySet(CatalogueQuerySet):
    def in_force(self, on) -> Self:
        """Entries valid on that day; without a beginning, an entry holds since ever."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=on))

    def newest(self) -> Self:
        """Of each code the newest edition only, in the order of the codes."""
        return self.order_by("code", "-edition").distinct("code")


class Edition(CatalogueEntry):
    """A catalogue entry whose beginning may not be published."""

    valid_from = models.DateField(  # type: ignore[assignment] # may be unknown here
        null=True, blank=True
    )

    objects = EditionQuerySet.as_manager()

    class Meta(CatalogueEntry.Meta):
        abstract = True


@tracked
class Analyte(Edition):
    """One test: what it is called, whose it is, and what it can report."""

    position = models.PositiveSmallIntegerField(default=0)
    display = models.CharField(max_length=120)
    panel = models.CharField(max_length=20, choices=PanelCode)
    subjects = ArrayField(models.CharField(max_length=10))
    specimen = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=120, blank=True)
    result_type = models.CharField(max_length=16, choices=ResultType)
    ucum = models.CharField(max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(null=True, blank=True)
    hard_low = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    hard_high = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    soft_low = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    soft_high = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    expected = models.CharField(max_length=20, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    timing = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=20, blank=True)
    loinc = models.CharField(max_length=12, blank=True)
    notes = models.TextField(blank=True)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "position", "display", "panel", "subjects",
            "specimen", "method", "result_type", "ucum", "decimals", "hard_low",
            "hard_high", "soft_low", "soft_high", "expected", "decision", "timing",
            "evidence", "loinc", "notes",
        }  # fmt: skip

    class Meta(Edition.Meta):
        abstract = False
        ordering = ["position", "code"]
        triggers = never_edited("position")

    def __str__(self) -> str:
        return self.display

    @property
    def short(self) -> str:
        """The name where the unit beside the value already tells share from count."""
        return self.display.removesuffix(", % of lymphocytes").removesuffix(", absolute")

    @property
    def unit_shown(self) -> str:
        """The unit as a laboratory prints it; a titre has none, but says what it is."""
        is_titre = self.result_type == ResultType.TITRE
        return "titre" if is_titre else unit_text(self.ucum)


@tracked
class ReferenceInterval(Edition):
    """One published limit of one test: for whom it holds, and what it may say.

    Only a reference interval that a clinician of this clinic has confirmed gives flags.
    """

    analyte = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=16, choices=IntervalKind)
    label = models.CharField(max_length=120, blank=True)
    lab = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    state = models.CharField(max_length=20, blank=True)
    phase = models.CharField(max_length=20, blank=True)
    age_min_years = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max_years = models.PositiveSmallIntegerField(null=True, blank=True)
    ucum = models.CharField(max_length=30, blank=True)
    low = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    low_as_published = models.CharField(max_length=24, blank=True)
    high_as_published = models.CharField(max_length=24, blank=True)
    low_incl = models.BooleanField(default=True)
    high_incl = models.BooleanField(default=True)
    critical_low = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True
    )
    critical_high = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True
    )
    note = models.TextField(blank=True)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "analyte", "kind", "label", "lab", "method",
            "sex", "state", "phase", "age_min_years", "age_max_years", "ucum", "low",
            "high", "low_as_published", "high_as_published", "low_incl", "high_incl",
            "critical_low", "critical_high", "note",
        }  # fmt: skip

    class Meta(Edition.Meta):
        abstract = False
        ordering = ["analyte", "code", "edition"]
        triggers = never_edited()
        constraints = [
            *Edition.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_a_limit",
                condition=Q(low__isnull=False) | Q(high__isnull=False),
                violation_error_message="An interval needs a lower or an upper limit.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_not_upside_down",
                condition=Q(low__isnull=True)
                | Q(high__isnull=True)
                | Q(high__gte=F("low")),
                violation_error_message="The upper limit lies below the lower one.",
            ),
        ]

    @property
    def is_from_memory(self) -> bool:
        """Nobody has checked the number against its source."""
        return self.tag.startswith("no")


@tracked
class EvidenceNote(Edition):
    """What is known of a test's worth, in the clinic's own words."""

    text = models.TextField()

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "text",
        }  # fmt: skip

    class Meta(Edition.Meta):
        abstract = False
        ordering = ["code", "edition"]
        triggers = never_edited()
