"""Is a value possible, is it usual, and is it in the unit of the test?

    refused  |   asks   |       taken       |   asks   |  refused
             hard_low   soft_low   soft_high   hard_high

A limit still belongs to the values inside it. A censored value is judged by every value
it can stand for: only when all of them lie outside is it outside.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

from foundation.medicine.findings import Finding, Severity, any_caution, any_stop
from foundation.medicine.quantities import Quantity, Span
from foundation.medicine.readings import Scale
from foundation.medicine.units import unit_text

WRONG_UNIT: Final = "wrong-unit"
IMPOSSIBLE: Final = "impossible-value"
UNUSUAL: Final = "unusual-value"
MORE_DECIMALS: Final = "more-decimals"


_Limits = tuple[Decimal | None, Decimal | None]


class Verdict(StrEnum):
    """What becomes of a typed value."""

    OK = "ok"
    WARN = "warn"
    REJECT = "reject"


def bounds_findings(quantity: Quantity, scale: Scale) -> list[Finding]:
    """List what is wrong with a measured value: unit, limits, decimals.

    A wrong unit or an impossible value stops; an unusual one asks for confirmation; more
    decimals than the test reports are only noted, the value stays as typed.
    """
    if quantity.unit != scale.unit:
        return [Finding(WRONG_UNIT, Severity.STOP, _unit_sentence(quantity, scale))]
    span = quantity.span(floor=_floor(scale))
    if span.is_empty or _outside(span, (scale.hard_low, scale.hard_high)):
        possible = _limits_text((scale.hard_low, scale.hard_high), scale.unit)
        message = f"{quantity.text()} is impossible for this test (possible: {possible})."
        return [Finding(IMPOSSIBLE, Severity.STOP, message)]
    return _unusual_findings(quantity, scale) + _decimals_findings(quantity, scale)


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Sum the findings up: reject, warn or ok."""
    listed = list(findings)
    if any_stop(listed):
        return Verdict.REJECT
    return Verdict.WARN if any_caution(listed) else Verdict.OK


def _unusual_findings(quantity: Quantity, scale: Scale) -> list[Finding]:
    span = quantity.span(floor=_floor(scale))
    if not _outside(span, (scale.soft_low, scale.soft_high)):
        return []
    usual = _limits_text((scale.soft_low, scale.soft_high), scale.unit)
    message = f"{quantity.text()} is unusual for this test (usual: {usual}). Is it right?"
    return [Finding(UNUSUAL, Severity.CAUTION, message)]


def _floor(scale: Scale) -> Decimal | None:
    """Give the smallest value the test can give; without a hard limit that is zero."""
    return Decimal(0) if scale.hard_low is None else scale.hard_low


def _outside(span: Span, limits: _Limits) -> bool:
    low, high = limits
    below = low is not None and span.lies_below(low)
    above = high is not None and span.lies_above(high)
    return below or above


def _decimals_findings(quantity: Quantity, scale: Scale) -> list[Finding]:
    exponent = quantity.value.as_tuple().exponent
    typed = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if scale.decimals is None or typed <= scale.decimals:
        return []
    message = (
        f"{quantity.text()} has {typed} decimals; this test usually has {scale.decimals}. "
        "It is kept as typed."
    )
    return [Finding(MORE_DECIMALS, Severity.NOTE, message)]


def _unit_sentence(quantity: Quantity, scale: Scale) -> str:
    used = unit_text(scale.unit) or "no unit"
    if not quantity.unit:
        return f"The unit is missing; this test is reported in {used}."
    return f"{unit_text(quantity.unit)} is not the unit of this test, which is {used}."


def _limits_text(limits: _Limits, unit: str) -> str:
    low, high = limits
    if low is not None and high is not None:
        shown = f"{low:f} to {high:f}"
    elif high is not None:
        shown = f"at most {high:f}"
    else:
        shown = f"at least {low:f}"
    return f"{shown} {unit_text(unit)}".strip()
