"""The worked cases of outcome statistics (outcome_vectors.json)."""

from collections.abc import Mapping

from tests.vectors import NOT_COVERED, Case, Suite

SUITES: Mapping[str, Suite] = {"outcomes": NOT_COVERED}


def key_of(case: Case) -> tuple[str, str]:
    """Put every case into the one suite of outcome statistics; `what` is the function."""
    return "outcomes", case["what"]
