"""Send what is waiting: claim one message, hand it over, write down what became of it."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from foundation.messaging.choices import State
from foundation.messaging.models import Message, MessageQuerySet
from foundation.messaging.rules.retries import next_try
from foundation.messaging.services import gateways
from foundation.messaging.services.carrying import (
    CannotTell,
    Gateway,
    Letter,
    Receipt,
    Refused,
    Unsure,
)

# Longer than a worker may work on one task (45 s): whoever claimed it is gone by then.
LEASE = timedelta(seconds=60)
TOO_LATE = "It was too late to send it."
NEVER_ARRIVED = "The sender stopped before the gateway had it."


@dataclass(frozen=True, slots=True)
class Claim:
    """A message this sender alone may carry until its lease runs out."""

    message: Message
    lease_until: datetime


def send_waiting(*, seconds: float = 20) -> int:
    """Send the messages that may leave now and answer how many were tried.

    Each message is claimed in a transaction of its own and handed over outside of
    any. If the sender dies in between, its lease runs out and the gateway is asked
    whether it has that key: yes is sent, no waits again, "cannot tell" is unknown
    and goes on reception's list. Nothing is repeated on a guess, nothing is lost.
    """
    until = time.monotonic() + seconds
    _settle_abandoned(until=until)
    now = timezone.now()
    Message.objects.too_late(now).update(state=State.FAILED, error=TOO_LATE)
    tried = 0
    while time.monotonic() < until and (claim := _claim_next()):
        _carry(claim)
        tried += 1
    return tried


def _claim_next() -> Claim | None:
    waiting = Message.objects.may_leave(timezone.now()).order_by("not_before", "pk")
    return _claim(waiting, is_new_attempt=True)


@transaction.atomic
def _claim(messages: MessageQuerySet, *, is_new_attempt: bool) -> Claim | None:
    """Take the first message that no colleague is taking, and say until when."""
    message = messages.select_for_update(skip_locked=True).first()
    if message is None:
        return None
    message.state, message.lease_until = State.SENDING, timezone.now() + LEASE
    message.attempts += is_new_attempt
    message.save(update_fields=["state", "lease_until", "attempts"])
    return Claim(message, message.lease_until)


def _carry(claim: Claim) -> None:
    try:
        gateway = gateways.gateway_for(claim.message.channel)
        receipt = gateway.send(_letter(claim.message))
    except Refused as refusal:
        _record_refusal(claim, str(refusal), is_final=refusal.is_final)
    except Unsure as doubt:
        _ask(claim, gateway, reason=str(doubt))
    else:
        _record_sent(claim.message, gateway, receipt)


def _settle_abandoned(*, until: float) -> None:
    """Ask the gateways about messages whose sender never came back."""
    while time.monotonic() < until:
        overdue = Message.objects.overdue(timezone.now()).order_by("lease_until", "pk")
        claim = _claim(overdue, is_new_attempt=False)
        if claim is None:
            return
        try:
            gateway = gateways.gateway_for(claim.message.channel)
        except Refused as refusal:
            _record_refusal(claim, str(refusal), is_final=True)
        else:
            _ask(claim, gateway, reason=NEVER_ARRIVED)


def _ask(claim: Claim, gateway: Gateway, *, reason: str) -> None:
    """Let the gateway say whether it has the message."""
    try:
        receipt = gateway.accepted(claim.message.key)
    except CannotTell as silence:
        _record(claim, state=State.UNKNOWN, error=f"{reason} {silence}")
    else:
        if receipt is None:
            _record_refusal(claim, reason, is_final=False)
        else:
            _record_sent(claim.message, gateway, receipt)


def _record_sent(message: Message, gateway: Gateway, receipt: Receipt) -> None:
    """A message that left has left, whatever anybody believed in the meantime."""
    Message.objects.filter(pk=message.pk).exclude(state=State.SENT).update(
        state=State.SENT,
        sent_at=receipt.accepted_at,
        gateway=gateway.name,
        gateway_reference=receipt.reference,
        lease_until=None,
        error="",
    )


def _record_refusal(claim: Claim, reason: str, *, is_final: bool) -> None:
    """Try again after a pause, or give up and say why."""
    again_at = next_try(attempts=claim.message.attempts, at=timezone.now())
    if is_final or again_at is None:
        _record(claim, state=State.FAILED, error=reason)
    else:
        _record(claim, state=State.WAITING, not_before=again_at, error=reason)


def _record(claim: Claim, **outcome) -> None:
    """Write the outcome down, unless the lease ran out and a colleague took over."""
    Message.objects.filter(
        pk=claim.message.pk, state=State.SENDING, lease_until=claim.lease_until
    ).update(lease_until=None, **outcome)


def _letter(message: Message) -> Letter:
    return Letter(
        key=message.key,
        channel=message.channel,
        address=message.address,
        subject=message.subject,
        text=message.text,
    )
