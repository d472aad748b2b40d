"""What each pregnancy means for the count of losses: one letter per pregnancy.

L  counts                       N  transparent: neither counts nor ends a run
M  may count, else transparent  B  ends a run
U  may count, else ends a run
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from patients.rules.definitions import Definition
from patients.rules.pregnancies import (
    NEUTRAL,
    NON_VISUALISED,
    Outcome,
    PastPregnancy,
    Seen,
)


class Letter(StrEnum):
    """What a pregnancy means for the count."""

    COUNTS = "L"
    TRANSPARENT = "N"
    BREAKS = "B"
    MAY_COUNT_ELSE_TRANSPARENT = "M"
    MAY_COUNT_ELSE_BREAKS = "U"


class Missing(StrEnum):
    """Which missing fact keeps a pregnancy undecided."""

    GESTATION = "gestation"
    VISUALISATION = "visualisation"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Read:
    """A pregnancy with its letter, its trimester and, where undecided, what is missing.

    `trimester` is None when it is not known; it speaks of losses only.
    """

    pregnancy: PastPregnancy
    letter: Letter
    trimester: int | None = None
    missing: Missing | None = None

    @property
    def counts(self) -> bool:
        """Tell whether it surely counts."""
        return self.letter is Letter.COUNTS


_MAY_COUNT = frozenset(
    {Letter.COUNTS, Letter.MAY_COUNT_ELSE_TRANSPARENT, Letter.MAY_COUNT_ELSE_BREAKS}
)


def read_history(
    pregnancies: Iterable[PastPregnancy], definition: Definition
) -> list[Read]:
    """Give every pregnancy, in the order it comes, its letter and trimester."""
    return [_read(pregnancy, definition) for pregnancy in pregnancies]


def _read(pregnancy: PastPregnancy, definition: Definition) -> Read:
    letter, missing = _letter(pregnancy, definition)
    trimester = _trimester(pregnancy, definition) if letter in _MAY_COUNT else None
    return Read(pregnancy, letter, trimester, missing)


def _letter(
    pregnancy: PastPregnancy, definition: Definition
) -> tuple[Letter, Missing | None]:
    outcome = pregnancy.outcome
    if outcome is Outcome.ONGOING or not pregnancy.is_hers:
        return Letter.TRANSPARENT, None
    if outcome in NEUTRAL:
        breaks = definition.neutral_breaks
        return (Letter.BREAKS if breaks else Letter.TRANSPARENT), None
    if outcome is Outcome.LIVE_BIRTH or pregnancy.surely_reached(definition.limit_days):
        return Letter.BREAKS, None
    if outcome is Outcome.UNKNOWN:
        return Letter.MAY_COUNT_ELSE_BREAKS, Missing.OUTCOME
    if _unseen_where_sight_is_required(pregnancy, definition):
        return Letter.TRANSPARENT, None
    if not pregnancy.surely_ended_before(definition.limit_days):
        return _without_clear_gestation(pregnancy, definition)
    return _seen_enough(pregnancy, definition)


def _unseen_where_sight_is_required(
    pregnancy: PastPregnancy, definition: Definition
) -> bool:
    never_seen = pregnancy.seen is Seen.HCG_ONLY
    born = pregnancy.outcome is Outcome.STILLBIRTH
    return definition.requires_visualised and never_seen and not born


def _without_clear_gestation(
    pregnancy: PastPregnancy, definition: Definition
) -> tuple[Letter, Missing | None]:
    """Judge a loss by its label, where the label alone can tell.

    It cannot for an unspecified loss, nor when the known range lies across the limit.
    """
    across_the_limit = pregnancy.ga_days is not None
    if across_the_limit or pregnancy.outcome is Outcome.LOSS_UNSPECIFIED:
        return Letter.MAY_COUNT_ELSE_BREAKS, Missing.GESTATION
    if pregnancy.outcome is Outcome.STILLBIRTH:
        return Letter.BREAKS, None
    return _seen_enough(pregnancy, definition)


def _seen_enough(
    pregnancy: PastPregnancy, definition: Definition
) -> tuple[Letter, Missing | None]:
    """Judge a loss below the limit by whether it had to be seen, and was."""
    must_be_seen = definition.requires_visualised
    if pregnancy.outcome in NON_VISUALISED:
        counted = definition.count_nonvisualised and not must_be_seen
        return (Letter.COUNTS if counted else Letter.TRANSPARENT), None
    if not must_be_seen or pregnancy.outcome is Outcome.STILLBIRTH:
        return Letter.COUNTS, None
    if pregnancy.seen is Seen.UNKNOWN:
        return Letter.MAY_COUNT_ELSE_TRANSPARENT, Missing.VISUALISATION
    return Letter.COUNTS, None


def _trimester(pregnancy: PastPregnancy, definition: Definition) -> int | None:
    """Place a loss in its trimester by days; one never seen belongs to the first."""
    if pregnancy.outcome in NON_VISUALISED:
        return 1
    border = definition.t1_end_days + 1
    if pregnancy.surely_ended_before(border):
        return 1
    if pregnancy.surely_reached(border):
        return 2
    hcg_only = pregnancy.ga_days is None and pregnancy.seen is Seen.HCG_ONLY
    return 1 if hcg_only else None
