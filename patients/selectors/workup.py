"""A couple's work-up as a checklist, and what it comes to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from patients import rendering
from patients.choices import WorkupStepKind
from patients.models import Couple, WorkupStep
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
from patients.rules.workup_findings import FindingKind, answers_in_words, kind_from_entry
from patients.rules.workup_items import WorkupItem, item_from_entry
from patients.rules.workup_results import (
    LaboratoryResult,
    item_results,
    newest,
    of_subject,
)
from patients.selectors.classification import classification
from patients.selectors.policies import answers_standing, policy_questions
from patients.selectors.shelf import entries
from patients.signals import results_asked

PARTLY_HIDDEN: Final = "Hidden for your role: part of the work-up decides it."
_JUDGED: Final = {
    WorkupStepKind.NORMAL: False,
    WorkupStepKind.ABNORMAL: True,
    WorkupStepKind.NOT_JUDGED: None,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step with what its report said, question by question."""

    row: WorkupStep
    found: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist with its steps and results; without them where hidden."""

    line: Line
    steps: tuple[Step, ...]
    results: tuple[LaboratoryResult, ...]
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
        return [
            item for item in self.items if item.line.required or item.steps or item.results
        ]

    @property
    def others(self) -> list[Item]:
        """Everything else that can be part of a work-up."""
        return [item for item in self.items if item not in self.in_use]


@cache
def workup_items() -> tuple[WorkupItem, ...]:
    """List the items of the work-up, in the order of the catalogue."""
    return tuple(item_from_entry(entry) for entry in entries("workup"))


@cache
def finding_kinds() -> tuple[FindingKind, ...]:
    """List what a finding is made of, kind by kind, in the order of the catalogue."""
    return tuple(kind_from_entry(entry) for entry in entries("workup_findings"))


def kinds_of(item: WorkupItem) -> list[FindingKind]:
    """List the kinds of finding whose questions an item asks; none asks for words only."""
    return [kind for kind in finding_kinds() if item.code in kind.items]


@cache
def codes_read(item: WorkupItem) -> frozenset[str]:
    """Give the tests of the laboratory whose results an item reads."""
    return frozenset(
        code for kind in finding_kinds() for code in kind.reads.get(item.code, ())
    )


def required_items(*, on: date) -> frozenset[str]:
    """Give the codes the clinic requires before "unexplained"; none while it is open."""
    [question] = [q for q in policy_questions() if q.code == "required_workup"]
    given = [each for each in answers_standing() if each.question == question.code]
    answer = answer_in_force(question, given, on=on)
    codes = answer.value if answer else ()
    return frozenset(codes) if isinstance(codes, tuple) else frozenset()


def workup_checklist(
    *,
    couple: Couple,
    steps: WorkupStepQuerySet,
    on: date,
    sees_infections: bool,
    reader,
) -> Checklist:
    """Draw up the checklist of a couple as far as this reader may see it.

    Results of the laboratory are read where they lie, and count with the steps.
    """
    rows = list(steps.standing().filter(couple=couple))
    told = _results(couple, reader=reader)
    classified = classification(couple=couple, on=on)
    answer = workup(
        workup_items(),
        _records(rows, told),
        required=required_items(on=on),
        rpl=classified.answer.rpl if classified.answer else None,
        on=on,
    )
    hidden = frozenset() if sees_infections else GUARDED_ITEMS
    return Checklist(
        items=tuple(_item(line, rows, told, hidden) for line in answer.lines),
        answer=answer,
        sentence=_sentence(answer, hidden),
    )


def _results(couple: Couple, *, reader) -> dict[str, tuple[LaboratoryResult, ...]]:
    """Ask the laboratory for what each item reads; nothing where nobody answers."""
    codes = frozenset[str]().union(*(codes_read(item) for item in workup_items()))
    asked = {"couple": couple, "codes": codes, "reader": reader}
    answers: Iterable[Any] = results_asked.send(sender=Couple, **asked)
    found = [result for _receiver, results in answers for result in results]
    return {
        item.code: of_subject(found, item.subject, codes=codes_read(item))
        for item in workup_items()
    }


def _records(
    rows: Collection[WorkupStep], told: Mapping[str, tuple[LaboratoryResult, ...]]
) -> list[ItemRecord]:
    begun = {row.item for row in rows}
    return [
        _record(item, [row for row in rows if row.item == item.code], told[item.code])
        for item in workup_items()
        if item.code in begun or told[item.code]
    ]


def _record(
    item: WorkupItem, steps: list[WorkupStep], found: Collection[LaboratoryResult]
) -> ItemRecord:
    """Read one item: the first order, every result, the last refusal.

    On one day the clinician's word comes after the laboratory's.
    """
    ordered = [s.happened_on for s in steps if s.kind == WorkupStepKind.ORDERED]
    refused = [s.reason for s in steps if s.kind == WorkupStepKind.NOT_DONE]
    return ItemRecord(
        code=item.code,
        ordered_on=min(ordered, default=None),
        results=(
            *item_results(found, item.subject, codes=codes_read(item)),
            *(
                ItemResult(step.happened_on, _JUDGED[WorkupStepKind(step.kind)])
                for step in steps
                if step.kind in _JUDGED
            ),
        ),
        not_done=refused[-1] if refused else "",
    )


def _item(
    line: Line,
    rows: Iterable[WorkupStep],
    told: Mapping[str, tuple[LaboratoryResult, ...]],
    hidden: frozenset[str],
) -> Item:
    code = line.item.code
    if code in hidden:
        return Item(line, (), (), is_hidden=True)
    steps = tuple(_step(row) for row in rows if row.item == code)
    return Item(line, steps, newest(told[code]), is_hidden=False)


def _step(row: WorkupStep) -> Step:
    """Put one step into words by the edition of the questions it answers."""
    edition = (row.finding_kind, row.finding_edition)
    kind = next((k for k in finding_kinds() if (k.code, k.version) == edition), None)
    if kind is None:
        return Step(row, "", ())
    return Step(row, kind.label, tuple(answers_in_words(kind, row.answers)))


def _sentence(answer: Workup, hidden: frozenset[str]) -> str:
    """Say what it comes to, unless that would tell what is hidden."""
    decides = any(line.required and line.item.code in hidden for line in answer.lines)
    return PARTLY_HIDDEN if decides else workup_sentence(answer)
