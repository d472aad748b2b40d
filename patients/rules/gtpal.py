"""Her obstetric formula: Gravida, Term, Preterm, Abortus, Living.

       limit                259
A  ------|----- P -----------|----- T ----->    days of gestation
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.medicine.sources import Source
from patients.rules.pregnancies import NON_VISUALISED, Outcome, PastPregnancy


@dataclass(frozen=True, slots=True)
class FormulaLimits:
    """From which day a delivery is preterm, and from which it is term.

    Units: days of gestation.
    """

    limit_days: int
    term_days: int
    count_biochemical: bool = True
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """G T P A L. `unplaced` pregnancies ended, but nobody knows when or how.

    `living` is None when the living children of a birth are not recorded.
    """

    gravida: int
    term: int
    preterm: int
    abortus: int
    living: int | None
    unplaced: int = 0

    def text(self) -> str:
        """Show it as written in a chart: G4 T1 P0 A2 L1; what is not known is said."""
        living = "?" if self.living is None else self.living
        formula = f"G{self.gravida} T{self.term} P{self.preterm} A{self.abortus} L{living}"
        return f"{formula} ({self.unplaced} not placed)" if self.unplaced else formula


class _Place(StrEnum):
    TERM = "T"
    PRETERM = "P"
    ABORTUS = "A"
    UNKNOWN = "?"
    STILL_OPEN = "-"


# Without a gestation these say nothing of when the pregnancy ended.
_LABEL_TELLS_NOTHING = frozenset(
    {Outcome.LIVE_BIRTH, Outcome.STILLBIRTH, Outcome.LOSS_UNSPECIFIED, Outcome.UNKNOWN}
)


def gtpal(pregnancies: Iterable[PastPregnancy], limits: FormulaLimits) -> Formula:
    """Count her pregnancies into the formula; twins are one pregnancy and one delivery.

    A pregnancy carried by a surrogate is not hers. An ongoing one adds to G only. A birth
    whose gestation is not known is counted in G and said to be unplaced, never guessed.
    """
    hers = [p for p in pregnancies if p.is_hers and _is_counted(p, limits)]
    places = [_place(pregnancy, limits) for pregnancy in hers]
    return Formula(
        gravida=len(hers),
        term=places.count(_Place.TERM),
        preterm=places.count(_Place.PRETERM),
        abortus=places.count(_Place.ABORTUS),
        living=_living(hers),
        unplaced=places.count(_Place.UNKNOWN),
    )


def _is_counted(pregnancy: PastPregnancy, limits: FormulaLimits) -> bool:
    biochemical = pregnancy.outcome is Outcome.BIOCHEMICAL_LOSS
    return limits.count_biochemical or not biochemical


def _place(pregnancy: PastPregnancy, limits: FormulaLimits) -> _Place:
    if pregnancy.is_ongoing:
        return _Place.STILL_OPEN
    if pregnancy.outcome in NON_VISUALISED:
        return _Place.ABORTUS
    if pregnancy.ga_days is None:
        unclear = pregnancy.outcome in _LABEL_TELLS_NOTHING
        return _Place.UNKNOWN if unclear else _Place.ABORTUS
    if pregnancy.surely_reached(limits.term_days):
        return _Place.TERM
    if pregnancy.surely_ended_before(limits.limit_days):
        return _Place.ABORTUS
    surely_between = pregnancy.surely_reached(
        limits.limit_days
    ) and pregnancy.surely_ended_before(limits.term_days)
    return _Place.PRETERM if surely_between else _Place.UNKNOWN


def _living(hers: Sequence[PastPregnancy]) -> int | None:
    births = [p for p in hers if p.outcome is Outcome.LIVE_BIRTH]
    if any(birth.living is None for birth in births):
        return None
    return sum(birth.living or 0 for birth in births)
