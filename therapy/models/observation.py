"""How she is after the cells, at each look."""

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.records.models import AuthoredRecord, Whose, tracked
from therapy.choices import SiteReaction
from therapy.models.session import Session


@tracked
class SessionObservation(AuthoredRecord):
    """One look: vital signs and the injection sites."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="observations"
    )
    taken_at = models.DateTimeField()
    pulse = models.PositiveSmallIntegerField(null=True, blank=True)
    systolic = models.PositiveSmallIntegerField(null=True, blank=True)
    diastolic = models.PositiveSmallIntegerField(null=True, blank=True)
    temperature_c = models.DecimalField(
        max_digits=3, decimal_places=1, null=True, blank=True
    )
    spo2_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    site_reaction = models.CharField(max_length=10, choices=SiteReaction, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    whose = Whose(couple="session.couple_id", person="session.woman_id")

    class Privacy:
        identifying: set[str] = set()
        clinical = {
            "pulse", "systolic", "diastolic", "temperature_c", "spo2_pct",
            "site_reaction", "remark", "void_reason",
        }  # fmt: skip
        open = {
            "id", "session", "taken_at", "version", "written_at", "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["taken_at", "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_can_be_true",
                condition=(Q(pulse__isnull=True) | Q(pulse__range=(20, 250)))
                & (Q(systolic__isnull=True) | Q(systolic__range=(40, 280)))
                & (Q(diastolic__isnull=True) | Q(diastolic__range=(20, 180)))
                & (Q(temperature_c__isnull=True) | Q(temperature_c__range=(30, 45)))
                & (Q(spo2_pct__isnull=True) | Q(spo2_pct__range=(40, 100))),
                violation_error_message="One of these values cannot be right.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_look_a_moment",
                fields=["session", "taken_at"],
                condition=Q(voided_at__isnull=True),
                violation_error_message="There is already a look of this minute.",
            ),
        ]
        triggers = [
            *AuthoredRecord.Meta.triggers,
            pgtrigger.Protect(
                name="written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["voided_at", "void_reason", "version"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.taken_at}"

    @property
    def minutes(self) -> int | None:
        """Whole minutes since the cells were given; None before that."""
        if self.session.given_at is None or self.taken_at < self.session.given_at:
            return None
        return int((self.taken_at - self.session.given_at).total_seconds() // 60)
