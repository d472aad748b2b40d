"""Questions only the clinic can answer, and which answer is in force on a day.

An answer counts from its day on, once a clinician has confirmed it by name. Until then
the question is open: a suggestion is never in force.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from foundation.medicine.gestation import gestation_text
from foundation.medicine.sources import Source, sources_from
from patients.rules.definitions import Definition, with_switches

Value = bool | int | str | tuple[str, ...]


class Kind(StrEnum):
    """What sort of answer a question asks for."""

    FLAG = "flag"
    DAYS = "days"
    NUMBER = "number"
    DEFINITION = "definition"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Numbers lie between `low` and `high`, both included.

    `suggestion` is None where nothing is suggested. `switch` names the policy switch of a
    definition that the answer sets; empty where it sets none.

    Units: answers of the kind DAYS are days of gestation.
    """

    code: str
    version: int
    text: str
    kind: Kind
    low: int | None = None
    high: int | None = None
    suggestion: Value | None = None
    switch: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the clinic decided: from when, why, and who confirmed it.

    `confirmed_by` is empty until a clinician has done so.
    """

    question: str
    edition: int
    value: Value
    valid_from: date
    reason: str
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The codes an answer may name."""

    definitions: frozenset[str]
    workup_items: frozenset[str]


class UnfitAnswer(ValueError):
    """An answer that does not fit its question; the message says why."""


def check_answer(question: Question, value: object, *, known: Known) -> None:
    """Refuse an answer that does not fit its question.

    Raises:
        UnfitAnswer: it is of another kind, out of bounds, or names what is not on file.
    """
    match question.kind:
        case Kind.FLAG:
            problem = "" if isinstance(value, bool) else "Answer yes or no."
        case Kind.DAYS | Kind.NUMBER:
            problem = _number_problem(question, value)
        case Kind.DEFINITION:
            problem = _named_problem({value}, known.definitions, what="definition")
        case Kind.ITEMS:
            problem = _items_problem(value, known)
    if problem:
        raise UnfitAnswer(problem)


def answer_in_force(
    question: Question, answers: Iterable[Answer], *, on: date
) -> Answer | None:
    """Give the answer in force on a day; None while the question is open.

    The latest confirmed answer counts; of several from one day the latest edition.
    """
    standing = [
        answer
        for answer in answers
        if answer.question == question.code
        and answer.confirmed_by
        and answer.valid_from <= on
    ]
    return max(standing, key=lambda a: (a.valid_from, a.edition), default=None)


def open_questions(
    questions: Iterable[Question], answers: Iterable[Answer], *, on: date
) -> list[Question]:
    """List the questions without an answer in force on that day."""
    given = list(answers)
    return [q for q in questions if answer_in_force(q, given, on=on) is None]


def definition_of_clinic(
    definition: Definition,
    questions: Iterable[Question],
    *,
    answers: Iterable[Answer],
    on: date,
) -> Definition:
    """Give a definition as the clinic has set it; an open question sets nothing."""
    given = list(answers)
    found = ((q.switch, answer_in_force(q, given, on=on)) for q in questions if q.switch)
    return with_switches(
        definition, {switch: answer.value for switch, answer in found if answer}
    )


def question_from_entry(entry: Mapping[str, Any]) -> Question:
    """Build a question from one entry of the catalogue clinic_policies.yaml."""
    values = entry["values"]
    suggestion = values["suggestion"]
    return Question(
        code=entry["code"],
        version=entry["version"],
        text=entry["label"],
        kind=Kind(values["kind"]),
        low=values["low"],
        high=values["high"],
        suggestion=tuple(suggestion) if isinstance(suggestion, list) else suggestion,
        switch=values["switch"] or "",
        sources=sources_from(entry["sources"]),
    )


def _number_problem(question: Question, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "Answer with a whole number."
    low, high = question.low, question.high
    if (low is None or low <= value) and (high is None or value <= high):
        return ""
    return f"It lies between {_shown(low, question)} and {_shown(high, question)}."


def _shown(limit: int | None, question: Question) -> str:
    if limit is None:
        return "any number"
    return gestation_text(limit) if question.kind is Kind.DAYS else str(limit)


def _items_problem(value: object, known: Known) -> str:
    if not isinstance(value, tuple) or not value:
        return "Name at least one item."
    return _named_problem(set(value), known.workup_items, what="item of the work-up")


def _named_problem(named: set[Any], on_file: frozenset[str], *, what: str) -> str:
    strange = sorted(str(one) for one in named - on_file)
    return f"No such {what}: {', '.join(strange)}." if strange else ""
