"""The one link with which somebody chooses a password: to join, or to begin anew."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class StaffLinkQuerySet(models.QuerySet):
    def open(self, *, now: datetime) -> Self:
        """Neither used nor replaced, and not older than three days."""
        return self.filter(ended_at__isnull=True, expires_at__gt=now)


class StaffLink(models.Model):
    """A link that opens once, within 72 hours. Only its fingerprint is kept."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="links"
    )
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StaffLinkQuerySet.as_manager()

    class Privacy:
        identifying = {"fingerprint"}
        clinical: set[str] = set()
        open = {"id", "staff", "made_by", "made_at", "expires_at", "ended_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_open_per_person",
                fields=["staff"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="Another link was made a moment ago.",
            ),
        ]

    def __str__(self) -> str:
        return f"Link of {self.staff} until {self.expires_at}"
