"""One pregnancy, one or several fetuses: what became of each, and of the pregnancy.

A twin loss is one loss. A twin that vanished beside one born alive is a live birth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.medicine.findings import Finding, Severity
from patients.rules.pregnancies import Outcome, PastPregnancy


class FetusOutcome(StrEnum):
    """What became of one fetus."""

    ONGOING = "ongoing"
    LIVE_BIRTH = "live_birth"
    STILLBIRTH = "stillbirth"
    MISCARRIAGE = "miscarriage"
    VANISHED = "vanished"
    TERMINATED = "terminated"
    UNKNOWN = "unknown"


# The first that any fetus has is the outcome of the pregnancy.
_DECIDES: Final = (
    (FetusOutcome.ONGOING, Outcome.ONGOING),
    (FetusOutcome.LIVE_BIRTH, Outcome.LIVE_BIRTH),
    (FetusOutcome.UNKNOWN, Outcome.UNKNOWN),
    (FetusOutcome.STILLBIRTH, Outcome.STILLBIRTH),
    (FetusOutcome.MISCARRIAGE, Outcome.MISCARRIAGE),
    (FetusOutcome.TERMINATED, Outcome.TERMINATION),
    (FetusOutcome.VANISHED, Outcome.MISCARRIAGE),
)
# Outcomes of a pregnancy in which no fetus can be told apart.
_WITHOUT_FETUS: Final = frozenset(
    {
        Outcome.BIOCHEMICAL_LOSS,
        Outcome.PUL_RESOLVED,
        Outcome.PUL_TREATED,
        Outcome.ECTOPIC,
        Outcome.MOLAR_COMPLETE,
        Outcome.MOLAR_PARTIAL,
        Outcome.LOSS_UNSPECIFIED,
    }
)


@dataclass(frozen=True, slots=True)
class Plurality:
    """How many there were, were born alive, and vanished."""

    fetuses: int
    liveborn: int
    vanished: int


def plurality(fetuses: Iterable[FetusOutcome]) -> Plurality:
    """Count the fetuses of one pregnancy."""
    told = list(fetuses)
    return Plurality(
        len(told), told.count(FetusOutcome.LIVE_BIRTH), told.count(FetusOutcome.VANISHED)
    )


def outcome_by_fetuses(fetuses: Iterable[FetusOutcome]) -> Outcome | None:
    """Give the outcome of the pregnancy; None when no fetus is on file.

    One of unknown fate leaves the outcome unknown, unless another one was born alive.
    """
    told = set(fetuses)
    return next((outcome for fate, outcome in _DECIDES if fate in told), None)


def fetus_findings(
    pregnancy: PastPregnancy, fetuses: Sequence[FetusOutcome]
) -> list[Finding]:
    """Ask where a pregnancy contradicts what is on file of its fetuses."""
    if not fetuses:
        return []
    counted, outcome = plurality(fetuses), outcome_by_fetuses(fetuses)
    sentences = []
    if pregnancy.fetuses is not None and pregnancy.fetuses != counted.fetuses:
        sentences.append(f"{pregnancy.fetuses} carried, {counted.fetuses} on file.")
    if pregnancy.liveborn is not None and pregnancy.liveborn != counted.liveborn:
        sentences.append(f"{pregnancy.liveborn} born alive, {counted.liveborn} on file.")
    if pregnancy.outcome not in _WITHOUT_FETUS and outcome is not pregnancy.outcome:
        said, shown = _words(pregnancy.outcome), _words(outcome)
        sentences.append(f"The outcome is {said}; by its fetuses it is {shown}.")
    about = f"pregnancy {pregnancy.seq}"
    return [
        Finding("fetuses-disagree", Severity.CAUTION, sentence, about=about)
        for sentence in sentences
    ]


def _words(outcome: Outcome | None) -> str:
    return outcome.value.replace("_", " ") if outcome else "unknown"
