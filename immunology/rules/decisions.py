"""What the limit of one study says of a result, on that study's own terms.

NK 14.2 %    Heilmann  > 12      above
             Yamada    > 16.4    not above
             King      > 18      only luteal: says nothing of another day of the cycle
             Ho        <= 10.6   only on cycle days 2 to 3

A study's limit never gives a flag, and limits that contradict each other stand side by
side. A limit whose method or phase is not that of the sample, or is not known of it, says
so instead of answering.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from foundation.medicine.intervals import (
    Context,
    Flag,
    Interval,
    Kind,
    NoFlag,
    choose_interval,
    place,
)
from foundation.medicine.quantities import ZERO, Quantity, Span
from foundation.medicine.units import unit_text

_AUTHORS: Final = re.compile(r".+? et al\.")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


class Answer(StrEnum):
    """Where a result lies by one study."""

    ABOVE = "above"
    NOT_ABOVE = "not_above"
    BELOW = "below"
    NOT_BELOW = "not_below"
    IN_BAND = "in_band"
    NOT_PLACED = "not_placed"
    OTHER_SAMPLE = "other_sample"
    SAMPLE_UNKNOWN = "sample_unknown"


@dataclass(frozen=True, slots=True)
class Decided:
    """One study's limit and its answer."""

    limit: Interval
    answer: Answer


def decision_answers(
    quantity: Quantity,
    *,
    analyte: str,
    limits: Iterable[Interval],
    context: Context,
    floor: Decimal | None = ZERO,
) -> list[Decided]:
    """Answer every decision limit of a test, and name the band of each classification.

    A band a value surely lies outside is left out; so is a limit that did not hold on the
    day of collection, or is in another unit: nothing is converted here.
    """
    span = quantity.span(floor=floor)
    answers = (
        _decided(span, limit, context)
        for limit in limits
        if limit.analyte == analyte
        and limit.unit == quantity.unit
        and limit.kind is not Kind.REFERENCE
    )
    return [decided for decided in answers if decided is not None]


def decision_words(decided: Decided) -> str:
    """Say an answer as a report prints it."""
    limit = decided.limit
    study, shown = study_name(limit), limit_text(limit)
    match decided.answer:
        case Answer.IN_BAND:
            return f"in the band “{limit.label}” of {study} ({shown})"
        case Answer.OTHER_SAMPLE:
            return f"the limit of {study} ({shown}) is for another {_asked_of(limit)}"
        case Answer.SAMPLE_UNKNOWN:
            missing = _asked_of(limit)
            return f"the limit of {study} ({shown}) asks for the {missing}: not recorded"
        case Answer.NOT_PLACED:
            return f"cannot be placed by the limit of {study} ({shown})"
        case Answer.ABOVE if not limit.high_incl:
            return f"at or above the limit of {study} ({shown})"
        case Answer.BELOW if not limit.low_incl:
            return f"at or below the limit of {study} ({shown})"
        case _:
            return f"{_WORDS[decided.answer]} the limit of {study} ({shown})"


def study_name(limit: Interval) -> str:
    """Name the study shortly: King et al. 2010; without authors, as it is cited."""
    if limit.source is None:
        return "an unnamed source"
    citation = limit.source.citation
    authors, year = _AUTHORS.match(citation), _YEAR.search(citation)
    if authors is None:
        return citation.split(";")[0]
    return f"{authors[0]} {year[0]}" if year else authors[0]


def limit_text(limit: Interval) -> str:
    """Show the limit itself: 18 %, or 40 to 79 GPL/mL for a band."""
    if limit.kind is Kind.CLASSIFICATION:
        return limit.text()
    cut = limit.high if limit.high is not None else limit.low
    return f"{cut:f} {unit_text(limit.unit)}".strip()


_WORDS: Final = {
    Answer.ABOVE: "above",
    Answer.NOT_ABOVE: "not above",
    Answer.BELOW: "below",
    Answer.NOT_BELOW: "not below",
}


def _decided(span: Span, limit: Interval, context: Context) -> Decided | None:
    plain = replace(limit, kind=Kind.REFERENCE)
    choice = choose_interval([plain], context, analyte=limit.analyte)
    if choice.interval is None:
        return _not_asked(limit, choice.reason, context)
    where = place(span, limit)
    if limit.kind is Kind.CLASSIFICATION:
        return _in_band(limit, where)
    return Decided(limit, _side(limit, where))


def _not_asked(limit: Interval, reason: NoFlag | None, context: Context) -> Decided | None:
    """A limit of another time is history; one of another phase or method is said."""
    timeless = replace(limit, kind=Kind.REFERENCE, valid_from=None, valid_to=None)
    of_its_day = choose_interval([timeless], context, analyte=limit.analyte)
    if of_its_day.interval is not None or limit.kind is Kind.CLASSIFICATION:
        return None
    if reason is NoFlag.CONTEXT_MISSING:
        return Decided(limit, Answer.SAMPLE_UNKNOWN)
    return Decided(limit, Answer.OTHER_SAMPLE)


def _in_band(limit: Interval, where: Flag) -> Decided | None:
    if where is Flag.NORMAL:
        return Decided(limit, Answer.IN_BAND)
    return Decided(limit, Answer.NOT_PLACED) if where is Flag.INDETERMINATE else None


def _side(limit: Interval, where: Flag) -> Answer:
    if where is Flag.INDETERMINATE:
        return Answer.NOT_PLACED
    if limit.high is not None:
        above = where in {Flag.HIGH, Flag.CRITICAL_HIGH}
        return Answer.ABOVE if above else Answer.NOT_ABOVE
    below = where in {Flag.LOW, Flag.CRITICAL_LOW}
    return Answer.BELOW if below else Answer.NOT_BELOW


def _asked_of(limit: Interval) -> str:
    named = [
        word
        for word, axis in (
            ("laboratory", limit.lab),
            ("method", limit.method),
            ("sex", limit.sex),
            ("pregnancy state", limit.state),
            ("time of the cycle", limit.phase),
        )
        if axis
    ]
    return " and ".join(named) or "kind of sample"
