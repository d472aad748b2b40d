"""Can this transfer be true? What contradicts itself in one row of the transfers."""

from datetime import date

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding, Severity
from patients.rules.transfers import EmbryoTransfer, TransferResult


def transfer_findings(
    transfer: EmbryoTransfer, *, on: date, began: ApproximateDate | None = None
) -> list[Finding]:
    """List what cannot be, as it stands on that day; an unknown fact contradicts nothing.

    `began` is the first day of its cycle. Each finding is about "transfer <number>".
    """
    found = [
        _numbers(transfer),
        _chance(transfer),
        _future(transfer, on),
        _cycle(transfer, began),
    ]
    about = f"transfer {transfer.seq}"
    return [
        Finding(code, Severity.STOP, sentence, about=about)
        for code, sentence in filter(None, found)
    ]


_Found = tuple[str, str] | None


def _numbers(transfer: EmbryoTransfer) -> _Found:
    embryos, good = transfer.embryos, transfer.good_embryos
    if embryos is not None and embryos < 1:
        return "no-embryo-transferred", "A transfer puts back one embryo at least."
    if embryos is None or good is None or good <= embryos:
        return None
    return "more-good-than-transferred", f"{good} good embryos of {embryos} put back."


def _chance(transfer: EmbryoTransfer) -> _Found:
    chance = transfer.predicted_chance
    if chance is None or 0 <= chance <= 1:
        return None
    return "impossible-chance", f"A chance lies between 0 and 100 %, not {chance:.0%}."


def _future(transfer: EmbryoTransfer, on: date) -> _Found:
    known = transfer.result not in {None, TransferResult.PENDING}
    if not known or transfer.on is None or transfer.on.earliest <= on:
        return None
    when = transfer.on.text()
    return "result-before-transfer", f"A result of a transfer still to come ({when})."


def _cycle(transfer: EmbryoTransfer, began: ApproximateDate | None) -> _Found:
    if began is None or transfer.on is None or not transfer.on.surely_before(began):
        return None
    sentence = f"It was on {transfer.on.text()}, before its cycle began ({began.text()})."
    return "transfer-before-cycle", sentence
