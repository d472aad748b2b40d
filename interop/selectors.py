"""What screens read of registers that came from elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from interop.models import RegisterImport
from interop.models.register import RegisterQuerySet

MOST_LISTED = 50
LONG = timedelta(seconds=20)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a register is, for whoever waits."""

    percent: int
    waits_long: bool


def registers_brought(registers: RegisterQuerySet) -> list[RegisterImport]:
    """The newest imports, with whoever brought them."""
    return list(registers.select_related("written_by")[:MOST_LISTED])


def progress(register: RegisterImport, *, at: datetime) -> Progress:
    """How far the worker is; a register nobody took for long waits."""
    percent = WHOLE * register.done // register.total if register.total else 0
    untouched = register.leased_until is None or register.leased_until < at
    return Progress(percent, untouched and at - register.asked_at > LONG)
