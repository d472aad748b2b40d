"""Is this measure as unusual as a slip of the finger? And what weight and height come to.

    refused            asked about    taken    asked about            refused
    ------------------|--------------|--------|--------------|------------------
    the table refuses  unusual_below            unusual_above  the table refuses

A measure that was not taken is unknown, which is neither usual nor unusual.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.sources import Source
from foundation.medicine.units import unit_text

PERCENT = 100
CM_IN_M = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of measure: its code, its unit, and where a typed number is asked about.

    `jump_percent` is the change since the last one that is asked about; None for none.

    Units: `ucum`.
    """

    code: str
    label: str
    loinc: str
    ucum: str
    unusual_below: Decimal
    unusual_above: Decimal
    jump_percent: int | None
    source: Source

    def text(self, value: Decimal) -> str:
        """Write a value with its unit as it is printed."""
        unit = {"/min": "a minute", "Cel": "°C", "mm[Hg]": "mmHg"}.get(self.ucum)
        return f"{plain(value)} {unit or unit_text(self.ucum)}"


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of a kind on one day."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class MassIndex:
    """Weight over the square of the height, and the day the height is of.

    Units: kg/m2.
    """

    value: Decimal
    height_on: date


def plain(value: Decimal) -> str:
    """Write a number without the noughts a table adds: 62.50 is 62.5."""
    return f"{value.normalize():f}"


def unusual_findings(
    typed: Mapping[str, Decimal],
    measures: Iterable[Measure],
    *,
    before: Measured | None = None,
) -> list[Finding]:
    """Ask about numbers that are seldom right; `before` is the last weight, if any."""
    found = []
    for measure in measures:
        value = typed.get(measure.code)
        if value is None:
            continue
        if not measure.unusual_below <= value <= measure.unusual_above:
            sentence = f"{measure.label} {measure.text(value)} is unusual. Is it right?"
            found.append(_ask("unusual", sentence, measure))
        found += _jump(value, before, measure)
    return found


def _jump(value: Decimal, before: Measured | None, measure: Measure) -> list[Finding]:
    if measure.jump_percent is None or before is None:
        return []
    change = abs(value - before.value) * PERCENT
    if change <= before.value * measure.jump_percent:
        return []
    sentence = (
        f"{measure.label} {measure.text(value)} is more than {measure.jump_percent} % from "
        f"{measure.text(before.value)} on {before.on:%-d %b %Y}. Is it right?"
    )
    return [_ask("jump", sentence, measure)]


def _ask(code: str, sentence: str, measure: Measure) -> Finding:
    return Finding(code, Severity.CAUTION, sentence, measure.source, measure.code)


def mass_index(weight: Measured, heights: Iterable[Measured]) -> MassIndex | None:
    """Give the body mass index by the height nearest in time; None without any height.

    Of two heights equally near, the earlier one was known when she was weighed. Half up
    to one decimal.

    Units: kg, cm -> kg/m2. Source: definition (LOINC 39156-5).
    """
    nearest = min(
        heights, key=lambda each: (abs(each.on - weight.on), each.on), default=None
    )
    if nearest is None:
        return None
    metres = nearest.value / CM_IN_M
    index = (weight.value / (metres * metres)).quantize(TENTH, ROUND_HALF_UP)
    return MassIndex(index, nearest.on)
