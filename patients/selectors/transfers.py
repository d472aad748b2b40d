"""A woman's embryo transfers in the order of time, and what they come to."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from patients import rendering
from patients.choices import TransferKind
from patients.models import Couple, EmbryoTransfer, IvfCycle
from patients.rendering.cycles import CycleRow
from patients.rules import transfers as facts
from patients.rules.implantation import (
    FailureDefinition,
    ImplantationFailure,
    failure_definition_from_entry,
    implantation_failure,
)
from patients.rules.implantation_words import failure_sentence
from patients.rules.transfers import transfers_in_order
from patients.selectors.cycles import cycle_lines, cycle_rows
from patients.selectors.shelf import entries


@dataclass(frozen=True, slots=True)
class FailureAnswer:
    """What the transfers come to under one definition, with its reason in words."""

    definition: FailureDefinition
    answer: ImplantationFailure
    sentence: str

    @property
    def verdict(self) -> tuple[str, str]:
        """The answer in two words, and its tone."""
        return rendering.failure_verdict(self.answer)


@dataclass(frozen=True, slots=True)
class Transfers:
    """Everything the section on transfers shows, the cycles they came of first."""

    cycles: tuple[CycleRow, ...]
    cycle_lines: list[tuple[int, IvfCycle]]
    rows: tuple[rendering.TransferRow, ...]
    answers: tuple[FailureAnswer, ...]


def transfer_lines(*, couple: Couple) -> list[tuple[int, EmbryoTransfer]]:
    """Number her standing transfers in the order of time.

    Where a date is missing, the order in which she told them decides.
    """
    rows = (
        couple.woman.embryo_transfers.standing()
        .in_order()
        .select_related("pregnancy", "donor", "cycle")
    )
    by_place = {row.seq: row for row in rows}
    ordered = transfers_in_order(transfer_fact(row) for row in by_place.values())
    return [(number, by_place[fact.seq]) for number, fact in enumerate(ordered, start=1)]


def transfers_overview(*, couple: Couple, on: date) -> Transfers:
    """Give her transfers, and by each definition whether implantation failed repeatedly.

    Without a transfer on file nothing is answered. Untested embryos are not weighed by
    age: that needs a table the clinic supplies.
    """
    lines = transfer_lines(couple=couple)
    cycles = cycle_lines(couple=couple)
    told = [replace(transfer_fact(row), seq=number) for number, row in lines]
    age = couple.woman.age(on=on)
    return Transfers(
        cycles=cycle_rows(cycles, lines),
        cycle_lines=cycles,
        rows=tuple(rendering.transfer_row(row, number=number) for number, row in lines),
        answers=tuple(
            _answer(told, definition, age_years=age) for definition in _definitions()
        )
        if told
        else (),
    )


def transfer_fact(row: EmbryoTransfer) -> facts.EmbryoTransfer:
    """Turn a row into the fact the rules read; what is not on file stays unknown."""
    return facts.EmbryoTransfer(
        seq=row.seq,
        result=facts.TransferResult(row.result) if row.result else None,
        on=row.transferred,
        embryos=row.embryos,
        good_embryos=row.good_embryos,
        stage=facts.Stage(row.stage) if row.stage else None,
        ploidy=facts.Ploidy(row.ploidy),
        egg_age_years=row.egg_age_years,
        predicted_chance=row.predicted_chance,
        cycle=row.cycle_id,
        cycle_sort=_sort(row.cycle),
        is_frozen=row.kind == TransferKind.FROZEN if row.kind else None,
    )


def _sort(cycle: IvfCycle | None) -> facts.CycleSort | None:
    if cycle is None or not cycle.kind:
        return None
    told = {each.value for each in facts.CycleSort}
    return facts.CycleSort(cycle.kind if cycle.kind in told else "other")


@cache
def _definitions() -> tuple[FailureDefinition, ...]:
    published = entries("implantation_failure")
    return tuple(failure_definition_from_entry(entry) for entry in published)


def _answer(
    told: list[facts.EmbryoTransfer],
    definition: FailureDefinition,
    *,
    age_years: int | None,
) -> FailureAnswer:
    answer = implantation_failure(told, definition, age_years=age_years)
    return FailureAnswer(definition, answer, failure_sentence(answer, definition))
