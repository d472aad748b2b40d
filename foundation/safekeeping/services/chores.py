"""The account of what is done in the machine room, from its beginning to its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.utils import timezone

from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore

LEFT = "Its program ended while it ran."
STOPPED = "It was stopped."
TOO_SLOW = "It took longer than it may and was stopped."


class ChoreFailed(Exception):
    """It could not be done; the message says why and is fit for the record."""


class AlreadyRuns(ChoreFailed):
    """Another program is doing the same."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"A {kind.label.lower()} is being made already.")


@contextmanager
def on_record(kind: Kind) -> Iterator[Chore]:
    """Put a chore on record when it begins and when it ends, however it ends.

    Only one of a kind runs at a time. The row of one whose program was killed is
    settled as failed by the next.

    Raises: AlreadyRuns, of which nothing is recorded.
    """
    with _alone(kind):
        now = timezone.now()
        left = Chore.objects.running().filter(kind=kind)
        left.update(state=State.FAILED, ended_at=now, reason=LEFT)
        chore = Chore.objects.create(kind=kind, began_at=now)
        try:
            yield chore
        except BaseException as fault:
            _settle(chore, State.FAILED, reason=_in_words(fault))
            raise
        _settle(chore, State.DONE)


@contextmanager
def _alone(kind: Kind) -> Iterator[None]:
    """Hold a lock that the database takes back when this program dies."""
    place = [f"decidua {kind.value}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", place)
        if not cursor.fetchone()[0]:
            raise AlreadyRuns(kind)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", place)


def _settle(chore: Chore, state: State, *, reason: str = "") -> None:
    chore.state, chore.reason = state, reason
    chore.ended_at = max(timezone.now(), chore.began_at)
    chore.save()


def _in_words(fault: BaseException) -> str:
    """Why it failed; the message of an unknown fault may quote a record and is not kept."""
    if isinstance(fault, ChoreFailed):
        return str(fault)
    if isinstance(fault, SoftTimeLimitExceeded):
        return TOO_SLOW
    if isinstance(fault, OSError) and fault.strerror:
        return f"{fault.strerror}."
    if isinstance(fault, Exception):
        return f"It stopped at a fault of ours ({type(fault).__name__})."
    return STOPPED
