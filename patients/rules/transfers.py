"""Embryo transfers: what was put back, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.medicine.dates import ApproximateDate, in_time


class Stage(StrEnum):
    """How far the embryos had developed."""

    CLEAVAGE = "cleavage"
    BLASTOCYST = "blastocyst"


class Ploidy(StrEnum):
    """What testing showed of the chromosomes."""

    EUPLOID = "yes"
    NOT_EUPLOID = "no"
    UNTESTED = "untested"


class TransferResult(StrEnum):
    """What came of a transfer."""

    NEGATIVE = "negative"
    BIOCHEMICAL = "biochemical"
    CLINICAL = "clinical"
    LIVE_BIRTH = "live_birth"
    PENDING = "pending"


class CycleSort(StrEnum):
    """Of a cycle, what says whether its transfers were of frozen embryos."""

    FREEZE_ALL = "freeze_all"
    FROZEN = "frozen"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbryoTransfer:
    """One transfer; a negative one is not a pregnancy. None is unknown.

    `good_embryos` of the `embryos` were of good quality. `egg_age_years` is the age of
    whoever gave the egg, on the day it was taken; `predicted_chance` is the chance of a
    pregnancy the clinic predicted for this transfer, between 0 and 1. `cycle` is the
    number of the cycle it came of, which may be the retrieval of frozen embryos.
    """

    seq: int
    result: TransferResult | None
    on: ApproximateDate | None = None
    embryos: int | None = None
    good_embryos: int | None = None
    stage: Stage | None = None
    ploidy: Ploidy = Ploidy.UNTESTED
    egg_age_years: int | None = None
    predicted_chance: Decimal | None = None
    cycle: int | None = None
    cycle_sort: CycleSort | None = None
    is_frozen: bool | None = None


def transfers_in_order(transfers: Iterable[EmbryoTransfer]) -> list[EmbryoTransfer]:
    """Put transfers in order: by date if every one has it, else by number."""
    everything = sorted(transfers, key=lambda transfer: transfer.seq)
    if all(transfer.on for transfer in everything):
        return in_time(everything, lambda transfer: transfer.on)
    return everything
