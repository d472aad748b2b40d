"""Which questions the clinic has answered, and what is in force on a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from foundation.records.compiled import Question as Written
from patients import rendering
from patients.models import PolicyAnswer
from patients.rules.definitions import Definition
from patients.rules.policies import (
    Answer,
    Kind,
    Known,
    Question,
    answer_in_force,
    definition_of_clinic,
    question_from_entry,
)
from patients.selectors.shelf import entries


@dataclass(frozen=True, slots=True)
class Decided:
    """One question of the clinic with what stands: None while it is open."""

    question: Question
    stands: Answer | None
    words: str
    decided_by: str


@cache
def policy_questions() -> tuple[Question, ...]:
    """List what only the clinic can answer, beside which definition is in force."""
    every = (question_from_entry(entry) for entry in entries("clinic_policies"))
    return tuple(q for q in every if q.kind is not Kind.DEFINITION)


@cache
def known_codes() -> Known:
    """Give the codes an answer may name."""
    definitions = frozenset(entry["code"] for entry in entries("loss_definitions"))
    return Known(definitions, frozenset(workup_labels()))


@cache
def workup_labels() -> dict[str, str]:
    """Name each item of the work-up, by its code."""
    return {entry["code"]: entry["label"] for entry in entries("workup")}


def policy_rows() -> list[PolicyAnswer]:
    """List every answer ever given, the newest first, with who gave it."""
    return list(PolicyAnswer.objects.standing().select_related("written_by"))


def clinic_policies(*, on: date) -> list[Decided]:
    """Set each question beside its answer in force on that day."""
    rows = policy_rows()
    given = [answer_of(row) for row in rows]
    authors = {row.pk: str(row.written_by) for row in rows}
    return [_decided(question, given, authors, on=on) for question in policy_questions()]


def as_the_clinic_set_it(definition: Definition, *, on: date) -> Definition:
    """Give a definition as the clinic has answered; an open question sets nothing."""
    given = answers_standing()
    ours = definition_of_clinic(definition, policy_questions(), answers=given, on=on)
    if ours == definition:
        return definition
    return replace(ours, label=f"{definition.label}, as the clinic has set it")


def answers_standing() -> list[Answer]:
    """Give every answer that was not struck out, as the rules read it."""
    return [answer_of(row) for row in _standing_answers().all()]


@cache
def _standing_answers() -> Written[PolicyAnswer]:
    return Written(PolicyAnswer.objects.standing())


def answer_of(row: PolicyAnswer) -> Answer:
    """Turn a row into what the rules read; only who may confirm can answer."""
    value = tuple(row.value) if isinstance(row.value, list) else row.value
    return Answer(
        question=row.question,
        edition=row.pk,
        value=value,
        valid_from=row.valid_from,
        reason=row.reason,
        confirmed_by=str(row.written_by_id),
    )


def _decided(
    question: Question, given: Sequence[Answer], authors: dict[int, str], *, on: date
) -> Decided:
    stands = answer_in_force(question, given, on=on)
    words = rendering.policy_words(question, stands, items=workup_labels())
    return Decided(question, stands, words, authors[stands.edition] if stands else "")
