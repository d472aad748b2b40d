"""Rows of the catalogue as the facts the rules ask for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from foundation.medicine.intervals import Interval, Kind
from foundation.medicine.readings import ResultType, Scale
from foundation.medicine.sources import Source
from immunology.models import Analyte, Laboratory, ReferenceInterval
from immunology.rules import analytes as rules
from immunology.rules.phenotype import PhenotypeLimits, limits_from_entry
from immunology.rules.sample_age import SampleAge, sample_ages_from_entry

TITRE_UNIT = "{titer}"
CHECKS = Path(__file__).parents[1] / "catalogue" / "result_checks.yaml"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits on file for some tests, by test; confirmed ones apart from proposed.

    `rows` finds the entry of the catalogue a fact was made of.
    """

    confirmed: Mapping[str, tuple[Interval, ...]]
    proposed: Mapping[str, tuple[Interval, ...]]
    rows: Mapping[tuple[str, int], ReferenceInterval] = field(default_factory=dict)

    def row_of(self, interval: Interval) -> ReferenceInterval:
        return self.rows[interval.code, interval.version]


def analyte_fact(analyte: Analyte) -> rules.Analyte:
    """Give a test as the rules know it."""
    scale = Scale(
        result_type=ResultType(analyte.result_type),
        unit=analyte.ucum,
        decimals=analyte.decimals,
        hard_low=plain(analyte.hard_low),
        hard_high=plain(analyte.hard_high),
        soft_low=plain(analyte.soft_low),
        soft_high=plain(analyte.soft_high),
    )
    return rules.Analyte(analyte.code, analyte.display, scale, analyte.expected)


def limits_of(
    rows: Iterable[ReferenceInterval], *, laboratory: Laboratory | None
) -> Limits:
    """Give limits as facts, as they hold for results of one laboratory.

    A limit published by another laboratory holds when the clinic accepts that
    laboratory's intervals for this one; then it counts as this laboratory's own.
    """
    kept = list(rows)
    sorted_out: dict[bool, dict[str, list[Interval]]] = {
        True: defaultdict(list),
        False: defaultdict(list),
    }
    for row in kept:
        fact = interval_fact(row, laboratory=laboratory)
        sorted_out[row.is_confirmed][row.analyte].append(fact)
    return Limits(
        confirmed={code: tuple(facts) for code, facts in sorted_out[True].items()},
        proposed={code: tuple(facts) for code, facts in sorted_out[False].items()},
        rows={(row.code, row.edition): row for row in kept},
    )


def interval_fact(row: ReferenceInterval, *, laboratory: Laboratory | None) -> Interval:
    """Give a limit with its numbers exactly as published."""
    own = laboratory is not None and row.lab in {laboratory.code, *laboratory.interval_sets}
    return Interval(
        code=row.code,
        analyte=row.analyte,
        unit=row.ucum,
        low=_published(row.low_as_published),
        high=_published(row.high_as_published),
        low_incl=row.low_incl,
        high_incl=row.high_incl,
        critical_low=plain(row.critical_low),
        critical_high=plain(row.critical_high),
        kind=Kind(row.kind),
        lab=laboratory.code if laboratory and own else row.lab or None,
        method=row.method or None,
        sex=row.sex or None,
        state=row.state or None,
        phase=row.phase or None,
        age_min_years=row.age_min_years,
        age_max_years=row.age_max_years,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        version=row.edition,
        label=row.label,
        source=Source(row.source[0]["citation"], row.source[0]["locator"]),
    )


def limit_words(limit: Interval) -> str:
    """Show the limit that judges: 5.0 to 32.5 %, or a titre's cut-off."""
    if limit.unit == TITRE_UNIT:
        counts = "counts as positive" if limit.high_incl else "does not count yet"
        return f"1:{limit.high:f} {counts}"
    return limit.text()


def plain(number: Decimal | None) -> Decimal | None:
    """Drop the noughts the column added: 32.5000 is 32.5. None stays none."""
    if number is None:
        return None
    shown = f"{number:f}"
    return Decimal(shown.rstrip("0").rstrip(".") if "." in shown else shown)


def _published(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@cache
def phenotype_limits() -> PhenotypeLimits:
    """Give how far the parts of one phenotype may disagree."""
    return limits_from_entry(_checks()["lymphocyte_phenotype"])


@cache
def sample_ages() -> Mapping[str, SampleAge]:
    """Give how old a sample may be on receipt, by panel."""
    return sample_ages_from_entry(_checks()["sample_age"])


def _checks() -> dict[str, Any]:
    entries = yaml.safe_load(CHECKS.read_text(encoding="utf-8"))
    return {entry["code"]: entry for entry in entries}
