"""Late work has a heart: the beat asks for a stroke, a worker writes it down.

    beat -> queue -> worker -> one row of the database

The stroke comes every few seconds. When it stays away, one of the four stands still,
and with it printing and reminders: people are told before somebody misses a paper.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from foundation.records.models import Heartbeat

LATE_WORK = "late work"
# A worker may be busy with a document or a slow gateway for most of a minute.
SILENT_AFTER = timedelta(minutes=2)
STANDS_STILL = "Documents are not drawn and reminders do not leave"
TELL = "Please tell whoever looks after the computers. Nothing is lost."


def feel_heartbeat() -> None:
    """Write down that late work is alive now."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(name=LATE_WORK, defaults={"felt_at": now})


def late_work_alarm(*, now: datetime) -> str:
    """Say since when late work stands still; empty while it is alive.

    A stroke from the future is none: the clock was set back since.
    """
    heart = Heartbeat.objects.filter(name=LATE_WORK).first()
    if heart is None:
        return f"{STANDS_STILL}: the beat has never been felt. {TELL}"
    if abs(now - heart.felt_at) <= SILENT_AFTER:
        return ""
    since = timezone.localtime(heart.felt_at)
    return f"{STANDS_STILL} since {since.day} {since:%B, %H:%M}. {TELL}"
