"""A reminder of a visit: planned when booked, handed to the outbox when due."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from appointments.choices import ReminderKind, ReminderState, Status
from appointments.models.appointment import Appointment
from foundation.accounts.roles import Permission
from foundation.messaging.choices import UNDER_WAY, Channel, State
from foundation.messaging.models import Message
from foundation.records.models import Whose
from patients.models import Person
from patients.models.merging import Clash, Moves
from patients.models.restriction import closed_couple

NOT_RECEIVED = (State.FAILED, State.UNKNOWN)


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Reminders are followed by those who work with the appointment book."""
        if not user.may(Permission.REMINDER_VIEW):
            return self.none()
        return self.exclude(closed_couple(user, "appointment__couple__"))

    def due(self, at: datetime) -> Self:
        """Planned reminders whose time has come, the longest waiting first."""
        return self.filter(state=ReminderState.PLANNED, due_at__lte=at).order_by(
            "due_at", "pk"
        )

    def still_to_leave(self) -> Self:
        """Planned, or in the outbox and not yet gone."""
        return self.filter(
            Q(state=ReminderState.PLANNED)
            | Q(state=ReminderState.QUEUED, message__state__in=UNDER_WAY)
        )

    def to_call(self, at: datetime) -> Self:
        """People whose reminder did not arrive, or may not have, before their visit."""
        return self.filter(
            Q(state=ReminderState.WITHHELD)
            | Q(state=ReminderState.QUEUED, message__state__in=NOT_RECEIVED),
            called_at__isnull=True,
            for_start__gt=at,
            appointment__status=Status.BOOKED,
        ).order_by("for_start", "pk")

    def in_full(self) -> Self:
        """With person, message, visit and couple in the same query."""
        return self.select_related("person", "message", "appointment__couple")


class Reminder(models.Model):
    """One message to one person about one visit at one time."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="reminders"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders")
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=12, choices=ReminderKind)
    for_start = models.DateTimeField(help_text="the time of the visit it speaks of")
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ReminderState, default=ReminderState.PLANNED
    )
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ReminderQuerySet.as_manager()

    whose = Whose(couple="appointment.couple_id", person="person_id")
    when_merged = {
        "person": Moves("reminders", on_clash=Clash.STAYS, beside="appointment__couple")
    }

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "appointment", "person", "channel", "kind", "for_start", "due_at",
            "state", "message", "called_at", "called_by",
        }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="appointments_reminder_due",
                condition=Q(state=ReminderState.PLANNED),
            ),
            models.Index(fields=["for_start"], name="appointments_reminder_by_visit"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once_per_person_and_time",
                fields=["appointment", "person", "channel", "kind", "for_start"],
                condition=~Q(state=ReminderState.CANCELLED),
                violation_error_message="This reminder is already planned.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_handed_over_with_its_message",
                condition=~Q(state=ReminderState.QUEUED) | Q(message__isnull=False),
                violation_error_message="A reminder handed over has a message.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_called_by_somebody",
                condition=Q(called_at__isnull=True, called_by__isnull=True)
                | Q(called_at__isnull=False, called_by__isnull=False),
                violation_error_message="A call has a name and a time.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.person_id} by {self.channel}"
