"""A woman's IVF cycles in the order of time."""

from collections.abc import Iterable

from foundation.medicine.dates import in_time
from patients.models import Couple, EmbryoTransfer, IvfCycle
from patients.rendering.cycles import CycleRow, cycle_row


def cycle_lines(*, couple: Couple) -> list[tuple[int, IvfCycle]]:
    """Number her standing cycles in the order of time.

    Where a date is missing, the order in which she told them decides.
    """
    rows = list(couple.woman.ivf_cycles.standing().in_order())
    if all(row.started for row in rows):
        rows = in_time(rows, lambda row: row.started)
    return list(enumerate(rows, start=1))


def cycle_rows(
    cycles: Iterable[tuple[int, IvfCycle]], transfers: Iterable[tuple[int, EmbryoTransfer]]
) -> tuple[CycleRow, ...]:
    """Put her cycles into words, each with the numbers of its transfers."""
    told = list(transfers)
    return tuple(
        cycle_row(
            cycle,
            number=number,
            transfers=[place for place, row in told if row.cycle_id == cycle.pk],
        )
        for number, cycle in cycles
    )
