"""A couple's work-up as a checklist, and what it comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from patients import rendering
from patients.choices import WorkupStepKind
from patients.models import Couple, PolicyAnswer, WorkupStep
from patients.models.workup import GUARDED_ITEMS, WorkupStepQuerySet
from patients.rules.policies import answer_in_force
from patients.rules.workup import (
    ItemRecord,
    ItemResult,
    Line,
    Workup,
    workup,
    workup_sentence,
)
from patients.rules.workup_items import WorkupItem, item_from_entry
from patients.selectors.classification import classification
from patients.selectors.policies import answer_of, policy_questions
from patients.selectors.shelf import entries

PARTLY_HIDDEN: Final = "Hidden for your role: part of the work-up decides it."
_JUDGED: Final = {
    WorkupStepKind.NORMAL: False,
    WorkupStepKind.ABNORMAL: True,
    WorkupStepKind.NOT_JUDGED: None,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist with its steps; without them where they are hidden."""

    line: Line
    steps: tuple[WorkupStep, ...]
    is_hidden: bool

    @property
    def state(self) -> tuple[str, str]:
        """Where the item stands in words, and the tone."""
        return rendering.workup_state(self.line.state)


@dataclass(frozen=True, slots=True)
class Checklist:
    """Everything the section on the work-up shows."""

    items: tuple[Item, ...]
    answer: Workup
    sentence: str

    @property
    def in_use(self) -> list[Item]:
        """What the clinic requires, and what was begun."""
        return [item for item in self.items if item.line.required or item.steps]

    @property
    def others(self) -> list[Item]:
        """Everything else that can be part of a work-up."""
        return [item for item in self.items if item not in self.in_use]


@cache
def workup_items() -> tuple[WorkupItem, ...]:
    """List the items of the work-up, in the order of the catalogue."""
    return tuple(item_from_entry(entry) for entry in entries("workup"))


def required_items(*, on: date) -> frozenset[str]:
    """Give the codes the clinic requires before "unexplained"; none while it is open."""
    [question] = [q for q in policy_questions() if q.code == "required_workup"]
    rows = PolicyAnswer.objects.standing().filter(question=question.code)
    answer = answer_in_force(question, [answer_of(row) for row in rows], on=on)
    codes = answer.value if answer else ()
    return frozenset(codes) if isinstance(codes, tuple) else frozenset()


def workup_checklist(
    *, couple: Couple, steps: WorkupStepQuerySet, on: date, sees_infections: bool
) -> Checklist:
    """Draw up the checklist of a couple as far as this reader may see it."""
    rows = list(steps.standing().filter(couple=couple))
    classified = classification(couple=couple, on=on)
    answer = workup(
        workup_items(),
        _records(rows),
        required=required_items(on=on),
        rpl=classified.answer.rpl if classified.answer else None,
        on=on,
    )
    hidden = frozenset() if sees_infections else GUARDED_ITEMS
    return Checklist(
        items=tuple(_item(line, rows, hidden) for line in answer.lines),
        answer=answer,
        sentence=_sentence(answer, hidden),
    )


def _records(rows: Iterable[WorkupStep]) -> list[ItemRecord]:
    by_item: dict[str, list[WorkupStep]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    return [_record(code, steps) for code, steps in by_item.items()]


def _record(code: str, steps: list[WorkupStep]) -> ItemRecord:
    """Read the steps of one item: the first order, every result, the last refusal."""
    ordered = [s.happened_on for s in steps if s.kind == WorkupStepKind.ORDERED]
    refused = [s.reason for s in steps if s.kind == WorkupStepKind.NOT_DONE]
    return ItemRecord(
        code=code,
        ordered_on=min(ordered, default=None),
        results=tuple(
            ItemResult(step.happened_on, _JUDGED[WorkupStepKind(step.kind)])
            for step in steps
            if step.kind in _JUDGED
        ),
        not_done=refused[-1] if refused else "",
    )


def _item(line: Line, rows: Iterable[WorkupStep], hidden: frozenset[str]) -> Item:
    is_hidden = line.item.code in hidden
    theirs = () if is_hidden else (row for row in rows if row.item == line.item.code)
    return Item(line, tuple(theirs), is_hidden)


def _sentence(answer: Workup, hidden: frozenset[str]) -> str:
    """Say what it comes to, unless that would tell what is hidden."""
    decides = any(line.required and line.item.code in hidden for line in answer.lines)
    return PARTLY_HIDDEN if decides else workup_sentence(answer)
