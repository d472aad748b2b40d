"""The tests of the catalogue, and the conversions they allow, as facts for the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.medicine.intervals import Interval, Kind
from foundation.medicine.quantities import ZERO
from foundation.medicine.readings import ResultType, Scale
from foundation.medicine.sources import Source

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Analyte:
    """One test: what it is called, and what it can report.

    `expected` is the ordinary answer of an ordinal test: negative, positive, or none
    where neither is ordinary. Empty when the catalogue does not say.
    """

    code: str
    display: str
    scale: Scale
    expected: str = ""

    @property
    def floor(self) -> Decimal:
        """Give the smallest value the test can report; zero unless the catalogue says."""
        low = self.scale.hard_low
        return ZERO if low is None else min(low, ZERO)


@dataclass(frozen=True, slots=True)
class UnitFactor:
    """One listed conversion: one `unit` is `factor` times one `other`."""

    analyte: str
    unit: str
    other: str
    factor: Decimal
    source: Source | None = None


def analyte_from_row(row: Row) -> Analyte:
    """Build a test from its row of analytes.csv."""
    decimals = row["decimals"]
    scale = Scale(
        result_type=ResultType(row["result_type"]),
        unit=row["ucum"],
        decimals=int(decimals) if decimals else None,
        hard_low=_decimal(row["hard_low"]),
        hard_high=_decimal(row["hard_high"]),
        soft_low=_decimal(row["soft_low"]),
        soft_high=_decimal(row["soft_high"]),
    )
    return Analyte(row["code"], row["display"], scale, row["expected"])


def interval_from_row(row: Row, sources: Mapping[str, Source]) -> Interval:
    """Build an interval from its row of intervals.csv; a blank axis applies to all.

    Whether the clinic has confirmed the row is not part of the interval: only confirmed
    rows may be given to a rule.
    """
    return Interval(
        code=row["interval_id"],
        analyte=row["analyte"],
        unit=row["ucum"],
        low=_decimal(row["low"]),
        high=_decimal(row["high"]),
        low_incl=row["low_incl"] != "false",
        high_incl=row["high_incl"] != "false",
        critical_low=_decimal(row["critical_low"]),
        critical_high=_decimal(row["critical_high"]),
        kind=Kind(row["kind"]),
        lab=row["lab"] or None,
        method=row["method"] or None,
        sex=row["sex"] or None,
        state=row["state"] or None,
        phase=row["phase"] or None,
        age_min_years=_whole(row["age_min_y"]),
        age_max_years=_whole(row["age_max_y"]),
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
        version=int(row["version"]),
        label=row["label"],
        source=sources.get(row["source"]),
    )


def unit_factor_from_entry(entry: Mapping[str, Any]) -> UnitFactor:
    """Build a conversion from its entry of unit_factors.yaml."""
    values, source = entry["values"], entry["sources"][0]
    return UnitFactor(
        analyte=values["analyte"],
        unit=values["unit"],
        other=values["other"],
        factor=Decimal(values["factor"]),
        source=Source(source["citation"], source["locator"]),
    )


def in_other_unit(interval: Interval, factor: UnitFactor) -> Interval:
    """Express an interval in the other unit of a conversion. Multiplying stays exact."""

    def times(limit: Decimal | None) -> Decimal | None:
        return None if limit is None else limit * factor.factor

    return replace(
        interval,
        unit=factor.other,
        low=times(interval.low),
        high=times(interval.high),
        critical_low=times(interval.critical_low),
        critical_high=times(interval.critical_high),
    )


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
