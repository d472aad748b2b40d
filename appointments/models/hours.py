"""When the house is open, when a clinician is in, and when not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appointments.choices import Weekday
from foundation.records.models import NOBODYS, AuthoredRecord, tracked


@tracked
class WeeklyHours(AuthoredRecord):
    """Hours of one weekday; without a clinician they are the hours of the house."""

    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="weekly_hours",
    )
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    whose = NOBODYS

    class Privacy:
        identifying: set[str] = set()
        clinical = {"void_reason"}
        open = {
            "id", "clinician", "weekday", "opens", "closes", "version", "written_at",
            "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        verbose_name_plural = "weekly hours"
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_close_after_they_open",
                condition=Q(closes__gt=F("opens")),
                violation_error_message="Closing time lies after opening time.",
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_entered_once",
                fields=["clinician", "weekday", "opens"],
                condition=Q(voided_at__isnull=True),
                nulls_distinct=False,
                violation_error_message="These hours are already entered.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


@tracked
class Closure(AuthoredRecord):
    """Days on which a clinician is away, or without a clinician the house is closed."""

    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closures",
    )
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    reason = models.CharField(max_length=120, blank=True)

    whose = NOBODYS

    class Privacy:
        identifying: set[str] = set()
        clinical = {"reason", "void_reason"}
        open = {
            "id", "clinician", "first_on", "last_on", "version", "written_at",
            "written_by", "voided_at",
        }  # fmt: skip

    class Meta(AuthoredRecord.Meta):
        ordering = ["first_on", "pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_began",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"
