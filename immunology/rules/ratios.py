"""Ratios of two results, and the bands a published table puts a value into.

42.8 / 1.2   = 35.7
30   / <0.5  = >60.0    a bound, because the lower part may be smaller still
<0.5 / <0.5  = nothing
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from foundation.medicine.quantities import Comparator, Quantity, Span
from foundation.medicine.sources import Source

_UP = frozenset({Comparator.GREATER, Comparator.AT_LEAST})
_TURNED: Final = {
    Comparator.NONE: Comparator.NONE,
    Comparator.LESS: Comparator.GREATER,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.GREATER: Comparator.LESS,
    Comparator.AT_LEAST: Comparator.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a published table; its upper limit belongs to it. None is no end."""

    upper: Decimal | None
    label: str


@dataclass(frozen=True, slots=True)
class BandTable:
    """The bands of one publication, lowest first, with the year they were published."""

    bands: tuple[Band, ...]
    year: int | None = None
    source: Source | None = None

    def label_with_year(self, label: str) -> str:
        """Show a label with its year, because bands are withdrawn and replaced."""
        return label if self.year is None else f"{label} ({self.year})"


def ratio(
    numerator: Quantity, denominator: Quantity, *, decimals: int = 1
) -> Quantity | None:
    """Divide two results. None when it is undefined.

    With a denominator below detection the ratio is a lower bound; a bound is rounded so
    that it stays true. Nothing can be said of two bounds, of a denominator of zero, or of
    zero over a bound.
    """
    censored = {numerator.comparator, denominator.comparator} - {Comparator.NONE}
    both = Comparator.NONE not in {numerator.comparator, denominator.comparator}
    if both or denominator.value <= 0 or (censored and numerator.value <= 0):
        return None
    turned = _TURNED[denominator.comparator]
    comparator = numerator.comparator if turned is Comparator.NONE else turned
    exact = numerator.value / denominator.value
    value = exact.quantize(Decimal(1).scaleb(-decimals), rounding=_rounding(comparator))
    return Quantity(value, comparator)


def band(quantity: Quantity, table: BandTable) -> str | None:
    """Name the band a value lies in; None when a censored value may lie in several."""
    lower = None
    for one in table.bands:
        if Span(lower, one.upper, low_in=False).contains(quantity.span()):
            return one.label
        lower = one.upper
    return None


def _rounding(comparator: Comparator) -> str:
    if comparator is Comparator.NONE:
        return ROUND_HALF_UP
    return ROUND_FLOOR if comparator in _UP else ROUND_CEILING
