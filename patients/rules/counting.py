"""How many losses count, when what is not known is read for or against the diagnosis."""

from collections.abc import Iterable, Sequence
from typing import Final

from patients.rules.definitions import Definition
from patients.rules.letters import Letter, Missing, Read

# What is assumed to turn out in favour of the diagnosis.
NOTHING: Final[frozenset[Missing]] = frozenset()
FOR_THE_DIAGNOSIS: Final = frozenset(Missing)
# What ends a run of losses, or may end it.
_ENDS_A_RUN: Final = frozenset({Letter.BREAKS, Letter.MAY_COUNT_ELSE_BREAKS})


def runs(reads: Iterable[Read], qualifying: Iterable[bool]) -> list[list[int]]:
    """Give the runs of qualifying losses, each as the places of its members.

    L  N  L  B  L      places 0 and 2 are one run, place 4 the next
    0  1  2  3  4

    What breaks, or may break, ends a run; everything else is passed over.
    """
    found: list[list[int]] = [[]]
    for place, (read, qualifies) in enumerate(zip(reads, qualifying, strict=True)):
        if qualifies:
            found[-1].append(place)
        elif read.letter in _ENDS_A_RUN:
            found.append([])
    return [run for run in found if run]


def longest_run(reads: Sequence[Read]) -> int:
    """Give the most losses in a row that surely count, whatever their trimester."""
    return max((len(run) for run in runs(reads, [r.counts for r in reads])), default=0)


def qualifies(read: Read, definition: Definition, *, resolved: frozenset[Missing]) -> bool:
    """Tell whether a pregnancy counts towards the diagnosis.

    `resolved` is what is assumed to turn out in favour of it.
    """
    if not (read.counts or read.missing in resolved):
        return False
    if not definition.counts_first_trimester_only or read.trimester == 1:
        return True
    in_favour = read.missing in resolved or Missing.GESTATION in resolved
    return read.trimester is None and in_favour


def counted_towards(
    reads: Sequence[Read], definition: Definition, *, resolved: frozenset[Missing]
) -> int:
    """Give the number the definition compares with its minimum."""
    counting = [qualifies(read, definition, resolved=resolved) for read in reads]
    if definition.consecutive:
        return max((len(run) for run in runs(reads, counting)), default=0)
    return sum(counting)


def what_would_decide(reads: Sequence[Read], definition: Definition) -> Missing:
    """Name the missing fact that keeps a history undecided.

    The first one that could tip the count on its own; where only several together could,
    the first of those that are missing.
    """
    for missing in Missing:
        alone = frozenset({missing})
        if counted_towards(reads, definition, resolved=alone) >= definition.min:
            return missing
    absent = {read.missing for read in reads if read.missing}
    return next((m for m in Missing if m in absent), Missing.GESTATION)
