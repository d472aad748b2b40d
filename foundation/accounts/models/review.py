"""The manager's look at who joined, who left and whose account lies unused."""

import pgtrigger
from django.conf import settings
from django.db import models


class StaffReview(models.Model):
    """A review confirmed by name; what was on the page then is kept in numbers."""

    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)
    counted = models.JSONField(default=dict)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {"id", "confirmed_by", "confirmed_at", "note", "counted"}

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="written_once", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"Review by {self.confirmed_by}, {self.confirmed_at:%d %b %Y}"
