"""One result: what was typed, how it was read, and the limit that judged it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.medicine.units import unit_text
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from immunology.choices import Comparator, Flag, ResultType, Unflagged, Word
from immunology.models.catalogue import Analyte, ReferenceInterval
from immunology.models.panel import Panel, signed_is_frozen


class ResultQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Results of the panels that are visible to this reader, and of no other."""
        return self.filter(panel__in=Panel.objects.visible_to(user))

    def signed(self) -> Self:
        """Results a clinician has put a name to."""
        return self.filter(signed_at__isnull=False)

    def in_order(self) -> Self:
        """As the report prints them."""
        return self.order_by("analyte__position", "pk")


@tracked
class Result(AuthoredRecord):
    """The answer of one test. Missing is no row; an empty value is never stored.

    The interval that judged it is copied here and stays, whatever becomes of the
    catalogue. A correction is a new row that replaces this one, with a reason.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="results")
    analyte = models.ForeignKey(Analyte, on_delete=models.PROTECT, related_name="results")
    code = models.CharField(max_length=60)
    result_type = models.CharField(max_length=16, choices=ResultType)
    typed = models.CharField("as typed", max_length=300)
    shown = models.CharField("as read", max_length=300)
    comparator = models.CharField(max_length=2, choices=Comparator, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    titre = models.PositiveIntegerField(null=True, blank=True)
    word = models.CharField(max_length=14, choices=Word, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    unusual_confirmed = models.BooleanField(default=False)
    flag = models.CharField(max_length=3, choices=Flag, blank=True)
    flag_reason = models.CharField(max_length=20, choices=Unflagged, blank=True)
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    input_hash = models.CharField(max_length=64)
    interval = models.ForeignKey(
        ReferenceInterval,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    interval_code = models.CharField(max_length=60, blank=True)
    interval_edition = models.PositiveIntegerField(null=True, blank=True)
    interval_lab = models.CharField(max_length=60, blank=True)
    interval_low = models.CharField(max_length=24, blank=True)
    interval_high = models.CharField(max_length=24, blank=True)
    interval_text = models.CharField(max_length=120, blank=True)
    interval_source = models.CharField(max_length=300, blank=True)
    decisions = models.JSONField(default=list, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    correction_reason = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = ResultQuerySet.as_manager()

    whose = Whose(couple="panel.couple_id", person="panel.person_id")

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "code", "typed", "shown", "comparator", "value", "titre", "word", "unit",
            "flag", "flag_reason", "interval", "interval_code", "interval_edition",
            "interval_lab", "interval_low", "interval_high", "interval_text",
            "interval_source", "decisions", "correction_reason", "void_reason",
        }  # fmt: skip
        open = {
            "id", "panel", "analyte", "result_type", "unusual_confirmed", "rule",
            "rule_version", "input_hash", "replaces", "signed_at", "signed_by",
            "version", "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        triggers = [*AuthoredRecord.Meta.triggers, signed_is_frozen()]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_standing_per_test",
                fields=["panel", "code"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="This test already has a result in this panel.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_says_something",
                condition=~Q(typed="") & ~Q(shown=""),
                violation_error_message="An empty result is not entered at all.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_of_one_kind",
                condition=Q(value__isnull=True, titre__isnull=True)
                | Q(value__isnull=True, word="")
                | Q(titre__isnull=True, word=""),
                violation_error_message="A result is a number, a titre or a word.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_comparator_before_a_number",
                condition=Q(comparator="")
                | Q(value__isnull=False)
                | Q(titre__isnull=False),
                violation_error_message="“Less than” stands before a number only.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_unflagged_for_a_reason",
                condition=(Q(flag="") & ~Q(flag_reason=""))
                | (~Q(flag="") & Q(flag_reason="")),
                violation_error_message="A result has a flag, or a reason why it has none.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_keeps_its_interval",
                condition=Q(interval__isnull=True, interval_code="")
                | (
                    Q(interval__isnull=False, interval_edition__isnull=False)
                    & ~Q(interval_code="")
                    & ~Q(interval_text="")
                ),
                violation_error_message="A judged result keeps the interval it met.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_corrected_with_a_reason",
                condition=Q(replaces__isnull=True, correction_reason="")
                | (Q(replaces__isnull=False) & ~Q(correction_reason="")),
                violation_error_message="A correction needs a reason.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_signed_by_somebody",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                violation_error_message="A signature carries a name and a time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.shown_with_unit}"

    @property
    def unit_shown(self) -> str:
        """The unit as a laboratory prints it; empty for words, titres and ratios."""
        return unit_text(self.unit)

    @property
    def shown_with_unit(self) -> str:
        """The result as read, with its unit: 12.4 %, <0.5 pg/mL, 1:160, non-reactive."""
        return f"{self.shown} {self.unit_shown}".strip()
