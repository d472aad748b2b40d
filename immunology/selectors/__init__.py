"""Reads of the immunological profile, shaped for a screen, a report or a rule."""

from immunology.selectors.reporting import (
    InfectionResult,
    infection_tests,
    latest_result,
    report_results,
)
from immunology.selectors.workup import results_of_workup

__all__ = [
    "InfectionResult",
    "infection_tests",
    "latest_result",
    "report_results",
    "results_of_workup",
]
