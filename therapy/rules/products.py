"""An immunoglobulin as it is sold: vials, concentration and how fast it may run."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from foundation.medicine.sources import Source
from therapy.rules.limits import Tag


class RateBasis(StrEnum):
    """What a rate of the table means. One label is per kilogram, another is not."""

    ML_PER_KG_PER_H = "ml_kg_h"
    ML_PER_MIN = "ml_min_abs"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a rate ladder; without minutes it runs to the end."""

    rate: Decimal
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One brand with its rate table.

    `ladder` is for a first infusion, `ladder_later` for the next ones where the label
    allows them more. `tags` says how far each group of values may be trusted.
    """

    code: str
    brand: str
    concentration_g_per_ml: Decimal
    vials_g: tuple[Decimal, ...]
    basis: RateBasis
    ladder: tuple[Rung, ...]
    ladder_later: tuple[Rung, ...]
    max_rate: Decimal
    max_rate_first: Decimal
    at_risk_cap: Decimal
    stabiliser: str
    note: str
    tag: Tag
    tags: Mapping[str, str]
    version: int
    source: Source
    further_sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        for name, ladder, top in (
            ("ladder", self.ladder, self.max_rate_first),
            ("ladder_later", self.ladder_later, self.max_rate),
        ):
            if fault := _fault(ladder, top=top):
                raise ValueError(f"{self.code}: {name} {fault}")

    def ladder_for(self, *, first_rules: bool) -> tuple[Rung, ...]:
        """Choose the ladder: first-infusion rules choose the first one."""
        return self.ladder if first_rules else self.ladder_later

    def ml_per_h(self, rate: Decimal, *, weight_kg: Decimal) -> Fraction:
        """Turn a rate of the table into ml per hour for this woman."""
        if self.basis is RateBasis.ML_PER_MIN:
            return Fraction(rate) * MINUTES_PER_HOUR
        return Fraction(rate) * Fraction(weight_kg)


MINUTES_PER_HOUR = 60


def _fault(ladder: tuple[Rung, ...], *, top: Decimal) -> str:
    """Say what is wrong with a ladder, or nothing."""
    if not ladder or any(rung.minutes is None for rung in ladder[:-1]):
        return "ends before its last rung"
    if ladder[-1].minutes is not None:
        return "has no rung that runs to the end"
    rates = [rung.rate for rung in ladder]
    if rates != sorted(rates) or rates[0] <= 0 or rates[-1] > top:
        return "must rise from above zero to at most the maximum"
    return ""
