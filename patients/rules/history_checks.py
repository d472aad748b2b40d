"""Can this history be true? What contradicts itself, or is missing to be believed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.gestation import gestation_text
from foundation.medicine.sources import Source
from patients.rules.pregnancies import (
    MOLAR,
    NON_VISUALISED,
    Outcome,
    PastPregnancy,
    Seen,
    in_order,
)


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """What a history on file must keep to.

    `conception_days` is the gestation on the day of conception. `gap_days` is the least
    time from the end of one pregnancy to the conception of the next.

    Units: days.
    """

    ga_min_days: int
    ga_max_days: int
    early_live_birth_days: int
    gap_days: int
    conception_days: int
    source: Source


def history_findings(
    pregnancies: Iterable[PastPregnancy], limits: HistoryLimits, *, on: date
) -> list[Finding]:
    """List what is wrong with one woman's history as it stands on that day.

    Each finding is about "pregnancy <number>". An unknown date or gestation contradicts
    nothing; an approximate date contradicts only what no reading of it allows.
    """
    ordered = in_order(pregnancies)
    findings = [
        finding for pregnancy in ordered for finding in _own(pregnancy, limits, on=on)
    ]
    return findings + _second_ongoing(ordered, limits) + _overlaps(ordered, limits)


def _own(pregnancy: PastPregnancy, limits: HistoryLimits, *, on: date) -> list[Finding]:
    problems = [
        _end_problem(pregnancy, on=on),
        _gestation_problem(pregnancy, limits),
        _proof_problem(pregnancy),
    ]
    stops = [
        _stop(problem, pregnancy, source=limits.source)
        for problem in problems
        if problem is not None
    ]
    return stops + _early_live_birth(pregnancy, limits)


@dataclass(frozen=True, slots=True)
class _Problem:
    code: str
    sentence: str


def _stop(problem: _Problem, pregnancy: PastPregnancy, *, source: Source) -> Finding:
    about = f"pregnancy {pregnancy.seq}"
    return Finding(problem.code, Severity.STOP, problem.sentence, source, about)


def _end_problem(pregnancy: PastPregnancy, *, on: date) -> _Problem | None:
    ended, conceived = pregnancy.ended, pregnancy.conceived
    if ended is None:
        return None
    if pregnancy.is_ongoing:
        return _Problem("ongoing-with-end", "An ongoing pregnancy cannot have an end date.")
    if ended.earliest > on:
        message = f"The end date, {ended.text()}, lies in the future."
        return _Problem("ends-in-future", message)
    if conceived is not None and ended.surely_before(conceived):
        return _Problem(
            "ended-before-conception",
            f"It ended ({ended.text()}) before it was conceived ({conceived.text()}).",
        )
    return None


def _gestation_problem(pregnancy: PastPregnancy, limits: HistoryLimits) -> _Problem | None:
    low, high = pregnancy.ga_days, pregnancy.latest_ga_days
    if low is None or high is None:
        return None
    if limits.ga_min_days <= low <= high <= limits.ga_max_days:
        return None
    shown = gestation_text(low if low < limits.ga_min_days else high)
    possible = (
        f"{gestation_text(limits.ga_min_days)} to {gestation_text(limits.ga_max_days)}"
    )
    message = f"A gestation of {shown} is impossible ({possible})."
    return _Problem("gestation-impossible", message)


def _proof_problem(pregnancy: PastPregnancy) -> _Problem | None:
    if pregnancy.outcome in NON_VISUALISED and pregnancy.positive_hcg is None:
        return _Problem(
            "positive-hcg-missing",
            "A loss that was never seen needs the date of a positive hCG test; "
            "the year is enough.",
        )
    proven = pregnancy.histology or pregnancy.genetics or pregnancy.seen is Seen.HISTOLOGY
    if pregnancy.outcome in MOLAR and not proven:
        message = "A molar pregnancy needs histology or genetics."
        return _Problem("molar-not-proven", message)
    return None


def _early_live_birth(pregnancy: PastPregnancy, limits: HistoryLimits) -> list[Finding]:
    born_alive = pregnancy.outcome is Outcome.LIVE_BIRTH
    if not (born_alive and pregnancy.surely_ended_before(limits.early_live_birth_days)):
        return []
    usual = gestation_text(limits.early_live_birth_days)
    message = f"A live birth before {usual} is very unusual. Is the gestation right?"
    about = f"pregnancy {pregnancy.seq}"
    return [Finding("early-live-birth", Severity.CAUTION, message, limits.source, about)]


def _second_ongoing(
    ordered: Sequence[PastPregnancy], limits: HistoryLimits
) -> list[Finding]:
    ongoing = [p for p in ordered if p.is_ongoing and p.is_hers]
    second = _Problem("second-ongoing", "She already has an ongoing pregnancy on file.")
    return [_stop(second, later, source=limits.source) for later in ongoing[1:]]


def _overlaps(ordered: Sequence[PastPregnancy], limits: HistoryLimits) -> list[Finding]:
    """Compare each pregnancy she carried with the next one whose dates are known."""
    in_time = in_order(p for p in ordered if p.is_hers and _has_a_date(p))
    return [
        _stop(_overlap(one, limits), other, source=limits.source)
        for one, other in pairwise(in_time)
        if _surely_overlap(one, other, limits=limits)
    ]


def _has_a_date(pregnancy: PastPregnancy) -> bool:
    return (pregnancy.conceived if pregnancy.is_ongoing else pregnancy.ended) is not None


def _surely_overlap(
    one: PastPregnancy, other: PastPregnancy, *, limits: HistoryLimits
) -> bool:
    conceived = _latest_conception(other, limits)
    if one.ended is None or conceived is None:
        return False
    return one.ended.earliest + timedelta(days=limits.gap_days) > conceived


def _latest_conception(pregnancy: PastPregnancy, limits: HistoryLimits) -> date | None:
    """Give the last day it can have been conceived; None when nothing tells.

    Counted back from the end, also where the gestation speaks of the demise: the end came
    on that day or later, so conception cannot have been later than this.
    """
    if pregnancy.conceived is not None:
        return pregnancy.conceived.latest
    if pregnancy.ended is None or pregnancy.ga_days is None:
        return None
    since_conception = pregnancy.ga_days - limits.conception_days
    return pregnancy.ended.latest - timedelta(days=since_conception)


def _overlap(earlier: PastPregnancy, limits: HistoryLimits) -> _Problem:
    ended = earlier.ended.text() if earlier.ended else "at an unknown date"
    message = (
        f"It overlaps pregnancy {earlier.seq}, which ended {ended}: "
        f"conception is possible {limits.gap_days} days later at the earliest."
    )
    return _Problem("overlap", message)
