"""IVF cycles in words, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass

from patients.models import IvfCycle

NOT_KNOWN = "not known"
_COUNTED = (
    ("oocytes", "collected"),
    ("mature", "mature"),
    ("fertilised", "fertilised"),
    ("day5", "on day 5"),
    ("frozen", "frozen"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRow:
    """One cycle as a table shows it; each column in words."""

    pk: int
    number: int
    when: str
    kind: str
    stimulation: str
    gave: str
    transfers: str
    remarks: str


def cycle_row(cycle: IvfCycle, *, number: int, transfers: Sequence[int]) -> CycleRow:
    """Put one cycle into words; `transfers` are the numbers of those that came of it."""
    own_number = f"number at its clinic {cycle.reference}" if cycle.reference else ""
    return CycleRow(
        pk=cycle.pk,
        number=number,
        when=cycle.started.text() if cycle.started else NOT_KNOWN,
        kind=cycle.get_kind_display() or NOT_KNOWN,
        stimulation=cycle.get_stimulation_display() or NOT_KNOWN,
        gave=gave_words(cycle),
        transfers=_transfers(cycle, transfers),
        remarks="; ".join(filter(None, [own_number, cycle.note])),
    )


def gave_words(cycle: IvfCycle) -> str:
    """What the cycle gave, as far as it was counted; nought was counted, too."""
    counted = ((getattr(cycle, name), word) for name, word in _COUNTED)
    said = [f"{number} {word}" for number, word in counted if number is not None]
    return ", ".join(said) or NOT_KNOWN


def cycle_name(cycle: IvfCycle, *, number: int) -> str:
    """Name a cycle in a list: its number, when it began, its kind."""
    when = cycle.started.text() if cycle.started else "date not known"
    return ", ".join(filter(None, [f"{number}: {when}", cycle.get_kind_display()]))


def _transfers(cycle: IvfCycle, numbers: Sequence[int]) -> str:
    if cycle.cancelled:
        return f"Cancelled: {cycle.get_cancelled_display().lower()}"
    if not numbers:
        return "None on file"
    return ("Transfer " if len(numbers) == 1 else "Transfers ") + ", ".join(
        str(number) for number in sorted(numbers)
    )
