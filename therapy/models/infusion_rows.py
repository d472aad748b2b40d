"""The rows of an infusion: the lots that were hung, the vital signs along it."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.records.models import AuthoredRecord, Whose, tracked
from therapy.models.infusion import Infusion


class Sign(models.TextChoices):
    """What she feels or shows; each has a rule of the watch."""

    HEADACHE = "headache", "Headache"
    FLUSHING = "flushing", "Flushing"
    CHILLS = "chills", "Chills"
    NAUSEA = "nausea", "Nausea"
    BACK_PAIN = "back_pain", "Back pain"
    URTICARIA = "urticaria", "Hives"
    ANGIOEDEMA = "angioedema", "Swelling of face or throat"
    WHEEZE = "wheeze", "Wheezing"
    STRIDOR = "stridor", "Noisy breathing in (stridor)"
    CHEST_PAIN = "chest_pain", "Chest pain"
    LIMB_WEAKNESS = "limb_weakness", "Weakness of an arm or leg"
    HAEMOGLOBINURIA = "haemoglobinuria", "Red or brown urine"
    OTHER = "other", "Something else"


class Advice(models.TextChoices):
    CONTINUE = "CONTINUE", "Go on"
    SLOW = "SLOW", "Slow down"
    PAUSE = "PAUSE", "Pause"
    STOP = "STOP", "Stop"


def written_once() -> pgtrigger.Trigger:
    """Let the database refuse every change of a row but its voiding."""
    return pgtrigger.Protect(
        name="written_once",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["voided_at", "void_reason", "version"]),
    )


@tracked
class InfusionLot(AuthoredRecord):
    """Vials of one lot and one size, as their label says."""

    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="lots")
    brand = models.CharField(max_length=100)
    number = models.CharField(max_length=40)
    expires_on = models.DateField()
    vial_g = models.DecimalField(max_digits=5, decimal_places=2)
    quantity = models.PositiveSmallIntegerField()

    whose = Whose(couple="infusion.couple_id", person="infusion.woman_id")

    class Privacy:
        identifying: set[str] = set()
        clinical = {"brand", "number", "vial_g", "quantity", "void_reason"}
        open = {
            "id", "infusion", "expires_on", "version", "written_at", "written_by",
            "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_holds_something",
                condition=Q(vial_g__gt=0, quantity__gte=1) & ~Q(number=""),
                violation_error_message="A lot has a number, a vial size and a quantity.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_listed_once",
                fields=["infusion", "number", "vial_g"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="This lot is already listed with this vial size.",
            ),
        ]
        triggers = [*AuthoredRecord.Meta.triggers, written_once()]

    def __str__(self) -> str:
        return f"{self.number} ({self.quantity} × {self.vial_words})"

    @property
    def vial_words(self) -> str:
        """The size of one vial."""
        return f"{self.vial_g.normalize():f} g"


@tracked
class InfusionVitals(AuthoredRecord):
    """One set of vital signs and what the watch advised on it.

    The set before the start is the one the later ones are compared with.
    """

    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="vitals")
    taken_at = models.DateTimeField()
    is_before_start = models.BooleanField(default=False)
    rate_ml_per_h = models.PositiveSmallIntegerField(null=True, blank=True)
    pulse = models.PositiveSmallIntegerField(null=True, blank=True)
    systolic = models.PositiveSmallIntegerField(null=True, blank=True)
    diastolic = models.PositiveSmallIntegerField(null=True, blank=True)
    temperature_c = models.DecimalField(
        max_digits=3, decimal_places=1, null=True, blank=True
    )
    spo2_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    breaths = models.PositiveSmallIntegerField(null=True, blank=True)
    signs = ArrayField(
        models.CharField(max_length=20, choices=Sign), default=list, blank=True
    )
    remark = models.CharField(max_length=300, blank=True)
    advice = models.CharField(max_length=10, choices=Advice)
    advice_reason = models.CharField(max_length=40)
    advice_message = models.CharField(max_length=200)
    limits_version = models.PositiveIntegerField()

    whose = Whose(couple="infusion.couple_id", person="infusion.woman_id")

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "rate_ml_per_h", "pulse", "systolic", "diastolic", "temperature_c", "spo2_pct",
            "breaths", "signs", "remark", "advice", "advice_reason", "advice_message",
            "void_reason",
        }  # fmt: skip
        open = {
            "id", "infusion", "taken_at", "is_before_start", "limits_version", "version",
            "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["taken_at", "pk"]
        verbose_name_plural = "infusion vitals"
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_can_be_true",
                condition=(Q(pulse__isnull=True) | Q(pulse__range=(20, 250)))
                & (Q(systolic__isnull=True) | Q(systolic__range=(40, 280)))
                & (Q(diastolic__isnull=True) | Q(diastolic__range=(20, 180)))
                & (Q(temperature_c__isnull=True) | Q(temperature_c__range=(30, 45)))
                & (Q(spo2_pct__isnull=True) | Q(spo2_pct__range=(40, 100)))
                & (Q(breaths__isnull=True) | Q(breaths__range=(4, 80))),
                violation_error_message="One of these values cannot be right.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_runs_only_after_the_start",
                condition=Q(is_before_start=False)
                | Q(rate_ml_per_h__isnull=True)
                | Q(rate_ml_per_h=0),
                violation_error_message="Before the start nothing runs yet.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_set_a_moment",
                fields=["infusion", "taken_at"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="There is already a set of this minute.",
            ),
        ]
        triggers = [*AuthoredRecord.Meta.triggers, written_once()]

    def __str__(self) -> str:
        return f"{self.taken_at} {self.advice}"
