"""A woman's embryo transfers are told, corrected, and struck out where they were wrong."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from foundation.records import services as records
from foundation.records.dates import columns
from patients.choices import Egg, Ploidy, TransferResult
from patients.models import Couple, EmbryoTransfer, IvfCycle, Pregnancy
from patients.models.donor import Gift
from patients.rules.transfer_checks import transfer_findings
from patients.selectors.transfers import transfer_fact
from patients.services.asking import write_asked
from patients.services.donors import donor_asked

# Beside which question the finding of a rule is shown.
ASKED_AS = {
    "no-embryo-transferred": "embryos",
    "more-good-than-transferred": "good_embryos",
    "impossible-chance": "predicted_percent",
    "result-before-transfer": "transferred",
    "transfer-before-cycle": "cycle",
}
CANCELLED = "This cycle was cancelled before a transfer."
STRUCK_OUT = "This cycle was struck out meanwhile."
PERCENT = Decimal(100)
GIVES = (Gift.EGG, Gift.EMBRYO)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferEntry:
    """What is told about one transfer; an empty answer is unknown.

    `predicted_percent` is the chance of a pregnancy that was predicted for it.
    """

    transferred: ApproximateDate | None = None
    kind: str = ""
    stage: str = ""
    embryo_day: int | None = None
    embryos: int | None = None
    good_embryos: int | None = None
    ploidy: Ploidy = Ploidy.UNTESTED
    egg: Egg = Egg.OWN
    donor_code: str = ""
    egg_age_years: int | None = None
    predicted_percent: Decimal | None = None
    result: TransferResult | str = ""
    pregnancy: Pregnancy | None = None
    cycle: IvfCycle | None = None
    note: str = ""


ASKED = frozenset(TransferEntry.__slots__)


@transaction.atomic
def record_transfer(
    *, couple: Couple, entry: TransferEntry, by, on: date | None = None
) -> EmbryoTransfer:
    """Add a transfer to her history, as the latest she told of.

    Raises:
        ValidationError: it cannot be; the sentence lands beside its question.
    """
    latest = couple.woman.embryo_transfers.standing().order_by("-seq").first()
    transfer = EmbryoTransfer(woman=couple.woman, seq=latest.seq + 1 if latest else 1)
    return _write(transfer, entry, by=by, on=on, action="transfer.recorded")


@transaction.atomic
def change_transfer(
    *, transfer: EmbryoTransfer, entry: TransferEntry, by, on: date | None = None
) -> EmbryoTransfer:
    """Correct a transfer; the former words stay in its kept versions.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: as for a new one.
    """
    return _write(transfer, entry, by=by, on=on, action="transfer.changed")


def void_transfer(*, transfer: EmbryoTransfer, reason: str, by) -> EmbryoTransfer:
    """Strike a transfer out that is not hers or was entered twice; it stays readable."""
    return records.void(transfer, by=by, reason=reason, action="transfer.voided")


def _write(
    transfer: EmbryoTransfer, entry: TransferEntry, *, by, on: date | None, action: str
) -> EmbryoTransfer:
    _fill(transfer, entry)
    transfer.donor = donor_asked("donor_code", entry.donor_code, gives=GIVES)
    began = _join(entry.cycle)
    today = on or timezone.localdate()
    found = transfer_findings(transfer_fact(transfer), on=today, began=began)
    if found:
        raise ValidationError({ASKED_AS[each.code]: each.message for each in found})
    act = {"action": action, "result": transfer.result}
    return write_asked(transfer, asked=ASKED, by=by, **act)


def _join(cycle: IvfCycle | None) -> ApproximateDate | None:
    """Hold the cycle of a transfer and tell when it began; it must still stand."""
    if cycle is None:
        return None
    held = IvfCycle.objects.select_for_update().get(pk=cycle.pk)
    if held.voided_at:
        raise ValidationError({"cycle": STRUCK_OUT})
    if held.cancelled:
        raise ValidationError({"cycle": CANCELLED})
    return held.started


def _fill(transfer: EmbryoTransfer, entry: TransferEntry) -> None:
    apart = {"transferred", "predicted_percent", "donor_code"}
    for name in set(TransferEntry.__slots__) - apart:
        setattr(transfer, name, getattr(entry, name))
    for column, value in columns("transferred", entry.transferred).items():
        setattr(transfer, column, value)
    percent = entry.predicted_percent
    transfer.predicted_chance = None if percent is None else percent / PERCENT
