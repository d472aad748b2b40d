"""The only door to a clinical table."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from foundation.records.changes import (
    change,
    is_asked_by_a_page,
    present_request,
)
from foundation.records.laws import judge
from foundation.records.models import Act, AuthoredRecord, Look
from foundation.records.models.whose import whose_file

Record = TypeVar("Record", bound=AuthoredRecord)

RENEWED_WITHIN = timedelta(hours=1)


class StaleRecord(ValidationError):
    """A colleague changed the record after it was opened; nothing was saved."""


class UnreadRecord(TypeError):
    """A page changes a record without saying at which version somebody read it."""


# The lines of the acts of many writes, until all of them are done.
_many: ContextVar[list[Act] | None] = ContextVar("many", default=None)


@contextmanager
def many() -> Iterator[None]:
    """Write thousands of new records as one act: all of them or none.

    Each goes through `write` and keeps its act and its history. Its laws are judged
    beside the table (`laws.judge`), and nothing goes on after a refusal: the first one
    undoes the whole. What `write` asks the database for one record, a form of a page, is
    left to the constraints themselves; the lines of the acts are written together.
    """
    with transaction.atomic():
        acts: list[Act] = []
        token = _many.set(acts)
        try:
            yield
        finally:
            _many.reset(token)
        Act.objects.bulk_create(acts, batch_size=1_000)


def write(record: Record, *, by, action: str, follows: bool = False, **details) -> Record:
    """Sign, validate, save and log one record; all of it or nothing.

    A new record gets its author. A changed record must still be at the version
    that was read: ``record.version`` is compared under a row lock and counted up. Asked
    for by a page, it must come from a form that carried this version (`EditForm`), unless
    it only `follows` from what is done to another record.
    The kept version of the row carries who, the act, and the reason where there is one.

    Raises:
        ValidationError: the record breaks a rule of its table. The message is
            fit to be shown to the person who typed.
        StaleRecord: somebody else saved it in the meantime.
        UnreadRecord: no form carried its version; that is a fault of ours.
    """
    with transaction.atomic(savepoint=_many.get() is None):
        if record._state.adding:
            record.written_by = by
        elif not (record.was_read or follows) and is_asked_by_a_page():
            raise UnreadRecord(f"{record._meta.label}: which version was read?")
        else:
            _refuse_stale(record)
        _look_over(record)
        with change(user=by.pk, act=action, reason=details.get("reason")):
            _save(record)
        log_act(by=by, action=action, subject=record, **details)
    record.was_read = True
    return record


@transaction.atomic
def void(record: Record, *, by, reason: str, action: str, follows: bool = False) -> Record:
    """Strike a record out; it stays readable with who, when and why.

    Raises:
        ValidationError: no reason was given, or it is already voided.
    """
    if record.voided_at is not None:
        raise ValidationError("This record is already voided.")
    reason = reason.strip()
    if not reason:
        raise ValidationError("A voided record needs a reason.")
    record.voided_at, record.void_reason = timezone.now(), reason
    return write(record, by=by, action=action, follows=follows, reason=reason)


def hold(record: models.Model) -> None:
    """Keep others from a row until this act is done, and read it again with its people.

    Raises:
        StaleRecord: somebody saved it since it was read.
    """
    _refuse_stale(record)
    record.refresh_from_db()


def log_act(*, by, action: str, subject: models.Model, **details) -> Act:
    """Add one line to the log of acts; call it inside the act's transaction."""
    act = _line(by=by, action=action, subject=subject, **details)
    together = _many.get()
    if together is None:
        act.save()
    else:
        together.append(act)
    return act


def _line(*, by, action: str, subject: models.Model, **details) -> Act:
    return Act(
        actor=by,
        action=action,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        request=present_request(),
        details=details,
        **whose_file(subject),
    )


def log_acts(*, by, action: str, subjects: Iterable[models.Model], **details) -> None:
    """Add one line for each of these rows to the log of acts, in one question."""
    lines = [_line(by=by, action=action, subject=each, **details) for each in subjects]
    Act.objects.bulk_create(lines, batch_size=1_000)


def log_look(
    *,
    by,
    action: str,
    subject: models.Model | None = None,
    shown: Collection[int] = (),
    **details,
) -> Look:
    """Add one line to the log of reads: no log, no look.

    A page about one couple names it as its subject; a search or a list says in
    `shown` which couples it showed, so that each finds the look in its own file.
    """
    look = Look(
        actor=by,
        action=action,
        subject_type=subject._meta.label if subject else "",
        subject_id=str(subject.pk) if subject else "",
        shown=sorted(set(shown)) or None,
        request=present_request(),
        details=details,
        **whose_file(subject),
    )
    look.save()
    return look


def log_renewal(
    *, by, action: str, subject: models.Model | None = None, shown: Collection[int] = ()
) -> Look | None:
    """Log a part that renews itself, unless the last line of the hour says the same.

    A board that asks every half minute would bury the looks of people; one that shows
    somebody new, or that nobody opened before, is a look like any other.
    """
    last = (
        Look.objects.filter(
            actor=by,
            action=action,
            subject_id=str(subject.pk) if subject else "",
            happened_at__gt=timezone.now() - RENEWED_WITHIN,
        )
        .order_by("-pk")
        .values_list("shown", flat=True)[:1]
    )
    if any(set(shown) <= set(known or ()) for known in last):
        return None
    return log_look(by=by, action=action, subject=subject, shown=shown)


def _refuse_stale(record: Any) -> None:
    """Lock the stored row and make sure that it is the one that was read."""
    stored = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if stored.version != record.version:
        raise StaleRecord(
            "Somebody saved this record while you had it open. "
            "Your entries are still here: compare them with the chart and save again.",
            code="stale",
        )
    if getattr(stored, "voided_at", None) is not None:
        raise ValidationError("This record is struck out: it is no longer changed.")


def _look_over(record: AuthoredRecord) -> None:
    """Hold the record against its own rules; its table's are the database's to keep.

    Where one is broken, the table's rules are asked too: all is said at once. Of many,
    all of it is judged beside the table.
    """
    if _many.get() is not None and record._state.adding:
        judge(record)
        return
    try:
        record.full_clean(
            exclude=_at_hand(record), validate_unique=False, validate_constraints=False
        )
    except ValidationError:
        record.full_clean()
        raise


def _at_hand(record: AuthoredRecord) -> set[str]:
    """What it refers to and was read already: nobody need ask whether that exists."""
    return {
        field.name
        for field in record._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.is_cached(record)
        and getattr(record, field.attname) is not None
    }


def _save(record: AuthoredRecord) -> None:
    """Save and count up; a broken rule of the table is said in words, with all others."""
    read = record.version
    record.version = read if record._state.adding else read + 1
    try:
        with transaction.atomic(savepoint=_many.get() is None):
            record.save()
    except IntegrityError as error:
        record.version = read
        if _many.get() is None:
            record.full_clean()
        raise in_words(error, record) from error


def in_words(error: IntegrityError, *records: models.Model) -> Exception:
    """Turn the violation of a named constraint into the sentence it carries.

    An unnamed or foreign violation comes back unchanged: it is a fault of ours,
    not of the person who typed.
    """
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for record in records:
        for constraint in record._meta.constraints:
            if constraint.name == broken:
                return ValidationError(
                    constraint.get_violation_error_message(), code=broken
                )
    return error
