"""Where a reading lies by the limits on file: its flag, and the answers of the studies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from foundation.medicine.intervals import (
    Choice,
    Context,
    Interval,
    Kind,
    NoFlag,
    choose_interval,
)
from foundation.medicine.readings import Reading, ResultType
from immunology.choices import Unflagged
from immunology.rules.analytes import Analyte
from immunology.rules.decisions import Decided, decision_answers
from immunology.rules.flags import Flagged, TitreCutoff, flag_result
from immunology.selectors.facts import TITRE_UNIT, Limits

# Without a flag for one of these reasons, a limit still to be confirmed may be why.
_MAY_WAIT: Final = {NoFlag.NO_INTERVAL, NoFlag.CONTEXT_MISSING, NoFlag.NO_CUTOFF}


@dataclass(frozen=True, slots=True)
class Case:
    """One test of one sample, with the limits on file that speak of it."""

    analyte: Analyte
    context: Context
    confirmed: tuple[Interval, ...] = ()
    proposed: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A flag, or a reason why there is none; the limit it rests on or waits for."""

    flagged: Flagged
    reason: str = ""
    limit: Interval | None = None
    decided: tuple[Decided, ...] = ()


def case_of(analyte: Analyte, context: Context, *, limits: Limits) -> Case:
    """Put together what can judge a test of a sample."""
    return Case(
        analyte,
        context,
        limits.confirmed.get(analyte.code, ()),
        limits.proposed.get(analyte.code, ()),
    )


def placed(reading: Reading, case: Case) -> Placed:
    """Flag a reading by confirmed limits only; say so when a proposed one would apply."""
    flagged = flag_result(
        reading,
        analyte=case.analyte,
        intervals=case.confirmed,
        context=case.context,
        cutoff=_cutoff(case.confirmed, case),
    )
    decided = _decided(reading, case)
    if flagged.flag is not None:
        limit = flagged.interval or _cutoff_limit(case.confirmed, case)
        return Placed(flagged, limit=limit, decided=decided)
    would = applying(case)
    if flagged.reason in _MAY_WAIT and would.interval in case.proposed:
        return Placed(flagged, Unflagged.UNCONFIRMED, would.interval, decided)
    nothing = flagged.reason in (None, NoFlag.NO_INTERVAL)
    why = (would.reason if nothing else flagged.reason) or NoFlag.NO_INTERVAL
    return Placed(flagged, Unflagged(why.value), would.interval, decided)


def applying(case: Case) -> Choice:
    """Choose the limit that judges this test: a confirmed one, else a proposed one."""
    for pool in (case.confirmed, case.proposed):
        choice = choose_interval(pool, case.context, analyte=case.analyte.code)
        limit = choice.interval or _cutoff_limit(pool, case)
        if limit is not None:
            return Choice(limit)
    every = (*case.confirmed, *case.proposed)
    return choose_interval(every, case.context, analyte=case.analyte.code)


def why_unflagged(case: Case) -> str:
    """Say why a value typed here would have no flag; empty when it would have one."""
    choice = applying(case)
    if choice.interval is None:
        return Unflagged((choice.reason or NoFlag.NO_INTERVAL).value)
    return "" if choice.interval in case.confirmed else Unflagged.UNCONFIRMED


def _decided(reading: Reading, case: Case) -> tuple[Decided, ...]:
    """Ask the limits of the studies: all of a test, or none while one is unconfirmed."""
    if reading.quantity is None or reading.result_type is not ResultType.QUANTITATIVE:
        return ()
    waiting = (limit for limit in case.proposed if limit.kind is Kind.DECISION)
    if any(_holds_on(limit, case.context.collected) for limit in waiting):
        return ()
    answers = decision_answers(
        reading.quantity,
        analyte=case.analyte.code,
        limits=case.confirmed,
        context=case.context,
        floor=case.analyte.floor,
    )
    return tuple(answers)


def _cutoff(pool: Iterable[Interval], case: Case) -> TitreCutoff | None:
    """Give the cut-off of a titre; `high_incl` says whether that titre counts itself."""
    limit = _cutoff_limit(pool, case)
    if limit is None or limit.high is None:
        return None
    return TitreCutoff(limit.high, limit.high_incl, limit.source)


def _cutoff_limit(pool: Iterable[Interval], case: Case) -> Interval | None:
    for limit in pool:
        of_a_titre = limit.unit == TITRE_UNIT and limit.kind is Kind.DECISION
        if of_a_titre and limit.high and _holds_on(limit, case.context.collected):
            return limit
    return None


def _holds_on(limit: Interval, day: date | None) -> bool:
    if day is None:
        return limit.valid_from is None and limit.valid_to is None
    begun = limit.valid_from is None or limit.valid_from <= day
    return begun and (limit.valid_to is None or day < limit.valid_to)
