"""What a finding of the work-up is made of, and whether it can be true as it was typed.

Which questions a kind of finding asks stands in the catalogue. A number is kept as it was
read, with what stands before it; nothing is converted, and nothing typed is not written
down, which is never normal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from foundation.medicine.quantities import Quantity, UnreadableValue
from foundation.medicine.readings import read_number
from foundation.medicine.sources import Source, Tag, sources_from
from foundation.medicine.units import unit_text


class Kind(StrEnum):
    """How a question is answered."""

    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


YES_NO: Final = (("yes", "Yes"), ("no", "No"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a finding.

    `low` and `high` are what is possible, not what is normal; both belong to it. A number
    may be `at_most` another one.

    Units: UCUM, in `unit`.
    """

    code: str
    label: str
    kind: Kind
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    decimals: int = 0
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    at_most: str = ""

    @property
    def asked(self) -> str:
        """The question with its unit, as a form asks it."""
        unit = unit_text(self.unit)
        return f"{self.label} ({unit})" if unit else self.label


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One kind of finding: what it asks, and which tests each item reads instead.

    `reads` names, by item, the tests whose results lie in the laboratory.
    """

    code: str
    version: int
    label: str
    items: frozenset[str]
    reads: Mapping[str, tuple[str, ...]]
    questions: tuple[Question, ...]
    tag: Tag
    sources: tuple[Source, ...] = ()

    def question(self, code: str) -> Question:
        """Give one of its questions by its code."""
        return next(each for each in self.questions if each.code == code)


def kind_from_entry(entry: Mapping[str, Any]) -> FindingKind:
    """Build a kind of finding from one entry of the catalogue workup_findings.yaml."""
    values = entry["values"]
    return FindingKind(
        code=entry["code"],
        version=entry["version"],
        label=entry["label"],
        items=frozenset(values["items"]),
        reads={item: tuple(codes) for item, codes in values["reads"].items()},
        questions=tuple(_question(each) for each in values["questions"]),
        tag=Tag(entry["tag"]),
        sources=sources_from(entry["sources"]),
    )


def _question(entry: Mapping[str, Any]) -> Question:
    kind = Kind(entry["kind"])
    named = {"code": entry["code"], "label": entry["label"], "kind": kind}
    if kind is not Kind.NUMBER:
        options = tuple(entry["options"].items()) if kind is Kind.CHOICE else YES_NO
        return Question(**named, options=options)
    return Question(
        **named,
        unit=entry["unit"],
        decimals=entry["decimals"],
        low=Decimal(entry["low"]),
        high=Decimal(entry["high"]),
        at_most=entry.get("at_most", ""),
    )


class NotAsked(ValueError):
    """An answer to a question that this kind of finding does not ask."""


def read_answers(
    kind: FindingKind, typed: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Give the answers as they are kept, and for each that cannot be the sentence why.

    What is empty is left out: nobody wrote it down.

    Raises:
        NotAsked: an answer is to no question of this kind.
    """
    if strange := sorted(typed.keys() - {each.code for each in kind.questions}):
        raise NotAsked(f"{kind.code} does not ask: {', '.join(strange)}")
    answers: dict[str, str] = {}
    refused: dict[str, str] = {}
    for question in kind.questions:
        if text := typed.get(question.code, "").strip():
            try:
                answers[question.code] = _read(question, text)
            except UnreadableValue as unreadable:
                refused[question.code] = str(unreadable)
    refused.update(_too_much(kind, answers))
    return answers, refused


def answers_in_words(
    kind: FindingKind, answers: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Say each answer that was written down, in the order of the questions."""
    for question in kind.questions:
        if question.code in answers:
            yield question.label, _words(question, answers[question.code])


def _read(question: Question, text: str) -> str:
    if question.kind is not Kind.NUMBER:
        if text not in dict(question.options):
            raise UnreadableValue(f"“{text}” is no answer to this question.")
        return text
    quantity = read_number(text, unit=question.unit)
    if not question.low <= quantity.value <= question.high:
        span = f"{question.low:f} to {question.high:f} {unit_text(question.unit)}"
        raise UnreadableValue(f"This can be {span.strip()}.")
    if -int(quantity.value.as_tuple().exponent) > question.decimals:
        behind = str(question.decimals) if question.decimals else "none"
        raise UnreadableValue(f"Too many places behind the point: {behind} at most.")
    return f"{quantity.comparator}{quantity.value:f}"


def _too_much(kind: FindingKind, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find a part that is surely greater than its whole."""
    for question in kind.questions:
        if {question.code, question.at_most} <= answers.keys():
            whole = kind.question(question.at_most)
            least = _quantity(question, answers[question.code]).span().low
            most = _quantity(whole, answers[whole.code]).span().high
            if least is not None and most is not None and least > most:
                said = _words(whole, answers[whole.code])
                sentence = f"This cannot be more than “{whole.label}”, {said}."
                yield question.code, sentence


def _quantity(question: Question, answer: str) -> Quantity:
    return read_number(answer, unit=question.unit)


def _words(question: Question, answer: str) -> str:
    if question.kind is Kind.NUMBER:
        return _quantity(question, answer).text()
    return dict(question.options)[answer]
