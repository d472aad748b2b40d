"""Chores of the machine room: one row for each time one was begun, also when it failed."""

from datetime import timedelta
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from foundation.safekeeping.choices import Kind, State


class ChoreQuerySet(models.QuerySet):
    def done(self) -> Self:
        return self.filter(state=State.DONE)

    def running(self) -> Self:
        return self.filter(state=State.RUNNING)


class Chore(models.Model):
    """A backup, a drill: begun, then done or failed for a reason.

    running --> done
       |-----> failed   with the reason, also when its program was killed
    """

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it failed", blank=True)
    file = models.CharField("the file it made or read", max_length=120, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = ChoreQuerySet.as_manager()

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "kind", "state", "began_at", "ended_at", "reason", "file", "details",
        }  # fmt: skip

    class Meta:
        ordering = ["-began_at", "-pk"]
        indexes = [models.Index(fields=["kind", "-began_at"])]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_running_of_a_kind",
                fields=["kind"],
                condition=Q(state=State.RUNNING),
                violation_error_message="This is already being done.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ended_unless_running",
                condition=Q(state=State.RUNNING, ended_at__isnull=True)
                | (
                    ~Q(state=State.RUNNING)
                    & Q(ended_at__isnull=False, ended_at__gte=F("began_at"))
                ),
                violation_error_message="What is over has an end after its beginning.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_failed_for_a_reason",
                condition=(Q(state=State.FAILED) & ~Q(reason=""))
                | (~Q(state=State.FAILED) & Q(reason="")),
                violation_error_message="What failed says why.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settled_once_over",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=State.RUNNING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def took(self) -> timedelta | None:
        """How long it took; nothing while it runs."""
        return self.ended_at - self.began_at if self.ended_at else None


class KnownKey(models.Model):
    """A key of encryption by its name: since when the clinic knows it, and that it is it.

    A key that kept its name but has another secret would open nothing: the word tells.
    """

    key_id = models.CharField(max_length=60, primary_key=True)
    check_word = models.CharField(max_length=16)
    seen_at = models.DateTimeField()

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {"key_id", "check_word", "seen_at"}

    def __str__(self) -> str:
        return self.key_id
