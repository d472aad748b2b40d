"""Messages come into the outbox once, and may be called back until they leave."""

from datetime import datetime

from django.utils import timezone

from foundation.messaging.choices import UNDER_WAY, State
from foundation.messaging.models import Message


def queue_message(
    *,
    key: str,
    channel: str,
    address: str,
    template: str,
    text: str,
    subject: str = "",
    not_after: datetime | None = None,
    may_disturb_until: datetime | None = None,
) -> Message:
    """Put a message into the outbox; the same key again gives the same message.

    It leaves as soon as it may: not in the quiet hours of the night, unless
    `may_disturb_until` says that somebody expects it, and never after `not_after`.
    """
    message, _is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel,
            "address": address,
            "template": template,
            "subject": subject,
            "text": text,
            "not_before": timezone.now(),
            "not_after": not_after,
            "may_disturb_until": may_disturb_until,
        },
    )
    return message


def withdraw_message(*, message_ids: list[int]) -> int:
    """Call back messages that have not left; those on their way cannot be stopped."""
    waiting = Message.objects.filter(pk__in=message_ids, state=State.WAITING)
    return waiting.update(state=State.WITHDRAWN)


def doubt_messages(*, reason: str) -> int:
    """Say of all that is under way that it may have left: nobody sends it on a guess.

    For a clinic that was restored from a backup; reception telephones instead.
    """
    under_way = Message.objects.filter(state__in=UNDER_WAY)
    return under_way.update(state=State.UNKNOWN, lease_until=None, error=reason)
