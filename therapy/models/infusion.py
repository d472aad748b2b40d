"""An infusion of immunoglobulin: the frozen plan, who started it, what she received."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.roles import Permission
from foundation.records.models import AuthoredRecord, RecordQuerySet, Whose, tracked
from patients.models import Couple, Person
from patients.models.merging import Moves, only_a_merge_moves
from patients.models.restriction import closed_couple
from therapy.rules.gates import PregnancyState
from therapy.rules.infusion import Rounding


class InfusionState(models.TextChoices):
    PLANNED = "planned", "Planned"
    STARTED = "started", "Running"
    GIVEN = "given", "Given"
    STOPPED = "stopped", "Stopped early"
    CANCELLED = "cancelled", "Cancelled"


class HerState(models.TextChoices):
    """Where she stands between wish and birth; blank is not known."""

    NOT_PREGNANT = PregnancyState.NOT_PREGNANT.value, "Not pregnant"
    TTC = PregnancyState.TTC.value, "Trying to conceive"
    LUTEAL = PregnancyState.LUTEAL_UNKNOWN.value, "After ovulation, test still to come"
    FIRST = PregnancyState.PREGNANT_T1.value, "Pregnant, up to 13+6"
    SECOND = PregnancyState.PREGNANT_T2.value, "Pregnant, 14+0 to 27+6"
    THIRD = PregnancyState.PREGNANT_T3.value, "Pregnant, from 28+0"
    LACTATING = PregnancyState.LACTATING.value, "Breastfeeding"


class VialRounding(models.TextChoices):
    NEAREST = Rounding.NEAREST.value, "Nearest to the dose"
    FEWEST = Rounding.FEWEST_WITHIN_TOL.value, "Fewest vials, within the tolerance"


TONES = {
    InfusionState.PLANNED: "neutral",
    InfusionState.STARTED: "accent",
    InfusionState.GIVEN: "good",
    InfusionState.STOPPED: "caution",
    InfusionState.CANCELLED: "neutral",
}
STOOD = (InfusionState.GIVEN, InfusionState.STOPPED)
UNDER_WAY = (InfusionState.STARTED, *STOOD)
REASONED = (InfusionState.STOPPED, InfusionState.CANCELLED)
PLANNED_ONCE = (
    "protocol_code", "protocol_edition", "product_code",
    "product_edition", "planned_for", "dose_mg_per_kg", "weight_kg", "weighed_on",
    "rounding", "is_at_risk", "first_rules", "her_state", "creatinine_mg_per_dl",
    "creatinine_on", "reacted_before", "plan", "grams", "volume_ml", "rules_version",
    "limits_version",
)  # fmt: skip
# Whose it is has a law of its own.
ENDED_ROWS_MAY_CHANGE = ("voided_at", "void_reason", "version", "couple", "woman")


class InfusionQuerySet(RecordQuerySet):
    def visible_to(self, user) -> Self:
        """Infusions are for those who see therapies."""
        if not user.may(Permission.THERAPY_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "couple__"))

    def given(self) -> Self:
        """Infusions of which she received something, whole or not."""
        return self.standing().filter(state__in=STOOD)

    def with_people(self) -> Self:
        """The couple and the staff in the same query."""
        return self.select_related(
            "couple__woman", "couple__man", "woman", "checked_by", "started_by",
            "written_by",
        )  # fmt: skip


def staff_key() -> Any:
    """Make a reference to a member of staff who need not have acted yet."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )


@tracked
class Infusion(AuthoredRecord):
    """One infusion; the plan is frozen when it is made, the record when it has ended."""

    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="infusions")
    woman = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="infusions")
    protocol_code = models.CharField(max_length=60)
    protocol_edition = models.PositiveIntegerField()
    product_code = models.CharField(max_length=60)
    product_edition = models.PositiveIntegerField()
    planned_for = models.DateField()
    dose_mg_per_kg = models.DecimalField(max_digits=6, decimal_places=1)
    weight_kg = models.DecimalField(max_digits=5, decimal_places=2)
    weighed_on = models.DateField()
    rounding = models.CharField(max_length=20, choices=VialRounding)
    is_at_risk = models.BooleanField(default=False)
    first_rules = models.BooleanField(default=True)
    her_state = models.CharField(max_length=20, choices=HerState, blank=True)
    creatinine_mg_per_dl = models.DecimalField(
        max_digits=4, decimal_places=2, null=True, blank=True
    )
    creatinine_on = models.DateField(null=True, blank=True)
    reacted_before = models.BooleanField(null=True, blank=True)
    plan = models.JSONField()
    grams = models.DecimalField(max_digits=6, decimal_places=2)
    volume_ml = models.DecimalField(max_digits=7, decimal_places=1)
    rules_version = models.PositiveIntegerField()
    limits_version = models.PositiveIntegerField()

    state = models.CharField(
        max_length=10, choices=InfusionState, default=InfusionState.PLANNED
    )
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = staff_key()
    checked_by = staff_key()
    recalls_checked = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    given_ml = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    given_g = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = InfusionQuerySet.as_manager()

    whose = Whose(couple="couple_id", person="woman_id")
    when_merged = {
        "couple": Moves("infusions"),
        "woman": Moves("infusions", beside="couple"),
    }
    unsaid = frozenset({"couple", "woman", "plan"})

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "protocol_code", "product_code", "dose_mg_per_kg", "weight_kg", "weighed_on",
            "is_at_risk", "first_rules", "her_state", "creatinine_mg_per_dl",
            "creatinine_on", "reacted_before", "plan", "grams", "volume_ml", "given_ml",
            "given_g", "reason", "note", "void_reason",
        }  # fmt: skip
        open = {
            "id", "couple", "woman", "protocol_edition", "product_edition", "planned_for",
            "rounding", "rules_version", "limits_version", "state", "started_at",
            "started_by", "checked_by", "recalls_checked", "ended_at", "version",
            "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        indexes = [
            models.Index(fields=["woman", "planned_for"], name="therapy_infusion_of_woman"),
            models.Index(fields=["planned_for"], name="therapy_infusion_by_day"),
        ]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dose_and_weight_are_positive",
                condition=Q(
                    dose_mg_per_kg__gt=0, weight_kg__gt=0, grams__gt=0, volume_ml__gt=0
                ),
                violation_error_message="Dose, weight, grams and millilitres are above 0.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_creatinine_has_its_day",
                condition=Q(creatinine_mg_per_dl__isnull=True, creatinine_on__isnull=True)
                | Q(creatinine_mg_per_dl__gt=0, creatinine_on__isnull=False),
                violation_error_message="A creatinine needs its value and its day.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_state_has_its_times",
                condition=Q(
                    state__in=[InfusionState.PLANNED, InfusionState.CANCELLED],
                    started_at__isnull=True,
                    ended_at__isnull=True,
                )
                | Q(
                    state=InfusionState.STARTED,
                    started_at__isnull=False,
                    ended_at__isnull=True,
                )
                | Q(
                    state__in=STOOD,
                    started_at__isnull=False,
                    ended_at__isnull=False,
                ),
                violation_error_message="Each step of an infusion has its time.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_started_with_a_second_checker",
                condition=~Q(state__in=UNDER_WAY)
                | Q(
                    started_by__isnull=False,
                    checked_by__isnull=False,
                    recalls_checked=True,
                ),
                violation_error_message=(
                    "An infusion starts with two names, after a look at the recalls."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_checked_by_another_person",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("started_by")),
                violation_error_message="The second checker must be another person.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                violation_error_message="The end lies before the start.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ended_with_what_was_given",
                condition=Q(state__in=STOOD, given_ml__isnull=False, given_g__isnull=False)
                | (~Q(state__in=STOOD) & Q(given_ml__isnull=True, given_g__isnull=True)),
                violation_error_message="At the end, say how much she received.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_given_not_more_than_planned",
                condition=Q(given_ml__isnull=True)
                | Q(
                    given_ml__gte=0,
                    given_ml__lte=F("volume_ml"),
                    given_g__gte=0,
                    given_g__lte=F("grams"),
                ),
                violation_error_message="She cannot have received more than was planned.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_stopped_or_cancelled_with_a_reason",
                condition=(Q(state__in=REASONED) & ~Q(reason=""))
                | (~Q(state__in=REASONED) & Q(reason="")),
                violation_error_message="Please give the reason.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_planned_a_day",
                fields=["woman", "planned_for"],
                condition=Q(state=InfusionState.PLANNED, voided_at__isnull=True),
                violation_error_message=(
                    "An infusion is already planned for her on this day."
                ),
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_running_per_woman",
                fields=["woman"],
                condition=Q(state=InfusionState.STARTED, voided_at__isnull=True),
                violation_error_message="Another infusion of hers is running.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            pgtrigger.Protect(
                name="plan_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*PLANNED_ONCE),
            ),
            only_a_merge_moves("couple", "woman", name="whose_it_is_never_changes"),
            pgtrigger.Trigger(
                name="given_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=list(ENDED_ROWS_MAY_CHANGE)),
                func="""
                    IF OLD.ended_at IS NOT NULL THEN
                        RAISE EXCEPTION 'an infusion that has ended is not changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"IVIG {self.product_code} {self.planned_for}"

    def clean(self) -> None:
        if self.woman_id != self.couple.woman_id:
            raise ValidationError("The infusion is for the woman of this couple.")

    def get_absolute_url(self) -> str:
        return reverse("therapy:infusion_detail", args=[self.pk])

    @property
    def brand(self) -> str:
        """The brand as it stood in the plan."""
        return str(self.plan["brand"])

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def tone(self) -> str:
        """The tone its state is shown in."""
        return TONES[InfusionState(self.state)]

    @property
    def grams_words(self) -> str:
        """What she received; while nothing was given, what is planned."""
        grams = self.grams if self.given_g is None else self.given_g
        return f"{grams.normalize():f} g"

    @property
    def given_words(self) -> str:
        """What she received; nothing before the end."""
        if self.given_g is None or self.given_ml is None:
            return ""
        return f"{self.grams_words} in {self.given_ml.normalize():f} ml"
