"""Where does a laboratory result lie? One letter, or the reason why there is none.

A flag says what a value is relative to a named, versioned limit, never what the patient
has. Only reference intervals give L and H; a study's cut-off answers on its own terms and
elsewhere. A result without an interval, in a strange unit or in an unknown word gets no
flag, and is never taken as normal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from foundation.medicine.intervals import (
    Context,
    Flag,
    Interval,
    NoFlag,
    choose_interval,
    place,
)
from foundation.medicine.quantities import ZERO, Quantity, Span
from foundation.medicine.readings import (
    Ordinal,
    Reading,
    ResultType,
    read_ordinal,
    read_titre,
)
from foundation.medicine.sources import Source
from immunology.rules.analytes import Analyte, UnitFactor, in_other_unit

RULE_VERSION: Final = 1


class Expected(StrEnum):
    """The ordinary answer of an ordinal test."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TitreCutoff:
    """From which titre a result is positive, and whether that titre itself counts."""

    reciprocal: Decimal
    counts_itself: bool
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag with what it rests on, or no flag with the reason. Stored as it is.

    `factor` is the conversion that was needed to compare; None when none was.
    """

    flag: Flag | None
    rule: str
    interval: Interval | None = None
    reason: NoFlag | None = None
    cutoff: TitreCutoff | None = None
    factor: UnitFactor | None = None
    rule_version: int = RULE_VERSION


def flag_result(
    reading: Reading,
    *,
    analyte: Analyte,
    intervals: Iterable[Interval],
    context: Context,
    factors: Sequence[UnitFactor] = (),
    cutoff: TitreCutoff | None = None,
) -> Flagged:
    """Flag a reading in the way its kind of test asks for.

    Genotypes and free words have no flag.
    """
    if reading.result_type is ResultType.QUANTITATIVE and reading.quantity is not None:
        return flag_quantity(
            reading.quantity,
            analyte=analyte.code,
            intervals=intervals,
            context=context,
            factors=factors,
            floor=analyte.floor,
        )
    if reading.result_type is ResultType.TITRE:
        return flag_titre(reading, cutoff=cutoff)
    if reading.result_type is ResultType.ORDINAL:
        return flag_ordinal(reading, expected=analyte.expected)
    return Flagged(None, "flag_result", reason=NoFlag.NO_SUCH_FLAG)


def flag_quantity(
    quantity: Quantity,
    *,
    analyte: str,
    intervals: Iterable[Interval],
    context: Context,
    factors: Sequence[UnitFactor] = (),
    floor: Decimal | None = ZERO,
) -> Flagged:
    """Place a measured value against the interval that held on the day of collection.

    A censored value such as "<0.5" gets L, N or H only when everything it can stand for
    lies in that place; otherwise IND.

    Units: converted only by a listed factor; otherwise there is no flag.
    """
    rule = "flag_quantity"
    choice = choose_interval(intervals, context, analyte=analyte)
    if choice.interval is None:
        return Flagged(None, rule, reason=choice.reason)
    pair = _same_unit(quantity, choice.interval, factors=factors)
    if pair is None:
        return Flagged(None, rule, choice.interval, NoFlag.UNIT_MISMATCH)
    converted, compared_with, factor = pair
    span = converted.span(floor=floor)
    if span.is_empty:
        return Flagged(None, rule, choice.interval, NoFlag.IMPOSSIBLE)
    return Flagged(place(span, compared_with), rule, choice.interval, factor=factor)


def flag_ordinal(result: Reading | str, *, expected: str) -> Flagged:
    """Compare a word with the ordinary answer: rubella "immune" is N where that is it.

    Where neither answer is ordinary, or the word is unknown, there is no flag.
    """
    rule = "flag_ordinal"
    reading = read_ordinal(result) if isinstance(result, str) else result
    if reading is None or reading.ordinal is None:
        return Flagged(None, rule, reason=NoFlag.UNKNOWN_WORD)
    if expected not in {Expected.NEGATIVE, Expected.POSITIVE}:
        return Flagged(None, rule, reason=NoFlag.NO_EXPECTATION)
    if reading.ordinal is Ordinal.INDETERMINATE:
        return Flagged(Flag.INDETERMINATE, rule)
    as_expected = reading.ordinal.value == expected
    return Flagged(Flag.NORMAL if as_expected else Flag.ABNORMAL, rule)


def flag_titre(result: Reading | str, *, cutoff: TitreCutoff | None) -> Flagged:
    """Compare a titre with its cut-off; "<1:320" against 1:160 is indeterminate.

    "Negative" is N. "Positive" without a number may lie on either side, so it is IND.
    """
    rule = "flag_titre"
    reading = read_titre(result) if isinstance(result, str) else result
    if reading is None:
        return Flagged(None, rule, reason=NoFlag.UNKNOWN_WORD, cutoff=cutoff)
    if reading.ordinal is Ordinal.NEGATIVE:
        return Flagged(Flag.NORMAL, rule, cutoff=cutoff)
    if reading.quantity is None:
        return Flagged(Flag.INDETERMINATE, rule, cutoff=cutoff)
    if cutoff is None:
        return Flagged(None, rule, reason=NoFlag.NO_CUTOFF)
    return Flagged(_titre_flag(reading.quantity.span(), cutoff), rule, cutoff=cutoff)


def flag_words(flagged: Flagged, *, reported: str) -> str:
    """Say a flag, or its absence, in the words a report prints."""
    if flagged.flag is None:
        return _NO_FLAG_WORDS[flagged.reason or NoFlag.NO_INTERVAL]
    if flagged.flag is Flag.INDETERMINATE:
        return f"cannot be placed: reported as {reported}"
    return _FLAG_WORDS[flagged.flag]


def _same_unit(
    quantity: Quantity, interval: Interval, *, factors: Sequence[UnitFactor]
) -> tuple[Quantity, Interval, UnitFactor | None] | None:
    if quantity.unit == interval.unit:
        return quantity, interval, None
    for factor in factors:
        if factor.analyte != interval.analyte:
            continue
        if (quantity.unit, interval.unit) == (factor.other, factor.unit):
            return quantity, in_other_unit(interval, factor), factor
        if (quantity.unit, interval.unit) == (factor.unit, factor.other):
            value = quantity.value * factor.factor
            return quantity.in_unit(factor.other, value), interval, factor
    return None


def _titre_flag(span: Span, cutoff: TitreCutoff) -> Flag:
    if span.lies_above(cutoff.reciprocal, limit_excluded=cutoff.counts_itself):
        return Flag.ABNORMAL
    if span.lies_below(cutoff.reciprocal, limit_excluded=not cutoff.counts_itself):
        return Flag.NORMAL
    return Flag.INDETERMINATE


_FLAG_WORDS: Final = {
    Flag.NORMAL: "within the interval",
    Flag.LOW: "low",
    Flag.HIGH: "high",
    Flag.CRITICAL_LOW: "critically low",
    Flag.CRITICAL_HIGH: "critically high",
    Flag.ABNORMAL: "not the expected answer",
}
_NO_FLAG_WORDS: Final = {
    NoFlag.NO_INTERVAL: "not flagged: no interval is confirmed for this result",
    NoFlag.CONTEXT_MISSING: "not flagged: too little is known of the sample",
    NoFlag.AMBIGUOUS: "not flagged: two intervals apply equally",
    NoFlag.UNIT_MISMATCH: "not flagged: the unit differs from that of the interval",
    NoFlag.IMPOSSIBLE: "not flagged: the value is impossible",
    NoFlag.UNKNOWN_WORD: "not flagged: the word is not known",
    NoFlag.NO_EXPECTATION: "not flagged: neither answer is unusual",
    NoFlag.NO_CUTOFF: "not flagged: no cut-off is set",
    NoFlag.NO_SUCH_FLAG: "not flagged: this kind of result has no flag",
}
