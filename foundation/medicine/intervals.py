"""Reference intervals: which one applies to a result, and where the result lies in it.

            critical_low    low            high    critical_high
    LL  ---------)|    L    [|      N      |]    H     |(---------  HH

A limit belongs to the interval unless the interval says otherwise. Beyond a critical
limit means past it, not on it. A censored result such as "<0.5" is every value it can
stand for: only when all of them lie in one place does it get that place; otherwise it is
indeterminate. Absence of an interval is never read as normality.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from foundation.medicine.quantities import Span
from foundation.medicine.sources import Source
from foundation.medicine.units import unit_text


class Flag(StrEnum):
    """Where a result lies. The letters are those of HL7."""

    NORMAL = "N"
    LOW = "L"
    HIGH = "H"
    CRITICAL_LOW = "LL"
    CRITICAL_HIGH = "HH"
    ABNORMAL = "A"
    INDETERMINATE = "IND"


class Kind(StrEnum):
    """What the limits of an interval mean. Only a reference interval gives flags."""

    REFERENCE = "reference"
    DECISION = "decision"
    CLASSIFICATION = "classification"


class NoFlag(StrEnum):
    """Why a result has no flag."""

    NO_INTERVAL = "no_interval"
    CONTEXT_MISSING = "context_missing"
    AMBIGUOUS = "ambiguous_interval"
    UNIT_MISMATCH = "unit_mismatch"
    IMPOSSIBLE = "impossible_value"
    UNKNOWN_WORD = "unknown_word"
    NO_EXPECTATION = "no_expectation"
    NO_CUTOFF = "no_cutoff"
    NO_SUCH_FLAG = "no_such_flag"


@dataclass(frozen=True, slots=True)
class Context:
    """Everything known about a sample that can decide which interval applies.

    None means not known. It never stands for an ordinary case: a woman whose state is
    not known is not taken as non-pregnant.
    """

    collected: date | None = None
    lab: str | None = None
    method: str | None = None
    sex: str | None = None
    state: str | None = None
    phase: str | None = None
    age_years: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """One version of one interval of one test, and for whom it holds.

    An axis that is None applies to all. A version holds from `valid_from` up to the day
    before `valid_to`. Both age limits belong to the interval.
    """

    code: str
    analyte: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    low_incl: bool = True
    high_incl: bool = True
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    kind: Kind = Kind.REFERENCE
    lab: str | None = None
    method: str | None = None
    sex: str | None = None
    state: str | None = None
    phase: str | None = None
    age_min_years: int | None = None
    age_max_years: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    version: int = 1
    label: str = ""
    source: Source | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError(f"interval {self.code} has no limit at all")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"interval {self.code} is upside down: {self.text()}")

    @property
    def span(self) -> Span:
        """Give every value that lies inside."""
        return Span(self.low, self.high, self.low_incl, self.high_incl)

    def text(self) -> str:
        """Show the limits: 5.0 to 32.5 %, at most 22 pg/mL, below 12 pg/mL."""
        low = (
            f"{'' if self.low_incl else 'above '}{self.low:f}"
            if self.low is not None
            else ""
        )
        high = (
            f"{'' if self.high_incl else 'below '}{self.high:f}"
            if self.high is not None
            else ""
        )
        if low and high:
            shown = f"{low} to {high}"
        elif high:
            shown = high if not self.high_incl else f"at most {high}"
        else:
            shown = low if not self.low_incl else f"at least {low}"
        return f"{shown} {unit_text(self.unit)}".strip()


@dataclass(frozen=True, slots=True)
class Choice:
    """The interval that applies, or the reason why none does."""

    interval: Interval | None
    reason: NoFlag | None = None


# The most telling axis first: a laboratory's own interval beats every other.
SPECIFICITY: Final = ("lab", "method", "state", "phase", "sex")


class _Fit(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def choose_interval(
    intervals: Iterable[Interval], context: Context, *, analyte: str
) -> Choice:
    """Choose the reference interval that holds for a sample, on its day of collection.

    Every axis an interval names must be known and equal. Of those that fit, the most
    specific wins in the order laboratory, method, state, phase, sex; then the latest
    version. When nothing fits, but something could if more were known of the sample, the
    reason is `context_missing`; two equal claims are `ambiguous_interval`.
    """
    own = [i for i in intervals if i.analyte == analyte and i.kind is Kind.REFERENCE]
    fits = [(interval, _fit(interval, context)) for interval in own]
    fitting = [interval for interval, fit in fits if fit is _Fit.YES]
    if fitting:
        return _most_specific(fitting)
    if any(fit is _Fit.UNKNOWN for _, fit in fits):
        return Choice(None, NoFlag.CONTEXT_MISSING)
    return Choice(None, NoFlag.NO_INTERVAL)


def place(span: Span, interval: Interval) -> Flag:
    """Place a result, given as all values it can stand for, against an interval.

    Units: the caller has brought both to the same unit.
    """
    if _is_below(span, interval):
        critical = interval.critical_low
        beyond = critical is not None and span.lies_below(critical)
        return Flag.CRITICAL_LOW if beyond else Flag.LOW
    if _is_above(span, interval):
        critical = interval.critical_high
        beyond = critical is not None and span.lies_above(critical)
        return Flag.CRITICAL_HIGH if beyond else Flag.HIGH
    inside = interval.span.contains(span)
    return Flag.NORMAL if inside else Flag.INDETERMINATE


def _fit(interval: Interval, context: Context) -> _Fit:
    answers = [
        _axis_fit(getattr(interval, axis), getattr(context, axis)) for axis in SPECIFICITY
    ]
    answers += [
        _age_fit(interval, context.age_years),
        _day_fit(interval, context.collected),
    ]
    if _Fit.NO in answers:
        return _Fit.NO
    return _Fit.UNKNOWN if _Fit.UNKNOWN in answers else _Fit.YES


def _axis_fit(asked: str | None, known: str | None) -> _Fit:
    if not asked:
        return _Fit.YES
    if not known:
        return _Fit.UNKNOWN
    return _Fit.YES if asked == known else _Fit.NO


def _age_fit(interval: Interval, years: int | None) -> _Fit:
    low, high = interval.age_min_years, interval.age_max_years
    if low is None and high is None:
        return _Fit.YES
    if years is None:
        return _Fit.UNKNOWN
    too_young = low is not None and years < low
    too_old = high is not None and years > high
    return _Fit.NO if too_young or too_old else _Fit.YES


def _day_fit(interval: Interval, collected: date | None) -> _Fit:
    if interval.valid_from is None and interval.valid_to is None:
        return _Fit.YES
    if collected is None:
        return _Fit.UNKNOWN
    too_early = interval.valid_from is not None and collected < interval.valid_from
    too_late = interval.valid_to is not None and collected >= interval.valid_to
    return _Fit.NO if too_early or too_late else _Fit.YES


_Claim = tuple[tuple[bool, ...], date, int]


def _claim(interval: Interval) -> _Claim:
    named = tuple(bool(getattr(interval, axis)) for axis in SPECIFICITY)
    return named, interval.valid_from or date.min, interval.version


def _most_specific(fitting: Sequence[Interval]) -> Choice:
    best = max(_claim(interval) for interval in fitting)
    winners = [interval for interval in fitting if _claim(interval) == best]
    if len(winners) > 1:
        return Choice(None, NoFlag.AMBIGUOUS)
    return Choice(winners[0])


def _is_below(span: Span, interval: Interval) -> bool:
    return interval.low is not None and span.lies_below(
        interval.low, limit_excluded=not interval.low_incl
    )


def _is_above(span: Span, interval: Interval) -> bool:
    return interval.high is not None and span.lies_above(
        interval.high, limit_excluded=not interval.high_incl
    )
