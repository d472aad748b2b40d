"""The laws of a table, judged beside it: no question to the database for each of them.

A constraint says in one condition what a row must keep to. Where thousands of rows are
written in one act, each law is judged here from the row itself, as PostgreSQL judges it:
what is unknown breaks no law. The table judges again when the row is saved.
"""

import operator
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    FieldDoesNotExist,
    ValidationError,
)
from django.db import models
from django.db.models import F, Q

Verdict = bool | None  # None is unknown

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "in": lambda value, among: value in among,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
}


class NotJudged(Exception):
    """A condition is written in a way that only the database reads."""


def broken_laws(row: models.Model) -> Iterator[ValidationError]:
    """Give the sentence of each law that this row breaks; the others are the table's."""
    for law in row._meta.constraints:
        if not isinstance(law, models.CheckConstraint):
            continue
        try:
            holds = judged(law.condition, row)
        except NotJudged:
            continue
        if holds is False:
            yield ValidationError(
                law.get_violation_error_message(), code=law.violation_error_code
            )


def judge(row: models.Model) -> None:
    """Refuse a row that its fields, its model or a law of its table refuses.

    Whether it is the only one of its kind, and whether what it points to is there, is left
    to the table.

    Raises:
        ValidationError: as `full_clean` does.
    """
    errors: dict[str, Any] = {}
    keys = {field.name for field in row._meta.fields if field.is_relation}
    for check in (lambda: row.clean_fields(exclude=keys), row.clean):
        try:
            check()
        except ValidationError as refusal:
            errors = refusal.update_error_dict(errors)
    if not errors and (broken := list(broken_laws(row))):
        errors = {NON_FIELD_ERRORS: broken}
    if errors:
        raise ValidationError(errors)


def judged(condition: Any, row: models.Model) -> Verdict:
    """Tell whether a condition holds for the row; None where that is not known.

    Raises: NotJudged.
    """
    if not isinstance(condition, Q):
        raise NotJudged
    verdicts = [
        judged(part, row) if isinstance(part, Q) else _compared(part, row)
        for part in condition.children
    ]
    verdict = _all(verdicts) if condition.connector == Q.AND else _any(verdicts)
    if condition.connector not in {Q.AND, Q.OR}:
        raise NotJudged
    return (None if verdict is None else not verdict) if condition.negated else verdict


def _all(verdicts: list[Verdict]) -> Verdict:
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _any(verdicts: list[Verdict]) -> Verdict:
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _compared(part: Any, row: models.Model) -> Verdict:
    if not isinstance(part, tuple):
        raise NotJudged
    path, wanted = part
    name, _, lookup = path.partition("__")
    value = _value(name, row)
    if lookup == "isnull":
        return (value is None) is wanted
    if lookup and lookup not in COMPARED:
        raise NotJudged
    if isinstance(wanted, F):
        wanted = _value(wanted.name, row)  # type: ignore[attr-defined]
    elif hasattr(wanted, "resolve_expression"):
        raise NotJudged
    if value is None or wanted is None:
        return None
    return bool(COMPARED[lookup or "exact"](value, wanted))


def _value(name: str, row: models.Model) -> Any:
    """The row's own value; a row it points to stands for a key it has not yet."""
    try:
        field: Any = row._meta.get_field(name)
    except FieldDoesNotExist as fault:
        raise NotJudged from fault
    if field.is_relation and getattr(row, field.attname) is None:
        return row._state.fields_cache.get(name)
    return getattr(row, field.attname)
