"""Is the work-up complete, and is the loss unexplained?

"Unexplained" is computed, never typed: recurrent loss, every item the clinic requires
resulted, and none abnormal. Otherwise the answer names what explains it or what is open.

    not ordered -> ordered -> resulted: normal | abnormal | to be repeated | not judged
                              not done, with a reason: leaves the work-up incomplete

The laboratory alone never puts an abnormal result aside: in range again after one, the
item is open and waits for a clinician.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.fingerprints import fingerprint
from patients.rules.workup_items import WorkupItem

RULE: Final = "patients.workup"
RULE_VERSION: Final = 2


class State(StrEnum):
    """How far an item has come."""

    NOT_ORDERED = "not_ordered"
    ORDERED = "ordered"
    NOT_DONE = "not_done"
    NOT_JUDGED = "not_judged"
    IN_RANGE_AGAIN = "in_range_again"
    TO_REPEAT = "to_repeat"
    NORMAL = "normal"
    ABNORMAL = "abnormal"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One result of an item; `abnormal` is None until a clinician has judged it.

    `by_laboratory` is one no clinician judged; `in_range_again` is one inside its limits
    after a result outside them.
    """

    on: date
    abnormal: bool | None
    by_laboratory: bool = False
    in_range_again: bool = False


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What is on file of one item. `not_done` is the reason why it will not be done."""

    code: str
    ordered_on: date | None = None
    results: tuple[ItemResult, ...] = ()
    not_done: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its state on a day. `repeat_from` is set where it must be repeated."""

    item: WorkupItem
    state: State
    required: bool
    not_done: str = ""
    repeat_from: date | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it has no result yet that counts."""
        return self.state not in {State.NORMAL, State.ABNORMAL}


class Verdict(StrEnum):
    """What the work-up comes to."""

    NOT_RECURRENT = "not_recurrent"
    UNDECIDED = "undecided"
    NOTHING_REQUIRED = "nothing_required"
    EXPLAINED = "explained"
    INCOMPLETE = "incomplete"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Workup:
    """The checklist on a day and what it comes to, fit to be stored as it is."""

    verdict: Verdict
    lines: tuple[Line, ...]
    inputs_hash: str
    rule: str = RULE
    rule_version: int = RULE_VERSION

    @property
    def abnormal(self) -> tuple[Line, ...]:
        """Give the required items that explain the losses."""
        return tuple(
            line for line in self.lines if line.required and line.state is State.ABNORMAL
        )

    @property
    def still_open(self) -> tuple[Line, ...]:
        """Give the required items without a result that counts."""
        return tuple(line for line in self.lines if line.required and line.is_open)


class UnknownItem(ValueError):
    """A required item that is not in the catalogue."""


def workup(
    items: Iterable[WorkupItem],
    records: Iterable[ItemRecord],
    *,
    required: frozenset[str],
    rpl: bool | None,
    on: date,
) -> Workup:
    """Draw up the checklist of a couple as it stands on a day, and judge it.

    `required` is the clinic's list; while it is empty nothing is unexplained. `rpl` is
    the answer of the classification. Results after that day are not seen. An abnormal
    result outside the list explains nothing; it stands in the checklist.

    Raises:
        UnknownItem: the list names an item that is not in the catalogue.
    """
    listed = list(items)
    on_file = {record.code: record for record in records}
    if strange := sorted(required - {item.code for item in listed}):
        raise UnknownItem(f"no such item of the work-up: {', '.join(strange)}")
    lines = tuple(
        _line(item, on_file.get(item.code), required=item.code in required, on=on)
        for item in listed
    )
    seen = [on_file[code] for code in sorted(on_file)]
    name = fingerprint(RULE, RULE_VERSION, listed, seen, required, rpl, on)
    return Workup(_verdict(lines, rpl=rpl), lines, name)


def workup_sentence(answer: Workup) -> str:
    """Say what the work-up comes to, naming what explains it and what is still open."""
    still_open = ", ".join(_open_words(line) for line in answer.still_open)
    match answer.verdict:
        case Verdict.NOT_RECURRENT:
            return "The definition of recurrent loss is not met."
        case Verdict.UNDECIDED:
            return "Whether the losses are recurrent cannot be decided yet."
        case Verdict.NOTHING_REQUIRED:
            return "The clinic has not said which items it requires."
        case Verdict.EXPLAINED:
            causes = ", ".join(line.item.label for line in answer.abnormal)
            rest = f" Still open: {still_open}." if still_open else ""
            return f"Explained by: {causes}.{rest}"
        case Verdict.INCOMPLETE:
            return f"Work-up incomplete: {still_open}."
    number = sum(line.required for line in answer.lines)
    return f"Unexplained: none of the {number} required items is abnormal."


def _verdict(lines: Sequence[Line], *, rpl: bool | None) -> Verdict:
    if rpl is None:
        return Verdict.UNDECIDED
    if not rpl:
        return Verdict.NOT_RECURRENT
    required = [line for line in lines if line.required]
    if not required:
        return Verdict.NOTHING_REQUIRED
    if any(line.state is State.ABNORMAL for line in required):
        return Verdict.EXPLAINED
    if any(line.is_open for line in required):
        return Verdict.INCOMPLETE
    return Verdict.UNEXPLAINED


def _line(item: WorkupItem, record: ItemRecord | None, *, required: bool, on: date) -> Line:
    if record is None:
        return Line(item, State.NOT_ORDERED, required)
    results = sorted(
        (result for result in record.results if result.on <= on),
        key=lambda result: (result.on, bool(result.abnormal)),
    )
    if results:
        state, repeat_from = _state(results, item)
        return Line(item, state, required, repeat_from=repeat_from)
    if record.not_done:
        return Line(item, State.NOT_DONE, required, not_done=record.not_done)
    ordered = record.ordered_on is not None and record.ordered_on <= on
    return Line(item, State.ORDERED if ordered else State.NOT_ORDERED, required)


def _state(results: Sequence[ItemResult], item: WorkupItem) -> tuple[State, date | None]:
    """Judge by the latest result; where repetition is asked, by two abnormal ones."""
    latest = results[-1]
    wait = item.repeat_abnormal_after_days
    if wait is not None and _is_persistent(results, timedelta(days=wait)):
        return State.ABNORMAL, None
    if _is_in_range_again(results):
        return State.IN_RANGE_AGAIN, None
    if latest.abnormal is None:
        return State.NOT_JUDGED, None
    if wait is None:
        return (State.ABNORMAL if latest.abnormal else State.NORMAL), None
    repeat_from = _repeat_from(results, timedelta(days=wait))
    return (State.TO_REPEAT if repeat_from else State.NORMAL), repeat_from


def _is_in_range_again(results: Sequence[ItemResult]) -> bool:
    """Tell whether the laboratory alone now says normal of what was abnormal before."""
    latest = results[-1]
    says_normal = latest.by_laboratory and latest.abnormal is False
    was_abnormal = any(result.abnormal for result in results)
    return latest.in_range_again or (says_normal and was_abnormal)


def _is_persistent(results: Sequence[ItemResult], wait: timedelta) -> bool:
    """Tell whether two abnormal results lie far enough apart; one between is no matter."""
    days = [result.on for result in results if result.abnormal]
    return bool(days) and days[-1] - days[0] >= wait


def _repeat_from(results: Sequence[ItemResult], wait: timedelta) -> date | None:
    """Give the day from which an abnormal result can be confirmed or put aside.

    None when each abnormal result was followed by a normal one, late enough.
    """
    latest = results[-1].on
    waiting = [result.on + wait for result in results if result.abnormal]
    return min((day for day in waiting if day > latest), default=None)


_OPEN: Final[Mapping[State, str]] = {
    State.NOT_ORDERED: "not ordered",
    State.ORDERED: "no result yet",
    State.NOT_JUDGED: "result not judged",
    State.IN_RANGE_AGAIN: "in range after an abnormal result, not judged",
}


def _open_words(line: Line) -> str:
    if line.repeat_from is not None:
        words = f"repeat from {ApproximateDate.of(line.repeat_from).text()}"
    elif line.state is State.NOT_DONE:
        words = f"not done: {line.not_done}"
    else:
        words = _OPEN[line.state]
    return f"{line.item.label} ({words})"
