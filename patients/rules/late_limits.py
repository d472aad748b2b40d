"""Miscarriage or stillbirth? The same loss has another name in another country.

A record keeps days and grams; the label follows from the limit that is asked.

    22+0 in London    miscarriage (limit 24+0)
    22+0 in Chicago   stillbirth  (limit 20+0)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from foundation.medicine.sources import Source, sources_from


class LateLabel(StrEnum):
    """What a death before birth is called."""

    MISCARRIAGE = "miscarriage"
    STILLBIRTH = "stillbirth"


class WeightCounts(StrEnum):
    """What the weight does beside the gestation."""

    NOT = "not"
    AS_WELL = "as_well"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class LateLimit:
    """From which day or weight on a death before birth is a stillbirth.

    With a weight that counts as well, either is enough; where it counts first, the
    gestation decides only when the weight is not known.

    Units: days of gestation, grams.
    """

    code: str
    version: int
    label: str
    days: int
    weight_g: int | None
    weight_counts: WeightCounts
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class DeathBeforeBirth:
    """What is known of it; None is unknown. A range of gestation has a latest end.

    Units: days of gestation, grams.
    """

    ga_days: int | None
    ga_days_latest: int | None = None
    weight_g: int | None = None


def late_label(death: DeathBeforeBirth, limit: LateLimit) -> LateLabel | None:
    """Name a death before birth under one limit; None when it cannot be told.

    Source: the limit carries it.
    """
    heavy, late = _heavy(death, limit), _late(death, limit)
    if limit.weight_counts is WeightCounts.FIRST and heavy is not None:
        return _named(heavy)
    if limit.weight_counts is WeightCounts.AS_WELL and heavy:
        return LateLabel.STILLBIRTH
    return None if late is None else _named(late)


def late_limit_from_entry(entry: Mapping[str, Any]) -> LateLimit:
    """Build a limit from one entry of the catalogue late_limits.yaml."""
    values = entry["values"]
    return LateLimit(
        code=entry["code"],
        version=entry["version"],
        label=entry["label"],
        days=values["days"],
        weight_g=values["weight_g"],
        weight_counts=WeightCounts(values["weight_counts"]),
        sources=sources_from(entry["sources"]),
    )


def _heavy(death: DeathBeforeBirth, limit: LateLimit) -> bool | None:
    if death.weight_g is None or limit.weight_g is None:
        return None
    return death.weight_g >= limit.weight_g


def _late(death: DeathBeforeBirth, limit: LateLimit) -> bool | None:
    if death.ga_days is None:
        return None
    latest = death.ga_days if death.ga_days_latest is None else death.ga_days_latest
    if death.ga_days < limit.days <= latest:
        return None
    return death.ga_days >= limit.days


def _named(still: bool) -> LateLabel:
    return LateLabel.STILLBIRTH if still else LateLabel.MISCARRIAGE
