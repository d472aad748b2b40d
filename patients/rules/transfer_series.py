"""The failed transfers since the last success, and whether they meet the criteria.

Reading a missing fact in favour of the diagnosis never makes a series smaller; so two
readings, one with nothing and one with everything in favour, bracket the truth.

Cycles in a row are counted by a reading of ours, for no source says it (tag P, proposed:
the medical director must confirm it):

- a transfer of frozen embryos is a cycle by itself, whatever retrieval they came of,
  unless its own cycle is a frozen one; all that came of a cycle with everything frozen are;
- fresh or frozen not said, it belongs to the cycle it is linked to;
- a success restarts the count; it takes nothing from later transfers of its cycle, while
  a failed transfer with embryos not good leaves its cycle not all good.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from math import prod
from typing import Final

from foundation.medicine.quantities import ZERO
from patients.rules.transfers import (
    CycleSort,
    EmbryoTransfer,
    Ploidy,
    Stage,
    TransferResult,
    transfers_in_order,
)


class EndedBy(StrEnum):
    """What ends a series of failures."""

    CLINICAL = "clinical"
    POSITIVE = "positive"


class Missing(StrEnum):
    """Which missing fact keeps a series undecided, the plainest first."""

    RESULT = "result"
    NUMBER = "number"
    QUALITY = "quality"
    STAGE = "stage"
    EUPLOIDY = "euploidy"
    EGG_AGE = "egg_age"
    CHANCE = "chance"
    AGE = "age"


# What is read in favour of the diagnosis.
NOTHING: Final[frozenset[Missing]] = frozenset()
EVERYTHING: Final = frozenset(Missing)

ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a definition asks for; None is not asked. Everything asked must be met.

    `cycles_in_a_row` cycles with good embryos only must hold `cleavage_at_least` embryos
    of cleavage stage or `blastocysts_at_least` blastocysts; the two are not added up.
    `chance_above` is the chance that one transfer of the series should have succeeded.
    """

    ended_by: EndedBy
    transfers_at_least: int | None = None
    good_embryos_at_least: int | None = None
    age_below_years: int | None = None
    cycles_in_a_row: int | None = None
    cleavage_at_least: int | None = None
    blastocysts_at_least: int | None = None
    euploid_at_least: int | None = None
    chance_above: Decimal | None = None

    @property
    def plenty(self) -> int:
        """Give a number of embryos that is enough for anything asked here."""
        asked = (
            self.good_embryos_at_least,
            self.cleavage_at_least,
            self.blastocysts_at_least,
            self.euploid_at_least,
        )
        return max(filter(None, asked), default=1)


@dataclass(frozen=True, slots=True)
class Euploidy:
    """The clinic's table: from this age of the egg on, this share of embryos is euploid.

    Ages below the first are not in the table.
    """

    shares: tuple[tuple[int, Decimal], ...]

    def share(self, egg_age_years: int) -> Decimal | None:
        """Give the share for an age; None where the table does not reach."""
        reached = [entry for entry in self.shares if entry[0] <= egg_age_years]
        return max(reached)[1] if reached else None


@dataclass(frozen=True, slots=True)
class Series:
    """What a series of failures comes to under one reading of what is missing.

    Of the `failed` transfers, `transfers` with `embryos` count towards the definition.
    """

    failed: int
    transfers: int
    embryos: int
    chance: Decimal
    meets: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How missing facts are read, and what is known beside the transfers."""

    resolved: frozenset[Missing]
    age_years: int | None
    euploidy: Euploidy | None


def series_of(
    transfers: Iterable[EmbryoTransfer], criteria: Criteria, *, reading: Reading
) -> Series:
    """Sum up the failures since the last success, and judge them by the criteria."""
    told = list(transfers)
    failed = failures(told, criteria, resolved=reading.resolved)
    weighed = [_weigh(transfer, criteria, reading) for transfer in failed]
    counting = [each for each in weighed if _counts(each, criteria)]
    chance = ONE - prod((ONE - each.chance for each in weighed), start=ONE)
    by_quality = criteria.euploid_at_least is None and criteria.chance_above is None
    embryos = sum(each.good if by_quality else each.embryos for each in counting)
    met = [
        _reaches(len(counting), criteria.transfers_at_least),
        _reaches(embryos, criteria.good_embryos_at_least),
        _reaches(sum(each.euploid for each in weighed), criteria.euploid_at_least),
        _young_enough(criteria, reading),
        _in_a_row(weighed, criteria, broken=_broken(told, criteria, reading.resolved)),
        criteria.chance_above is None or chance > criteria.chance_above,
    ]
    return Series(
        failed=len(weighed),
        transfers=len(counting),
        embryos=embryos,
        chance=chance,
        meets=bool(weighed) and all(met),
    )


def failures(
    transfers: Iterable[EmbryoTransfer],
    criteria: Criteria,
    *,
    resolved: frozenset[Missing],
) -> list[EmbryoTransfer]:
    """List the transfers that failed since the last success; pending ones have not yet."""
    series: list[EmbryoTransfer] = []
    for transfer in transfers_in_order(transfers):
        if transfer.result is TransferResult.PENDING:
            continue
        if _failed(transfer, criteria, resolved):
            series.append(transfer)
        else:
            series.clear()
    return series


_SUCCESS: Final = {
    EndedBy.CLINICAL: frozenset({TransferResult.CLINICAL, TransferResult.LIVE_BIRTH}),
    EndedBy.POSITIVE: frozenset(
        {TransferResult.BIOCHEMICAL, TransferResult.CLINICAL, TransferResult.LIVE_BIRTH}
    ),
}


def _failed(
    transfer: EmbryoTransfer, criteria: Criteria, resolved: frozenset[Missing]
) -> bool:
    if transfer.result is None:
        return Missing.RESULT in resolved
    return transfer.result not in _SUCCESS[criteria.ended_by]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One failed transfer under one reading."""

    cycle: Hashable
    embryos: int
    good: int
    cleavage: int
    blastocysts: int
    euploid: Decimal
    chance: Decimal


def _weigh(transfer: EmbryoTransfer, criteria: Criteria, reading: Reading) -> _Weighed:
    resolved = reading.resolved
    embryos = _embryos(transfer, criteria, resolved)
    any_stage = transfer.stage is None and Missing.STAGE in resolved
    is_cleavage = any_stage or transfer.stage is Stage.CLEAVAGE
    is_blastocyst = any_stage or transfer.stage is Stage.BLASTOCYST
    chance = transfer.predicted_chance
    if chance is None:
        chance = ONE if Missing.CHANCE in resolved else ZERO
    return _Weighed(
        cycle=_cycle(transfer),
        embryos=embryos,
        good=_good(transfer, embryos, resolved),
        cleavage=embryos if is_cleavage else 0,
        blastocysts=embryos if is_blastocyst else 0,
        euploid=_euploid(transfer, embryos, reading),
        chance=chance,
    )


def _embryos(
    transfer: EmbryoTransfer, criteria: Criteria, resolved: frozenset[Missing]
) -> int:
    """Give the number put back; one at least, where it is not known."""
    if transfer.embryos is not None:
        return transfer.embryos
    surely = max(1, transfer.good_embryos or 0)
    return max(surely, criteria.plenty) if Missing.NUMBER in resolved else surely


def _good(transfer: EmbryoTransfer, embryos: int, resolved: frozenset[Missing]) -> int:
    if transfer.good_embryos is not None:
        return transfer.good_embryos
    return embryos if Missing.QUALITY in resolved else 0


def _all_good(transfer: EmbryoTransfer, resolved: frozenset[Missing]) -> bool:
    if transfer.good_embryos is None:
        return Missing.QUALITY in resolved
    if transfer.embryos is None:
        return transfer.good_embryos > 0 and Missing.NUMBER in resolved
    return transfer.good_embryos == transfer.embryos


def _euploid(transfer: EmbryoTransfer, embryos: int, reading: Reading) -> Decimal:
    """Weigh a transfer: a euploid one is one, untested embryos weigh by the egg's age."""
    if transfer.ploidy is not Ploidy.UNTESTED:
        return ONE if transfer.ploidy is Ploidy.EUPLOID else ZERO
    if reading.euploidy is None:
        return Decimal(embryos) if Missing.EUPLOIDY in reading.resolved else ZERO
    age = transfer.egg_age_years
    share = None if age is None else reading.euploidy.share(age)
    if share is None:
        return Decimal(embryos) if Missing.EGG_AGE in reading.resolved else ZERO
    return embryos * share


def _counts(each: _Weighed, criteria: Criteria) -> bool:
    """Tell whether a failed transfer counts: by its ploidy, always, or by its quality."""
    if criteria.euploid_at_least is not None:
        return each.euploid > 0
    return criteria.chance_above is not None or each.good > 0


def _reaches(number: int | Decimal, asked: int | None) -> bool:
    return asked is None or number >= asked


def _young_enough(criteria: Criteria, reading: Reading) -> bool:
    if criteria.age_below_years is None:
        return True
    if reading.age_years is None:
        return Missing.AGE in reading.resolved
    return reading.age_years < criteria.age_below_years


def _in_a_row(
    weighed: Sequence[_Weighed], criteria: Criteria, *, broken: frozenset[Hashable]
) -> bool:
    """Look for cycles in a row with good embryos only, and enough of one stage."""
    if criteria.cycles_in_a_row is None:
        return True
    cycles = _by_cycle(weighed)
    runs = (
        list(run)
        for is_broken, run in groupby(cycles, key=lambda one: one[0].cycle in broken)
        if not is_broken
    )
    return any(
        len(run) >= criteria.cycles_in_a_row
        and (
            _reaches(_sum(run, "cleavage"), criteria.cleavage_at_least)
            or _reaches(_sum(run, "blastocysts"), criteria.blastocysts_at_least)
        )
        for run in runs
    )


def _by_cycle(weighed: Iterable[_Weighed]) -> list[list[_Weighed]]:
    """Put the transfers of each cycle together, at the place of its last one."""
    together: dict[Hashable, list[_Weighed]] = {}
    for each in weighed:
        together[each.cycle] = [*together.pop(each.cycle, []), each]
    return list(together.values())


def _sum(run: Iterable[Iterable[_Weighed]], stage: str) -> int:
    return sum(getattr(each, stage) for cycle in run for each in cycle)


def _broken(
    transfers: Iterable[EmbryoTransfer], criteria: Criteria, resolved: frozenset[Missing]
) -> frozenset[Hashable]:
    """Name the cycles in which a transfer failed, and not with good embryos only.

    One whose result is missing may have been a success, which breaks nothing.
    """
    may_be_success = {None} if Missing.RESULT in resolved else set()
    unbroken = {TransferResult.PENDING, *_SUCCESS[criteria.ended_by], *may_be_success}
    return frozenset(
        _cycle(transfer)
        for transfer in transfers
        if transfer.result not in unbroken and not _all_good(transfer, resolved)
    )


def _cycle(transfer: EmbryoTransfer) -> Hashable:
    """Name the cycle a transfer counts as: the one it is linked to, or one by itself."""
    if transfer.cycle is None or _stands_alone(transfer):
        return ("alone", transfer.seq)
    return transfer.cycle


def _stands_alone(transfer: EmbryoTransfer) -> bool:
    """Tell whether its embryos were thawed in another cycle than they came of."""
    if transfer.cycle_sort is CycleSort.FROZEN:
        return False
    return bool(transfer.is_frozen) or transfer.cycle_sort is CycleSort.FREEZE_ALL
