"""Published numbers of a couple's history, as they stand in the catalogue."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from foundation.medicine.sources import Source
from patients.rules.contradictions import ContradictionLimits
from patients.rules.dating import DatingRule, dating_rule_from_entry
from patients.rules.definitions import Definition
from patients.rules.duplicates import DuplicateRule, duplicate_rule_from_entry
from patients.rules.gtpal import FormulaLimits
from patients.rules.history_checks import HistoryLimits
from patients.rules.ultrasound import ScanCriteria, scan_criteria_from_entry

SHELF = Path(__file__).parents[1] / "catalogue"


@cache
def entries(name: str) -> tuple[Mapping[str, Any], ...]:
    """Read one catalogue of the shelf, e.g. `loss_definitions`."""
    return tuple(yaml.safe_load((SHELF / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def duplicate_rule() -> DuplicateRule:
    """Give how people are compared who may be on file twice."""
    [entry] = entries("duplicates")
    return duplicate_rule_from_entry(entry)


def history_limits() -> HistoryLimits:
    """Give what a history on file must keep to."""
    entry = _limits("history_limits")
    return HistoryLimits(**entry["values"], source=_source(entry))


def contradiction_limits() -> ContradictionLimits:
    """Give what one pregnancy must keep to within itself."""
    entry = _limits("contradictions")
    return ContradictionLimits(**entry["values"], source=_source(entry))


@cache
def scan_criteria() -> ScanCriteria:
    """Give the measures from which on a scan shows by itself that a pregnancy failed."""
    [entry] = entries("ultrasound")
    return scan_criteria_from_entry(entry)


@cache
def dating_rules() -> tuple[DatingRule, ...]:
    """Give every published way of dating a pregnancy."""
    return tuple(dating_rule_from_entry(entry) for entry in entries("dating"))


def formula_limits(definition: Definition) -> FormulaLimits:
    """Give the limits of GTPAL; where a loss ends, the definition in force says."""
    entry = _limits("obstetric_formula")
    return FormulaLimits(
        limit_days=definition.limit_days, **entry["values"], source=_source(entry)
    )


def _limits(code: str) -> Mapping[str, Any]:
    return next(entry for entry in entries("history_limits") if entry["code"] == code)


def _source(entry: Mapping[str, Any]) -> Source:
    first = entry["sources"][0]
    return Source(first["citation"], first["locator"])
