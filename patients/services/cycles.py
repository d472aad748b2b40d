"""A woman's IVF cycles are told, corrected, and struck out where they were wrong."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from foundation.records import services as records
from foundation.records.dates import columns
from patients.models import Couple, IvfCycle
from patients.services.asking import write_asked

FUTURE = "This day has not come yet."
HAS_TRANSFERS = "Transfers belong to this cycle. Take them out of it first."
NOT_CANCELLED = "Transfers belong to this cycle, so it was not cancelled."


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEntry:
    """What is told about one cycle; an empty answer is unknown."""

    started: ApproximateDate | None = None
    reference: str = ""
    kind: str = ""
    stimulation: str = ""
    oocytes: int | None = None
    mature: int | None = None
    fertilised: int | None = None
    day5: int | None = None
    frozen: int | None = None
    cancelled: str = ""
    note: str = ""


ASKED = frozenset(CycleEntry.__slots__)


@transaction.atomic
def record_cycle(
    *, couple: Couple, entry: CycleEntry, by, on: date | None = None
) -> IvfCycle:
    """Add a cycle to her history, as the latest she told of.

    Raises:
        ValidationError: it cannot be; the sentence lands beside its question.
    """
    latest = couple.woman.ivf_cycles.standing().order_by("-seq").first()
    cycle = IvfCycle(woman=couple.woman, seq=latest.seq + 1 if latest else 1)
    return _write(cycle, entry, by=by, on=on, action="cycle.recorded")


@transaction.atomic
def change_cycle(
    *, cycle: IvfCycle, entry: CycleEntry, by, on: date | None = None
) -> IvfCycle:
    """Correct a cycle; the former words stay in its kept versions.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: as for a new one, or it was not cancelled: it has transfers.
    """
    if entry.cancelled and _has_transfers(cycle):
        raise ValidationError({"cancelled": NOT_CANCELLED})
    return _write(cycle, entry, by=by, on=on, action="cycle.changed")


@transaction.atomic
def void_cycle(*, cycle: IvfCycle, reason: str, by) -> IvfCycle:
    """Strike a cycle out that is not hers or was entered twice; it stays readable.

    Raises:
        ValidationError: transfers still belong to it.
    """
    if _has_transfers(cycle):
        raise ValidationError(HAS_TRANSFERS)
    return records.void(cycle, by=by, reason=reason, action="cycle.voided")


def _has_transfers(cycle: IvfCycle) -> bool:
    """Ask while the cycle is held: a transfer that joins it holds it, too."""
    IvfCycle.objects.select_for_update().get(pk=cycle.pk)
    return cycle.embryo_transfers.standing().exists()


def _write(
    cycle: IvfCycle, entry: CycleEntry, *, by, on: date | None, action: str
) -> IvfCycle:
    if entry.started and entry.started.earliest > (on or timezone.localdate()):
        raise ValidationError({"started": FUTURE})
    for name in ASKED - {"started"}:
        setattr(cycle, name, getattr(entry, name))
    for column, value in columns("started", entry.started).items():
        setattr(cycle, column, value)
    cycle.reference, cycle.note = entry.reference.strip(), entry.note.strip()
    act = {"action": action, "kind": cycle.kind, "cancelled": bool(cycle.cancelled)}
    return write_asked(cycle, asked=ASKED, by=by, **act)
