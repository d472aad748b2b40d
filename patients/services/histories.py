"""A whole history is told at once: judged as one, and put on file as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.medicine.findings import Severity
from foundation.records.laws import judge
from patients.models import Couple, Pregnancy
from patients.rules.part_checks import period_findings
from patients.selectors.parts import type_doubts
from patients.services.asking import write_asked
from patients.services.pregnancies import (
    ASKED,
    ASKED_AS,
    PregnancyEntry,
    _fill,
    _findings,
)

ON_FILE_ALREADY = "This very pregnancy is already on their file."
# What makes two pregnancies of one woman the same one.
SAME = ("outcome", "ended_on", "ended_precision", "ga_days", "loss_type")


@dataclass(frozen=True, slots=True)
class Judged:
    """One pregnancy of a history that is told, as a row that is not on file yet.

    `stops` are sentences by question; `asks` are sentences about what is only unusual.
    """

    row: Pregnancy
    stops: dict[str, list[str]] = field(default_factory=dict)
    asks: list[str] = field(default_factory=list)


def judge_history(
    *,
    couple: Couple,
    entries: Sequence[PregnancyEntry],
    standing: Iterable[Pregnancy] = (),
    on: date | None = None,
) -> list[Judged]:
    """Judge pregnancies against each other and against those on file, as told in order.

    The couple need not be on file yet. What stands on file already is not judged again.
    """
    on, others = on or timezone.localdate(), list(standing)
    first = max((row.seq for row in others), default=0) + 1
    told = [
        Judged(_row(couple, entry, seq)) for seq, entry in enumerate(entries, start=first)
    ]
    places = {each.row.seq: each for each in told}
    before = _findings(others, on=on)
    for key, finding in _findings([*others, *(e.row for e in told)], on=on).items():
        code, place = key
        if key in before:
            continue
        each = places.get(place) or told[-1]
        if finding.severity is Severity.STOP:
            each.stops.setdefault(ASKED_AS[code], []).append(_sentence(finding.message))
        elif finding.severity is Severity.CAUTION:
            each.asks.append(finding.message)
    for each in told:
        _judge_alone(each, others, on=on)
    return told


@transaction.atomic
def record_history(
    *,
    couple: Couple,
    entries: Sequence[PregnancyEntry],
    by,
    confirmed: bool = False,
    on: date | None = None,
) -> list[Pregnancy]:
    """Put a history on file, each pregnancy a record of its own with its act.

    Raises:
        ValidationError: one of them cannot be, or is unusual and was not confirmed.
    """
    standing = list(couple.woman.pregnancies.standing())
    told = judge_history(couple=couple, entries=entries, standing=standing, on=on)
    for each in told:
        asks = {} if confirmed or not each.asks else {"confirmed": each.asks}
        if each.stops or asks:
            raise ValidationError({**each.stops, **asks})
    return [
        write_asked(
            each.row,
            asked=ASKED,
            by=by,
            action="pregnancy.recorded",
            outcome=each.row.outcome,
        )
        for each in told
    ]


def _row(couple: Couple, entry: PregnancyEntry, seq: int) -> Pregnancy:
    row = Pregnancy(woman=couple.woman, seq=seq)
    _fill(row, entry, couple)
    return row


def _judge_alone(each: Judged, others: Sequence[Pregnancy], *, on: date) -> None:
    row = each.row
    for finding in period_findings(row.last_period, on=on):
        each.stops.setdefault("last_period", []).append(finding.message)
    each.asks.extend(finding.message for finding in type_doubts(row, ()))
    if any(all(getattr(row, c) == getattr(one, c) for c in SAME) for one in others):
        each.stops.setdefault("outcome", []).append(ON_FILE_ALREADY)
    try:
        judge(row)
    except ValidationError as refusal:
        _add(each, refusal)


def _add(each: Judged, refusal: ValidationError) -> None:
    """Put each sentence of the row and its table beside its question, unless it is said."""
    for name, errors in refusal.error_dict.items():
        for error in errors:
            asked = str(error.code) if name == NON_FIELD_ERRORS else name
            question = asked if asked in ASKED else "outcome"
            if question not in each.stops:
                each.stops[question] = error.messages


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]
