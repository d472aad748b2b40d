"""Exact arithmetic for doses: round only where the clinic rounds."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

Number = Decimal | Fraction | int


def half_up(value: Number, *, step: Decimal) -> Decimal:
    """Round to a multiple of the step; exactly between two, away from zero.

    72.55 to steps of 0.1 is 72.6; -8.05 is -8.1.
    """
    whole = floor(abs(Fraction(value)) / Fraction(step) + Fraction(1, 2)) * step
    return whole if value >= 0 else -whole


def rounded_up(value: Number) -> int:
    """Give the next whole number that is not smaller."""
    return ceil(value)


def rounded_down(value: Number) -> int:
    """Give the next whole number that is not larger."""
    return floor(value)
