"""Is a sample still fresh enough when the laboratory receives it?

    taken                          48 h
    |------ accepted, to the hour ------|------ refused ------>

Cells die on the way: a lymphocyte phenotype of an old sample is another phenotype.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.sources import Source


@dataclass(frozen=True, slots=True)
class SampleAge:
    """How old a sample of a panel may be on receipt. Units: hours."""

    panel: str
    hours: int
    source: Source | None = None


def sample_ages_from_entry(entry: Mapping[str, Any]) -> dict[str, SampleAge]:
    """Build the limits, by panel, from their entry of result_checks.yaml."""
    named = entry["sources"][0]
    source = Source(named["citation"], named["locator"])
    return {
        panel: SampleAge(panel, int(hours), source)
        for panel, hours in entry["values"].items()
    }


def sample_age_findings(
    *, collected: datetime | None, received: datetime | None, limit: SampleAge | None
) -> list[Finding]:
    """Refuse a sample that was received too late; the last minute still counts.

    Without both moments nothing can be said, and without a limit nothing is asked.
    """
    if collected is None or received is None or limit is None:
        return []
    if received - collected <= timedelta(hours=limit.hours):
        return []
    message = (
        f"Received more than {limit.hours} hours after it was taken: "
        "this panel is not made from a sample that old."
    )
    return [Finding("sample-too-old", Severity.STOP, message, limit.source, "received")]
