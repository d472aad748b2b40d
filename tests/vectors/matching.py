"""Does an answer match what was worked out by hand?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Number = int | float | Decimal


def matches(expected: Any, got: Any, *, tolerance: Decimal = Decimal(0)) -> bool:
    """Compare an answer with the expected one.

    An object matches when every key that is expected matches; further keys are free.
    A list matches item by item. Numbers match by value, whatever their type; text never
    matches a number, and yes or no never matches 1 or 0.
    """
    if isinstance(expected, Mapping):
        return isinstance(got, Mapping) and all(
            key in got and matches(value, got[key], tolerance=tolerance)
            for key, value in expected.items()
        )
    if _is_list(expected):
        return (
            _is_list(got)
            and len(expected) == len(got)
            and all(
                matches(e, g, tolerance=tolerance)
                for e, g in zip(expected, got, strict=True)
            )
        )
    if _is_number(expected):
        return (
            _is_number(got) and abs(Decimal(str(expected)) - Decimal(str(got))) <= tolerance
        )
    return _same_sort(expected, got) and bool(expected == got)


def _is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _same_sort(expected: Any, got: Any) -> bool:
    if expected is None:
        return got is None
    return isinstance(got, str if isinstance(expected, str) else type(expected))
