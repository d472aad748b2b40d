"""The short code by which paper and record are compared."""

from collections.abc import Mapping
from typing import Any

from foundation.medicine.fingerprints import fingerprint

CODE_LENGTH = 12


def check_code(facts: Mapping[str, Any]) -> str:
    """Give the first characters of the sum of the facts; equal facts, equal code."""
    return fingerprint(dict(facts))[:CODE_LENGTH]
