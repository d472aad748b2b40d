"""What is known of each pregnancy of one woman, and in which order they came."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from foundation.medicine.dates import ApproximateDate, in_time


class Outcome(StrEnum):
    """How a pregnancy ended."""

    ONGOING = "ongoing"
    LIVE_BIRTH = "live_birth"
    STILLBIRTH = "stillbirth"
    MISCARRIAGE = "miscarriage"
    BIOCHEMICAL_LOSS = "biochemical_loss"
    PUL_RESOLVED = "pul_resolved"
    PUL_TREATED = "pul_treated"
    ECTOPIC = "ectopic"
    MOLAR_COMPLETE = "molar_complete"
    MOLAR_PARTIAL = "molar_partial"
    TERMINATION = "termination"
    LOSS_UNSPECIFIED = "loss_unspecified"
    UNKNOWN = "unknown"


class LossType(StrEnum):
    """How far a miscarriage had developed."""

    ANEMBRYONIC = "anembryonic"
    YOLK_SAC = "yolk_sac"
    EMBRYONIC = "embryonic"
    FETAL = "fetal"


class Seen(StrEnum):
    """By what the pregnancy was seen to be one."""

    HCG_ONLY = "hcg_only"
    ULTRASOUND = "ultrasound"
    HISTOLOGY = "histology"
    UNKNOWN = "unknown"


class GestationBasis(StrEnum):
    """Which day the gestation speaks of; they can be weeks apart."""

    DEMISE = "demise"
    END = "end"


class CarriedBy(StrEnum):
    """Who carried the pregnancy."""

    SELF = "self"
    SURROGATE = "surrogate"


NON_VISUALISED = frozenset(
    {Outcome.BIOCHEMICAL_LOSS, Outcome.PUL_RESOLVED, Outcome.PUL_TREATED}
)
MOLAR = frozenset({Outcome.MOLAR_COMPLETE, Outcome.MOLAR_PARTIAL})
NEUTRAL = MOLAR | {Outcome.ECTOPIC, Outcome.TERMINATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPregnancy:
    """One pregnancy of hers, however many fetuses it had.

    `ga_days` is the gestation at demise where known, else at the end. When only a range
    is known, `ga_days` is its lower and `ga_days_latest` its upper end. None is unknown.
    `partner` and `genetic_father` name a person; a father who is not named is the
    partner, `donor` is nobody's partner. `living` counts her living children of it; None
    is unknown.

    Units: gestation in days.
    """

    seq: int
    outcome: Outcome
    loss_type: LossType | None = None
    ga_days: int | None = None
    ga_days_latest: int | None = None
    ga_basis: GestationBasis | None = None
    seen: Seen = Seen.UNKNOWN
    ended: ApproximateDate | None = None
    conceived: ApproximateDate | None = None
    positive_hcg: ApproximateDate | None = None
    histology: bool = False
    genetics: bool = False
    partner: str | None = None
    genetic_father: str | None = None
    carried_by: CarriedBy = CarriedBy.SELF
    neonatal_death: bool = False
    fetuses: int | None = None
    liveborn: int | None = None
    living: int | None = None

    @property
    def father(self) -> str | None:
        """Name the genetic father; None when nobody is named."""
        return self.genetic_father or self.partner

    @property
    def is_ongoing(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.outcome is Outcome.ONGOING

    @property
    def is_hers(self) -> bool:
        """Tell whether she carried it herself; only then is it her obstetric history."""
        return self.carried_by is CarriedBy.SELF

    @property
    def latest_ga_days(self) -> int | None:
        """Give the upper end of the gestation; the same day when it is known exactly."""
        return self.ga_days if self.ga_days_latest is None else self.ga_days_latest

    def surely_reached(self, days: int) -> bool:
        """Tell whether it surely lasted to that day. Unknown is no."""
        return self.ga_days is not None and self.ga_days >= days

    def surely_ended_before(self, days: int) -> bool:
        """Tell whether it surely ended before that day. Unknown is no."""
        return self.latest_ga_days is not None and self.latest_ga_days < days


def in_order(pregnancies: Iterable[PastPregnancy]) -> list[PastPregnancy]:
    """Put pregnancies in order: by end date if every completed one has it, else by number.

    Dates that are only known to the month or year order what they surely can; between
    dates that overlap the number decides. An ongoing pregnancy comes last.
    """
    everything = sorted(pregnancies, key=lambda p: p.seq)
    completed = [p for p in everything if not p.is_ongoing]
    if all(p.ended for p in completed):
        completed = in_time(completed, lambda p: p.ended)
    return completed + [p for p in everything if p.is_ongoing]
