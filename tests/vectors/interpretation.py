"""The worked cases of laboratory interpretation (interpretation_vectors.json)."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from foundation.medicine.bounds import verdict
from foundation.medicine.intervals import Context, Interval, Kind
from foundation.medicine.quantities import Comparator, Quantity
from immunology.rules.analytes import (
    Analyte,
    UnitFactor,
    analyte_from_row,
    unit_factor_from_entry,
)
from immunology.rules.entry import read_entry
from immunology.rules.flags import (
    Flagged,
    TitreCutoff,
    flag_ordinal,
    flag_quantity,
    flag_titre,
)
from immunology.rules.phenotype import PhenotypeLimits, limits_from_entry, lymphosum
from immunology.rules.ratios import Band, BandTable, band, ratio
from tests.vectors import NOT_COVERED, Case, Suite

CATALOGUE = Path(__file__).parents[2] / "immunology" / "catalogue"
AXES = ("lab", "method", "sex", "state", "phase")
AGES = ("age_years", "age")


def key_of(case: Case) -> tuple[str, str]:
    """Name the suite and the function of a case."""
    return case["suite"], case["function"]


@cache
def analytes() -> Mapping[str, Analyte]:
    """Read the tests of the catalogue."""
    with (CATALOGUE / "analytes.csv").open(newline="", encoding="utf-8") as rows:
        return {row["code"]: analyte_from_row(row) for row in csv.DictReader(rows)}


@cache
def unit_factors() -> Sequence[UnitFactor]:
    """Read the conversions of the catalogue."""
    entries = yaml.safe_load((CATALOGUE / "unit_factors.yaml").read_text())
    return [unit_factor_from_entry(entry) for entry in entries]


@cache
def phenotype_limits() -> PhenotypeLimits:
    """Read the cross-check limits of the catalogue."""
    return limits_from_entry(
        yaml.safe_load((CATALOGUE / "result_checks.yaml").read_text())[0]
    )


def decimal(value: Any) -> Decimal | None:
    """Read a number of a case; nothing stays nothing."""
    return None if value in (None, "") else Decimal(str(value))


def day(value: str | None) -> date | None:
    """Read a day of a case; nothing stays nothing."""
    return date.fromisoformat(value) if value else None


def quantity(facts: Mapping[str, Any]) -> Quantity:
    """Build a measured value from a case."""
    return Quantity(
        Decimal(str(facts["value"])),
        Comparator(facts.get("comparator") or ""),
        facts.get("unit") or "",
    )


def interval(facts: Mapping[str, Any]) -> Interval:
    """Build an interval from a case; without a kind it is a reference interval."""
    return Interval(
        code=facts["id"],
        analyte=facts["analyte"],
        unit=facts["unit"],
        low=decimal(facts.get("low")),
        high=decimal(facts.get("high")),
        low_incl=facts.get("low_incl", True),
        high_incl=facts.get("high_incl", True),
        critical_low=decimal(facts.get("critical_low")),
        critical_high=decimal(facts.get("critical_high")),
        kind=Kind(facts.get("kind") or Kind.REFERENCE),
        age_min_years=facts.get("age_min_y"),
        age_max_years=facts.get("age_max_y"),
        valid_from=day(facts.get("valid_from")),
        valid_to=day(facts.get("valid_to")),
        **{axis: facts.get(axis) for axis in AXES},
    )


def context(facts: Mapping[str, Any]) -> Context:
    """Build what is known of a sample from a case."""
    return Context(
        collected=day(facts.get("collected")),
        age_years=next((facts[name] for name in AGES if name in facts), None),
        **{axis: facts.get(axis) for axis in AXES},
    )


def _flag_quantity(case: Case) -> Mapping[str, Any]:
    args = case["args"]
    flagged: Flagged = flag_quantity(
        quantity(args["result"]),
        analyte=args["result"]["analyte"],
        intervals=[interval(facts) for facts in args["intervals"]],
        context=context(args["context"]),
        factors=unit_factors(),
    )
    return {
        "flag": flagged.flag,
        "interval": flagged.interval.code if flagged.interval else None,
        "reason": flagged.reason,
    }


def _flag_ordinal(case: Case) -> str | None:
    return flag_ordinal(case["args"]["value"], expected=case["args"]["expected"]).flag


def _flag_titre(case: Case) -> str | None:
    args = case["args"]
    cutoff = TitreCutoff(Decimal(args["cutoff"]), args.get("cutoff_positive", True))
    return flag_titre(args["text"], cutoff=cutoff).flag


def _check_input(case: Case) -> str:
    args = case["args"]
    typed = f"{args.get('comparator') or ''}{args['value']}"
    entry = read_entry(typed, analyte=analytes()[args["analyte"]], unit=args.get("unit"))
    return verdict(entry.findings)


def _lymphosum(case: Case) -> Mapping[str, Any]:
    parts = {name: decimal(case["args"].get(name)) for name in ("cd3", "cd19", "nk")}
    found = lymphosum(**parts, limits=phenotype_limits())
    total = None if found.total is None else f"{found.total:f}"
    return {"sum": total, "ok": found.ok}


def _ratio(case: Case) -> Mapping[str, Any] | None:
    args = case["args"]
    answer = ratio(quantity(args["num"]), quantity(args["den"]))
    if answer is None:
        return None
    return {"value": f"{answer.value:f}", "comparator": answer.comparator.value or None}


def _band(case: Case) -> str | None:
    bands = tuple(Band(decimal(upper), label) for upper, label in case["args"]["bands"])
    return band(quantity(case["args"]), BandTable(bands))


SUITES: Mapping[str, Suite] = {
    "flag": {
        "flag_quantity": _flag_quantity,
        "flag_ordinal": _flag_ordinal,
        "flag_titre": _flag_titre,
    },
    "input": {"check_input": _check_input, "lymphosum": _lymphosum},
    "ratio": {"ratio": _ratio, "band": _band},
    "nk": NOT_COVERED,
    "aps_lab": NOT_COVERED,
    "aps_obstetric": NOT_COVERED,
    "hla": NOT_COVERED,
    "kir": NOT_COVERED,
    "apca": NOT_COVERED,
    "lit": NOT_COVERED,
    "ivig": NOT_COVERED,
}
