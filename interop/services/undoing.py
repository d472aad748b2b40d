"""An import is undone as one act, unless somebody has built upon it since."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from foundation.records.changes import change
from foundation.records.services import log_act, log_acts
from interop.choices import State
from interop.models import ImportedRow, RegisterImport
from patients.models import Couple, NameKey, Person, Pregnancy

MOST_TOLD = 50
BUILT_UPON = "Others have worked with {many} of these rows since, so nothing was undone."
NEEDS_REASON = "Say why it is undone."
NOT_IMPORTED = "Nothing of this register stands on file any more."
# What is struck out first: whatever points to the others.
ORDER = (
    "patients.Pregnancy", "patients.ContactConsent", "patients.PhoneNumber",
    "patients.Couple", "patients.Person",
)  # fmt: skip
Made = Mapping[str, Mapping[int, int]]
Numbers = dict[tuple[str, int], str]


@transaction.atomic
def undo_import(*, register: RegisterImport, reason: str, by) -> RegisterImport:
    """Strike out everything an import put on file, with one reason; it stays readable.

    Raises:
        ValidationError: no reason was given, it is undone already, or rows of it were
            changed or built upon since. Then nothing is undone.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": NEEDS_REASON})
    held = RegisterImport.objects.select_for_update().filter(
        pk=register.pk, state=State.IMPORTED
    )
    if not held.exists():
        raise ValidationError(NOT_IMPORTED)
    made = _made(register)
    _keep_others_out(made)
    if built := list(_built_upon(made)):
        raise ValidationError(BUILT_UPON.format(many=len(built)))
    now = timezone.now()
    with change(user=by.pk, act="register.undone", reason=reason):
        for kind in ORDER:
            _strike_out(kind, made.get(kind, {}), at=now, reason=reason)
        held.update(state=State.UNDONE, undone_at=now, undo_reason=reason)
    couples = Couple._base_manager.filter(pk__in=made.get("patients.Couple", {}))
    told = Pregnancy._base_manager.filter(pk__in=made.get("patients.Pregnancy", {}))
    log_acts(by=by, action="couple.import_undone", subjects=couples, reason=reason)
    log_acts(by=by, action="pregnancy.import_undone", subjects=told, reason=reason)
    log_act(by=by, action="register.undone", subject=register, reason=reason)
    register.refresh_from_db()
    return register


def built_upon(register: RegisterImport) -> list[str]:
    """Say what others have done with rows of an import since, one sentence each."""
    return list(_built_upon(_made(register)))


def _made(register: RegisterImport) -> Made:
    """What an import made: by table, the key of each row with its line."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    rows = ImportedRow.objects.filter(register=register)
    for kind, row_id, line in rows.values_list("kind", "row_id", "line"):
        found[kind][row_id] = line
    return found


def _keep_others_out(made: Made) -> None:
    """Nobody changes these rows, or adds to them, before this is done or refused."""
    for kind in ORDER:
        rows = _model(kind)._base_manager.filter(pk__in=made.get(kind, {}))
        list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def _strike_out(kind: str, rows: Mapping[int, int], *, at: Any, reason: str) -> None:
    standing = _model(kind)._base_manager.filter(
        pk__in=rows, version=1, voided_at__isnull=True
    )
    struck = standing.update(voided_at=at, void_reason=reason, version=F("version") + 1)
    if struck != len(rows):
        raise ValidationError(BUILT_UPON.format(many=len(rows) - struck))


def _built_upon(made: Made) -> Iterator[str]:
    numbers = _numbers(made)
    for kind in ORDER:
        model, rows = _model(kind), made.get(kind, {})
        if not rows:
            continue
        named = model._meta.verbose_name
        changed = model._base_manager.filter(pk__in=rows).exclude(
            version=1, voided_at__isnull=True
        )
        for row in changed:
            called = numbers.get((kind, row.pk), "")
            yield f"Line {rows[row.pk]}: {named} {called} was changed since."
        yield from _pointed_at(model, rows, made, numbers)


def _pointed_at(
    model: type[models.Model], rows: Mapping[int, int], made: Made, numbers: Numbers
) -> Iterator[str]:
    """Whatever points to a row of the import and was not made by it."""
    kind = model._meta.label
    for way in model._meta.related_objects:
        other: Any = way.related_model
        if hasattr(other, "pgh_tracked_model") or other is NameKey:
            continue
        found = other._base_manager.filter(**{f"{way.field.name}__in": list(rows)})
        found = found.exclude(pk__in=list(made.get(other._meta.label, {})))
        what = other._meta.verbose_name
        for key in found.values_list(way.field.attname, flat=True)[:MOST_TOLD]:
            named, called = model._meta.verbose_name, numbers.get((kind, key), "")
            yield f"Line {rows[key]}: {named} {called} has a new {what} since."


def _numbers(made: Made) -> Numbers:
    """What couples and people are called; nothing else has a number to be shown."""
    found: Numbers = {}
    for model in (Couple, Person):
        kind = model._meta.label
        rows = model._base_manager.filter(pk__in=made.get(kind, {}))
        found |= {(kind, pk): said for pk, said in rows.values_list("pk", "number")}
    return found


def _model(kind: str) -> Any:
    return apps.get_model(kind)
