"""A register is brought, its columns are chosen, and what stands in its way is answered."""

import hashlib
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.records import secrecy
from foundation.records.later import do_later
from foundation.records.services import log_act, write
from foundation.records.tables import read_table
from interop.choices import State
from interop.models import RegisterContent, RegisterImport
from interop.rules.columns import guessed, headings_key
from interop.services.checking import Work, work_of
from interop.services.columns import labels

LONGEST_NAME = 200
TASK = "interop.work_on_register"
BROUGHT_BEFORE = (
    "This very file was brought on {day} by {who}: {state}. "
    "Tick below if you mean to bring it again."
)
CHANGED = "This import has gone on meanwhile. Look at it again."
NOT_CLEAR = "Something still stands in its way. Look at the lines below."


@transaction.atomic
def bring_register(
    *, table: bytes, by, original_name: str = "", again: bool = False
) -> RegisterImport:
    """Keep a file that was chosen, sealed, and guess what its columns say.

    Headings of an earlier file are read as they were chosen then.

    Raises:
        ValidationError: it is no sheet, or the very file was brought before.
    """
    sheet = read_table(table)
    sha256 = hashlib.sha256(table).hexdigest()
    if not again:
        _refuse_twice(sha256)
    register = RegisterImport(
        original_name="".join(c for c in original_name if c.isprintable())[:LONGEST_NAME],
        kind=sheet.kind,
        size=len(table),
        sha256=sha256,
        lines=len(sheet.lines),
        note=sheet.note[:200],
        headings_hash=headings_key(sheet.headings),
    )
    register.mapping = _remembered(register) or {
        "columns": {str(k): v for k, v in guessed(sheet.headings, labels=labels()).items()},
        "words": {},
    }
    write(register, by=by, action="register.brought", lines=register.lines)
    content = RegisterContent(register=register)
    content.seal("original", table)
    content.keep("rows", sheet.lines)
    content.keep("found", {"headings": sheet.headings})
    content.save(force_insert=True)
    return register


def _refuse_twice(sha256: str) -> None:
    earlier = RegisterImport.objects.exclude(state=State.DROPPED).filter(sha256=sha256)
    for one in earlier.select_related("written_by")[:1]:
        day = timezone.localdate(one.written_at)
        sentence = BROUGHT_BEFORE.format(
            day=f"{day.day} {day:%b %Y}",
            who=one.written_by,
            state=one.get_state_display().lower(),
        )
        raise ValidationError({"again": sentence})


def _remembered(register: RegisterImport) -> dict[str, Any] | None:
    """How the clinic read a file with these headings the last time."""
    same = RegisterImport.objects.filter(headings_hash=register.headings_hash)
    return same.exclude(state=State.BROUGHT).values_list("mapping", flat=True).first()


@transaction.atomic
def choose_columns(*, register: RegisterImport, mapping: dict[str, Any], by) -> None:
    """Keep which column says what, and have the register read so.

    Raises:
        ValidationError: it was imported or put aside meanwhile.
    """
    _go_on(register, {State.BROUGHT, State.CHECKED}, state=State.CHECKING, mapping=mapping)
    log_act(by=by, action="register.columns_chosen", subject=register)
    do_later(TASK, register_id=str(register.pk))


@transaction.atomic
def answer_register(
    *, register: RegisterImport, work: Work, words: dict[str, dict[str, str]], by
) -> None:
    """Add what was mended, left out and answered, and have the register read again.

    `words` of the register, by column, with the clinic's word that is meant.

    Raises:
        ValidationError: it was imported or put aside meanwhile.
    """
    mapping = {**register.mapping, "words": _more(register.mapping.get("words", {}), words)}
    _go_on(register, {State.CHECKED}, state=State.CHECKING, mapping=mapping)
    content = RegisterContent.objects.select_for_update().get(pk=register.pk)
    content.keep("work", asdict(_together(work_of(content), work)))
    content.save(update_fields=["work"])
    told = {"mended": len(work.mended), "left_out": len(work.skipped)}
    log_act(by=by, action="register.answered", subject=register, **told)
    do_later(TASK, register_id=str(register.pk))


def _more(
    before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]
) -> dict[str, dict[str, str]]:
    """Put two-level answers together; the newer one counts."""
    return {key: before.get(key, {}) | now.get(key, {}) for key in {*before, *now}}


def _together(before: Work, now: Work) -> Work:
    return Work(
        mended=_more(before.mended, now.mended),
        skipped=sorted({*before.skipped, *now.skipped}),
        confirmed=sorted({*before.confirmed, *now.confirmed}),
        alike=before.alike | now.alike,
    )


@transaction.atomic
def take_back_answers(*, register: RegisterImport, by) -> None:
    """Forget everything that was mended, left out and answered, and read it again.

    Raises:
        ValidationError: it was imported or put aside meanwhile.
    """
    _go_on(register, {State.CHECKED}, state=State.CHECKING)
    content = RegisterContent.objects.select_for_update().get(pk=register.pk)
    content.keep("work", asdict(Work()))
    content.save(update_fields=["work"])
    log_act(by=by, action="register.answers_taken_back", subject=register)
    do_later(TASK, register_id=str(register.pk))


@transaction.atomic
def begin_import(*, register: RegisterImport, by) -> None:
    """Have the register imported; the worker reads it once more and then writes it.

    Raises:
        ValidationError: something stands in its way, or it has gone on meanwhile.
    """
    if not register.content.kept("found").get("is_clear"):
        raise ValidationError(NOT_CLEAR)
    _go_on(register, {State.CHECKED}, state=State.IMPORTING)
    log_act(by=by, action="register.import_begun", subject=register)
    do_later(TASK, register_id=str(register.pk))


@transaction.atomic
def drop_register(*, register: RegisterImport, by) -> None:
    """Put a register aside of which nothing was imported.

    Raises:
        ValidationError: it has gone on meanwhile.
    """
    _go_on(register, {State.BROUGHT, State.CHECKED}, state=State.DROPPED)
    log_act(by=by, action="register.dropped", subject=register)


def _go_on(register: RegisterImport, before: set[State], **now: Any) -> None:
    """Take the next step, from a step it may be taken from and by one person alone."""
    again = {"asked_at": timezone.now(), "attempts": 0, "leased_until": None, "reason": ""}
    rows = RegisterImport.objects.filter(pk=register.pk, state__in=before)
    if not rows.update(**{**again, "done": 0, "total": 0, **now}):
        raise ValidationError(CHANGED)
    register.refresh_from_db()


def reseal_registers() -> int:
    """Seal anew every register that an older key sealed; the number of them."""
    older = RegisterContent.objects.exclude(key_id=secrecy.current_key())
    waiting = list(older.order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        _reseal(pk)
    return len(waiting)


@transaction.atomic
def _reseal(pk: Any) -> None:
    kept = RegisterContent.objects.select_for_update().get(pk=pk)
    names = [name for name in ("original", "rows", "work", "found") if getattr(kept, name)]
    opened = {name: kept.unseal(name) for name in names}
    kept.key_id = secrecy.current_key()
    for name, content in opened.items():
        kept.seal(name, content)
    kept.save(update_fields=["key_id", *names])
