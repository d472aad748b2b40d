"""What a clinical rule says about a patient, a sample or an entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from foundation.medicine.sources import Source


class Severity(StrEnum):
    """How much a finding asks of the reader."""

    NOTE = "note"
    CAUTION = "caution"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence a rule wants the clinician to see, and why.

    `about` names what it speaks of: a field, or a row such as "pregnancy 3". It is empty
    when the finding speaks of the whole.
    """

    code: str
    severity: Severity
    message: str
    source: Source | None = None
    about: str = ""


def any_stop(findings: Iterable[Finding]) -> bool:
    """Tell whether at least one finding forbids going on."""
    return any(finding.severity is Severity.STOP for finding in findings)


def any_caution(findings: Iterable[Finding]) -> bool:
    """Tell whether at least one finding asks for confirmation."""
    return any(finding.severity is Severity.CAUTION for finding in findings)
