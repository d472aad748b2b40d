"""What cannot be within one entry itself, and beside which question that is said."""

from collections.abc import Iterator
from datetime import date

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding
from patients.choices import HabitState, Taken
from patients.rules.entry_checks import course_findings, past_findings, taken_findings
from patients.services.told import (
    AllergyEntry,
    ConditionEntry,
    DrugEntry,
    LifestyleEntry,
    MeasurementEntry,
    MenstrualEntry,
    OperationEntry,
    Told,
)

Found = Iterator[tuple[str, Finding]]


def findings_of(entry: Told, *, on: date) -> Found:
    """List what no reading of an entry allows on a day, each with its question."""
    match entry:
        case MeasurementEntry():
            yield from _past("measured_on", ApproximateDate.of(entry.measured_on), on)
        case AllergyEntry():
            yield from _past("noticed", entry.noticed, on)
        case DrugEntry():
            yield from _course(("started", "ended"), entry.started, entry.ended, on=on)
            yield from _taken(entry.taken, now=Taken.NOW, ended=entry.ended, on=on)
        case ConditionEntry():
            names = ("began", "resolved")
            yield from _course(names, entry.began, entry.resolved, on=on)
            yield from _past("resolved", entry.resolved, on)
        case OperationEntry():
            yield from _past("done", entry.done, on)
        case MenstrualEntry():
            yield from _past("told_on", ApproximateDate.of(entry.told_on), on)
            yield from _past("last_period", entry.last_period, on)
        case LifestyleEntry():
            yield from _course(("started", "ended"), entry.started, entry.ended, on=on)
            state = "" if entry.state == HabitState.NEVER else entry.state
            yield from _taken(state, now=HabitState.NOW, ended=entry.ended, on=on)


def _past(question: str, when: ApproximateDate | None, on: date) -> Found:
    yield from ((question, each) for each in past_findings(when, on=on))


def _course(
    questions: tuple[str, str],
    started: ApproximateDate | None,
    ended: ApproximateDate | None,
    *,
    on: date,
) -> Found:
    first, last = questions
    for each in course_findings(started, ended, on=on):
        yield (first if each.code == "starts-in-future" else last), each


def _taken(said: str, *, now: str, ended: ApproximateDate | None, on: date) -> Found:
    is_taken = said == now if said else None
    found = taken_findings(is_taken=is_taken, ended=ended, on=on)
    yield from (("ended", each) for each in found)
