"""A register becomes couples and pregnancies: all of it in one transaction, or none."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from foundation.records.later import do_later
from foundation.records.services import log_act, many
from interop.choices import State
from interop.models import ImportedRow, RegisterContent, RegisterImport
from interop.models.register import ATTEMPTS_AT_MOST
from interop.services.bringing import TASK
from interop.services.checking import Progress, Reading, Ready, read_register
from patients.models import ContactConsent, Couple, PhoneNumber
from patients.services import record_history, register_couple

log = logging.getLogger(__name__)

WORKING_S = 540
# Renewed while the worker goes on; one that fell loses the register after this time.
LEASE = timedelta(seconds=60)
ON_ITS_WAY = timedelta(seconds=5)
TOLD_EVERY_S = 0.5

CHANGED = "The clinic's file has changed since the preview. Look at the lines below again."
TOO_SLOW = f"It took longer than {WORKING_S // 60} minutes and was stopped. Divide it."
GIVEN_UP = "The worker stopped each time while it worked on this register. Ask again."
UNEXPECTED = (
    "It stopped at a fault of ours ({fault}), and nothing was imported. "
    "It is in the worker's log; ask again when it is mended."
)


class NotClear(Exception):
    """Something came between the preview and the import; nothing was written."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class Overtaken(Exception):
    """Another worker has taken the register over; nothing of this one stays."""


def work_on_register(*, register_id: str) -> None:
    """Read or import a register that was left for the workers.

    Safe to call twice and by two workers at once: one claims, the other goes home. A
    worker that falls leaves nothing behind, and its lease ends.
    """
    turn = _claim(UUID(register_id), at=timezone.now())
    if turn is None:
        return
    register = RegisterImport.objects.select_related("written_by").get(pk=register_id)
    work = _import if register.state == State.IMPORTING else _check
    try:
        with Aside(register, turn) as progress:
            work(register, turn, progress)
    except NotClear as found:
        _back(register, turn, reading=found.reading, reason=CHANGED)
    except Overtaken:
        log.warning("A register was taken over by another worker.")
    except SoftTimeLimitExceeded:
        _back(register, turn, reason=TOO_SLOW)
    except Exception as fault:
        frames = "".join(traceback.format_tb(fault.__traceback__))
        name = type(fault).__name__
        log.error("A register was not done: %s\n%s", name, frames)  # noqa: TRY400
        _back(register, turn, reason=UNEXPECTED.format(fault=name))


def work_on_forgotten() -> int:
    """Find what the queue or a fallen worker forgot, and leave it for the workers again."""
    now = timezone.now()
    waiting = RegisterImport.objects.waiting(at=now)
    waiting.filter(attempts__gte=ATTEMPTS_AT_MOST).update(
        state=State.CHECKED, reason=GIVEN_UP, leased_until=None
    )
    forgotten = waiting.filter(asked_at__lt=now - ON_ITS_WAY)
    found = list(forgotten.order_by("asked_at").values_list("pk", flat=True)[:10])
    for pk in found:
        do_later(TASK, register_id=str(pk))
    return len(found)


def _claim(pk: UUID, *, at: datetime) -> int | None:
    """Take the register; the number of the turn, or None when it is not to be had."""
    free = RegisterImport.objects.waiting(at=at).filter(
        pk=pk, attempts__lt=ATTEMPTS_AT_MOST
    )
    if not free.update(leased_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    return RegisterImport.objects.values_list("attempts", flat=True).get(pk=pk)


def _held(register: RegisterImport, turn: int):
    return RegisterImport.objects.filter(
        pk=register.pk, state=register.state, attempts=turn
    )


def _check(register: RegisterImport, turn: int, progress: Progress) -> None:
    content = RegisterContent.objects.get(pk=register.pk)
    reading = read_register(register, content, progress=progress)
    _back(register, turn, reading=reading)


@transaction.atomic
def _back(
    register: RegisterImport, turn: int, *, reading: Reading | None = None, reason: str = ""
) -> None:
    """Lay the register before the person who brought it, with what was found."""
    told = {"state": State.CHECKED, "reason": reason, "leased_until": None}
    if not _held(register, turn).update(**told) or reading is None:
        return
    content = RegisterContent.objects.select_for_update().get(pk=register.pk)
    headings = content.kept("found").get("headings", [])
    content.keep("found", {**reading.found(), "headings": headings})
    content.save(update_fields=["found"])


def _import(register: RegisterImport, turn: int, progress: Progress) -> None:
    """Read it once more, write all of it, and say so; or leave everything as it was."""
    content = RegisterContent.objects.get(pk=register.pk)
    reading = read_register(
        register, content, progress=lambda done, total: progress(done, 2 * total)
    )
    if not reading.is_clear:
        raise NotClear(reading)
    with many():
        _by_index()
        made = list(_written(register, reading, progress))
        ImportedRow.objects.bulk_create(made, batch_size=2_000)
        couples = sum(ready.onto is None for ready in reading.ready)
        pregnancies = sum(row.kind == "patients.Pregnancy" for row in made)
        counts = {"couples": couples, "pregnancies": pregnancies}
        log_act(
            by=register.written_by, action="register.imported", subject=register, **counts
        )
        now = {"state": State.IMPORTED, "imported_at": timezone.now(), "reason": ""}
        if not _held(register, turn).update(**now, **counts, leased_until=None):
            raise Overtaken


def _by_index() -> None:
    """Until this act ends, rows are sought by index however small their table was before.

    The database plans by what it last counted: of an empty clinic nothing, and then every
    new row would read through all those written before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


def _written(
    register: RegisterImport, reading: Reading, progress: Progress
) -> Iterator[ImportedRow]:
    total = len(reading.ready)
    for place, ready in enumerate(reading.ready):
        progress(total + place, 2 * total)
        for line, row in _put_on_file(ready, by=register.written_by):
            yield ImportedRow(
                register=register, line=line, kind=row._meta.label, row_id=row.pk
            )


def _put_on_file(ready: Ready, *, by) -> Iterator[tuple[int, Any]]:
    """Write one couple through the acts of registration, and her history.

    What is on file of a couple that was there already is left as it is.
    """
    told, couple = ready.told, ready.onto
    if couple is None:
        couple = register_couple(**_people(told), by=by)
        for row in _rows_of(couple):
            yield told.line, row
    entries = [each.entry for each in told.pregnancies]
    if entries:
        rows = record_history(couple=couple, entries=entries, by=by, confirmed=True)
        for each, row in zip(told.pregnancies, rows, strict=True):
            yield each.line, row


def _people(told: Any) -> dict[str, Any]:
    """The two with whom on file they were said not to be."""
    people = {name: told.people[name] for name in ("relation", "kinship")}
    for place, some in told.on_file.items():
        another = {one.duplicate.key: one.duplicate.grade.value for one in some}
        people[place] = replace(told.people[place], another=another)
    return people


def _rows_of(couple: Couple) -> Iterator[Any]:
    yield couple
    yield from couple.people
    for model in (PhoneNumber, ContactConsent):
        yield from model._base_manager.filter(person__in=couple.people).order_by("pk")


class Aside:
    """Says how far the work is while its transaction is open, on a connection of its own.

    Each time the lease is renewed, so that only a worker that fell loses it.
    """

    def __init__(self, register: RegisterImport, turn: int) -> None:
        self.key, self.turn, self.told_at = register.pk, turn, 0.0

    def __enter__(self) -> Callable[[int, int], None]:
        self.connection = connections.create_connection(DEFAULT_DB_ALIAS)
        return self

    def __exit__(self, *_fault: object) -> None:
        self.connection.close()

    def __call__(self, done: int, total: int) -> None:
        if monotonic() - self.told_at < TOLD_EVERY_S:
            return
        self.told_at = monotonic()
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(
                "UPDATE interop_registerimport SET done = %s, total = %s,"
                " leased_until = %s WHERE id = %s AND attempts = %s",
                [done, total, timezone.now() + LEASE, self.key, self.turn],
            )
