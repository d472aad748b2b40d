"""Where a woman stands between wish and birth."""

from enum import StrEnum


class PregnancyState(StrEnum):
    """The seven states of the protocol templates.

    t1: 0+0 to 13+6, t2: 14+0 to 27+6, t3: from 28+0.
    """

    NOT_PREGNANT = "not_pregnant"
    TTC = "ttc"
    LUTEAL_UNKNOWN = "luteal_unknown"
    PREGNANT_T1 = "pregnant_t1"
    PREGNANT_T2 = "pregnant_t2"
    PREGNANT_T3 = "pregnant_t3"
    LACTATING = "lactating"

    @property
    def is_pregnant(self) -> bool:
        """Tell whether she is known to be pregnant."""
        return self.name.startswith("PREGNANT_")
