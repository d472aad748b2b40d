"""The outbox: one row per message, kept for as long as the clinic keeps its records."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.messaging.choices import Channel, State
from foundation.messaging.rules.masking import masked
from foundation.messaging.rules.quiet import HOUSE_QUIET


class MessageQuerySet(models.QuerySet):
    def may_leave(self, at: datetime) -> Self:
        """Waiting messages whose time has come; at night only answers to a booking."""
        due = self.filter(
            Q(not_after__isnull=True) | Q(not_after__gt=at),
            state=State.WAITING,
            not_before__lte=at,
        )
        if HOUSE_QUIET.cover(timezone.localtime(at)):
            return due.filter(may_disturb_until__gt=at)
        return due

    def too_late(self, at: datetime) -> Self:
        """Waiting messages that nobody needs any more."""
        return self.filter(state=State.WAITING, not_after__lte=at)

    def overdue(self, at: datetime) -> Self:
        """Messages whose sender has not come back within the time it took out."""
        return self.filter(state=State.SENDING, lease_until__lte=at)


class Message(models.Model):
    """A text to an address. It knows neither a patient nor a diagnosis.

    waiting -> sending -> sent
       ^          |-----> unknown   the gateway may have it and cannot tell
       |----------|-----> failed    refused for good, or too late
       '-> withdrawn
    """

    key = models.CharField(max_length=120, help_text="The same key is the same message.")
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254)
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    may_disturb_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    gateway = models.CharField(max_length=40, blank=True)
    gateway_reference = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Privacy:
        identifying = {"address", "subject", "text"}
        clinical: set[str] = set()
        open = {
            "id", "key", "channel", "template", "state", "queued_at", "not_before",
            "not_after", "may_disturb_until", "attempts", "lease_until", "sent_at",
            "gateway", "gateway_reference", "error",
        }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"],
                name="messaging_waiting_by_time",
                condition=Q(state=State.WAITING),
            ),
            models.Index(
                fields=["lease_until"],
                name="messaging_sending_by_lease",
                condition=Q(state=State.SENDING),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_leaves_once",
                fields=["key"],
                violation_error_message="This message is already in the outbox.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_address_and_text",
                condition=~Q(address="") & ~Q(text=""),
                violation_error_message="A message needs an address and a text.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_leased_only_while_sending",
                condition=Q(state=State.SENDING, lease_until__isnull=False)
                | (~Q(state=State.SENDING) & Q(lease_until__isnull=True)),
                violation_error_message="Only a message being sent has a sender's time.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_sent_at_a_time",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                violation_error_message="A message was sent at a time, or it was not sent.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_gives_a_reason_when_not_sent",
                condition=~Q(state__in=[State.FAILED, State.UNKNOWN]) | ~Q(error=""),
                violation_error_message="A message that was not sent needs its reason.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} to {self.masked_address}"

    @property
    def masked_address(self) -> str:
        return masked(self.address)
