"""What a woman's history comes to under the clinic's definition, and under the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.medicine.sources import Source
from patients import rendering
from patients.models import Couple, LossDefinition
from patients.rules.classification import Classification, classify_each
from patients.rules.definitions import Definition
from patients.rules.gtpal import gtpal
from patients.rules.pregnancies import PastPregnancy
from patients.rules.sentences import (
    couple_sentence,
    pattern_sentence,
    reason_sentence,
    undecided_sentences,
)
from patients.selectors.dating import dated_each
from patients.selectors.definitions import definition_in_force, definitions_on_file
from patients.selectors.history import Line, person_key, pregnancy_lines
from patients.selectors.policies import as_the_clinic_set_it
from patients.selectors.shelf import formula_limits

NOT_CHOSEN = (
    "No definition chosen yet. Until the clinic chooses what it calls recurrent loss, "
    "no history is classified."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What a history comes to under one definition; without one, only that it is open."""

    sentence: str
    answer: Classification | None = None
    definition: str = ""
    code: str = ""
    edition: int | None = None
    sources: tuple[Source, ...] = ()
    is_superseded: bool = False
    pattern: str = ""
    with_partner: str = ""
    undecided: tuple[str, ...] = ()
    workup: str = ""
    gtpal: str = ""

    @property
    def verdict(self) -> str:
        """The answer in two words."""
        return rendering.verdict(self.answer)[0] if self.answer else "Not classified"

    @property
    def tone(self) -> str:
        """How the answer is shown."""
        return rendering.verdict(self.answer)[1] if self.answer else "neutral"


@dataclass(frozen=True, slots=True)
class History:
    """Everything the section on pregnancies shows."""

    lines: tuple[Line, ...]
    rows: tuple[rendering.Row, ...]
    definition: LossDefinition | None
    classified: Classified
    others: tuple[Classified, ...]


def classification(*, couple: Couple, on: date) -> Classified:
    """Classify her history, and the part this couple shares, as the clinic defines it."""
    lines, in_force = pregnancy_lines(couple=couple), definition_in_force()
    return _classified(lines, [in_force], couple=couple, on=on)[0]


def history_overview(*, couple: Couple, on: date) -> History:
    """Give her history with its class, and what every other definition says of it."""
    lines = pregnancy_lines(couple=couple)
    in_force = definition_in_force()
    others = [d for d in definitions_on_file(on=on) if d != in_force]
    classified, *beside = _classified(lines, [in_force, *others], couple=couple, on=on)
    counting = rendering.counting_words(classified.answer)
    return History(
        lines=tuple(lines),
        rows=tuple(_rows(lines, counting, couple=couple, on=on)),
        definition=in_force,
        classified=classified,
        others=tuple(beside),
    )


def _rows(
    lines: Sequence[Line], counting: Mapping[int, str], *, couple: Couple, on: date
) -> Iterator[rendering.Row]:
    """Put each pregnancy into words; only an ongoing one is asked how far it is."""
    ongoing = [line.pregnancy.pk for line in lines if line.fact.is_ongoing]
    hers = couple.woman.pregnancies.filter(pk__in=ongoing)
    known = dated_each(pregnancies=hers, on=on) if ongoing else {}
    for line in lines:
        dated = known.get(line.pregnancy.pk)
        yield rendering.row(
            line.pregnancy,
            couple,
            number=line.number,
            counting=counting.get(line.number, ""),
            today=dated.gestation if dated else "",
            due=dated.due if dated else "",
        )


def _classified(
    lines: Sequence[Line],
    definitions: Sequence[LossDefinition | None],
    *,
    couple: Couple,
    on: date,
) -> list[Classified]:
    """Say what the history comes to under each definition; None is one not chosen yet.

    The first is the clinic's, with its own answers; the others are as published.
    """
    past = [line.fact for line in lines]
    in_force, *others = definitions
    published = [definition.rule for definition in others if definition]
    chosen = [as_the_clinic_set_it(in_force.rule, on=on)] if in_force else []
    rules = [*chosen, *published]
    answers = classify_each(past, rules, current_partner=person_key(couple.man_id))
    said = (
        _in_words(answer, rule, past, on=on)
        for answer, rule in zip(answers, rules, strict=True)
    )
    return [
        next(said) if definition else Classified(sentence=NOT_CHOSEN)
        for definition in definitions
    ]


def _in_words(
    answer: Classification, rule: Definition, past: Sequence[PastPregnancy], *, on: date
) -> Classified:
    return Classified(
        answer=answer,
        definition=rule.label,
        code=rule.code,
        edition=rule.version,
        sources=rule.sources,
        is_superseded=rule.valid_to is not None and rule.valid_to <= on,
        sentence=reason_sentence(answer, rule),
        pattern=pattern_sentence(answer, rule),
        with_partner=couple_sentence(answer.couple) if answer.couple else "",
        undecided=tuple(undecided_sentences(answer)),
        workup=rendering.WORKUPS[answer.workup],
        gtpal=gtpal(past, formula_limits(rule)).text(),
    )
