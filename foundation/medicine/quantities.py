"""Measured values: a decimal, what the laboratory wrote before it, and a unit.

"<0.5 pg/mL" is not 0.5. It is every value from 0 up to, but not including, 0.5.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from foundation.medicine.units import unit_text

ZERO: Final = Decimal(0)


class UnreadableValue(ValueError):
    """A value that cannot be read, with the reason in words."""


class Comparator(StrEnum):
    """What stands before the number."""

    NONE = ""
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


_SHOWN: Final = {Comparator.AT_MOST: "≤", Comparator.AT_LEAST: "≥"}


@dataclass(frozen=True, slots=True)
class Span:
    """Every value a result can stand for. None is no end; `*_in` says the end belongs."""

    low: Decimal | None
    high: Decimal | None
    low_in: bool = True
    high_in: bool = True

    @property
    def is_empty(self) -> bool:
        """Tell whether no value is left, as in "less than 0" of a count."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (
            self.low == self.high and not (self.low_in and self.high_in)
        )

    def lies_below(self, limit: Decimal, *, limit_excluded: bool = False) -> bool:
        """Tell whether every value is smaller than the limit.

        With `limit_excluded` the limit itself counts as smaller already.
        """
        if self.high is None:
            return False
        return self.high < limit or (
            self.high == limit and (limit_excluded or not self.high_in)
        )

    def lies_above(self, limit: Decimal, *, limit_excluded: bool = False) -> bool:
        """Tell whether every value is greater than the limit.

        With `limit_excluded` the limit itself counts as greater already.
        """
        if self.low is None:
            return False
        return self.low > limit or (
            self.low == limit and (limit_excluded or not self.low_in)
        )

    def contains(self, other: "Span") -> bool:
        """Tell whether every value of the other span is also one of this."""
        return self._holds_low_end(other) and self._holds_high_end(other)

    def _holds_low_end(self, other: "Span") -> bool:
        if self.low is None:
            return True
        if other.low is None or other.low < self.low:
            return False
        return other.low > self.low or self.low_in or not other.low_in

    def _holds_high_end(self, other: "Span") -> bool:
        if self.high is None:
            return True
        if other.high is None or other.high > self.high:
            return False
        return other.high < self.high or self.high_in or not other.high_in


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as the laboratory reported it. Never a float, never rounded again."""

    value: Decimal
    comparator: Comparator = Comparator.NONE
    unit: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise TypeError(f"a measured value is a Decimal, not {self.value!r}")
        if not self.value.is_finite():
            raise ValueError(f"{self.value} is not a measured value")

    def span(self, *, floor: Decimal | None = ZERO) -> Span:
        """Give every value this result can stand for.

        `floor` is the smallest value the test can give at all: zero for most, lower for
        a few, None when there is none. It closes "<x" from below.
        """
        match self.comparator:
            case Comparator.NONE:
                return Span(self.value, self.value)
            case Comparator.LESS | Comparator.AT_MOST:
                exact = self.comparator is Comparator.AT_MOST
                return Span(floor, self.value, high_in=exact)
            case Comparator.GREATER | Comparator.AT_LEAST:
                exact = self.comparator is Comparator.AT_LEAST
                return Span(self.value, None, low_in=exact)

    def in_unit(self, unit: str, value: Decimal) -> "Quantity":
        """Give the same result expressed in another unit; what stands before it stays."""
        return Quantity(value, self.comparator, unit)

    def text(self) -> str:
        """Show it as reported: <0.5 pg/mL, ≥40 U/mL, 14.2 %."""
        number = f"{self.comparator_shown}{self.value:f}"
        return f"{number} {unit_text(self.unit)}".strip()

    @property
    def comparator_shown(self) -> str:
        """Show what stands before the number as a reader expects it."""
        return _SHOWN.get(self.comparator, self.comparator.value)

    def __str__(self) -> str:
        return self.text()
