"""Primary, secondary or tertiary; current or historical.

primary     L L L              no success before
secondary   S L L L            a success before
tertiary    L L S L L          losses on both sides of a success
historical  L L L S            something ended the run and no loss came after
"""

from collections.abc import Sequence
from enum import StrEnum

from patients.rules.counting import NOTHING, qualifies, runs
from patients.rules.definitions import Definition, KindBasis
from patients.rules.letters import Letter, Read
from patients.rules.pregnancies import NEUTRAL, Outcome


class Kind(StrEnum):
    """Where the losses stand beside her successes."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


class Status(StrEnum):
    """Whether the losses that met the definition are the latest chapter."""

    CURRENT = "current"
    HISTORICAL = "historical"


def kind_of(
    reads: Sequence[Read], definition: Definition, *, recurrent: bool
) -> Kind | None:
    """Name the pattern, from the first loss on; None without any loss.

    Consecutive definitions look at the success before the latest qualifying run, others
    at the last success with a loss after it. Without `recurrent` every run qualifies.
    """
    if not any(read.counts for read in reads):
        return None
    pivot = _pivot(reads, definition, recurrent=recurrent)
    if pivot is None:
        return Kind.PRIMARY
    before = sum(read.counts for read in reads[:pivot])
    after = sum(read.counts for read in reads[pivot:])
    both_sides = min(before, after) >= definition.tertiary_each_side
    return Kind.TERTIARY if both_sides else Kind.SECONDARY


def status_of(reads: Sequence[Read], definition: Definition) -> Status:
    """Tell whether something that ends a run came after the losses that qualify."""
    later = reads[_last_qualifying(reads, definition) + 1 :]
    ended = any(read.letter is Letter.BREAKS for read in later)
    return Status.HISTORICAL if ended else Status.CURRENT


def is_success(read: Read, definition: Definition) -> bool:
    """Tell whether a pregnancy is a success in the sense of the definition.

    By live birth: a child was born alive. By viability: it lasted past the limit, live or
    still; a live birth below the limit whose child died soon after does not.
    """
    pregnancy = read.pregnancy
    if read.letter is not Letter.BREAKS or pregnancy.outcome in NEUTRAL:
        return False
    born_alive = pregnancy.outcome is Outcome.LIVE_BIRTH
    if definition.kind_basis is KindBasis.LIVE_BIRTH:
        return born_alive
    too_early = pregnancy.surely_ended_before(definition.limit_days)
    return not (born_alive and too_early and pregnancy.neonatal_death)


def _pivot(reads: Sequence[Read], definition: Definition, *, recurrent: bool) -> int | None:
    """Find the success the losses are set beside; None when there is none."""
    until = max(place for place, read in enumerate(reads) if read.counts)
    if definition.consecutive:
        until = _latest_run(reads, definition, recurrent=recurrent)[0]
    successes = [p for p in range(until) if is_success(reads[p], definition)]
    return successes[-1] if successes else None


def _last_qualifying(reads: Sequence[Read], definition: Definition) -> int:
    if definition.consecutive:
        return _latest_run(reads, definition, recurrent=True)[-1]
    return max(place for place, counts in enumerate(_qualify(reads, definition)) if counts)


def _latest_run(
    reads: Sequence[Read], definition: Definition, *, recurrent: bool
) -> list[int]:
    """Give the latest run that meets the definition; without one, the latest of all."""
    if not recurrent:
        return runs(reads, [read.counts for read in reads])[-1]
    every_run = runs(reads, _qualify(reads, definition))
    return [run for run in every_run if len(run) >= definition.min][-1]


def _qualify(reads: Sequence[Read], definition: Definition) -> list[bool]:
    return [qualifies(read, definition, resolved=NOTHING) for read in reads]
