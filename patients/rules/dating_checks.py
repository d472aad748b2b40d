"""What speaks against the date of a pregnancy, or is still missing to trust it."""

from datetime import date, timedelta

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.gestation import gestation_text
from patients.rules.dating import (
    Basis,
    Clocks,
    Dating,
    DatingRule,
    date_pregnancy,
    day_of,
    day_text,
    first_scan,
)

_Found = tuple[str, str] | None


def dating_findings(clocks: Clocks, rule: DatingRule, *, on: date) -> list[Finding]:
    """List what a clinician should look at on that day; nothing is changed by it.

    Source: the rule carries it.
    """
    dating = date_pregnancy(clocks, rule)
    if dating is None:
        return []
    found = [
        _scan_before_it_began(clocks, rule),
        _scan_against_transfer(clocks, rule, dating=dating),
        _not_confirmed(clocks, rule, dating=dating, on=on),
        _too_long(dating, rule, on=on),
    ]
    source = next(iter(rule.sources), None)
    return [
        Finding(code, Severity.CAUTION, sentence, source)
        for code, sentence in filter(None, found)
    ]


def _scan_before_it_began(clocks: Clocks, rule: DatingRule) -> _Found:
    scan = first_scan(clocks.scans, rule)
    transfer, period = clocks.transfer, day_of(clocks.period)
    began = transfer.on if transfer is not None else period
    if scan is None or began is None or began <= scan.on:
        return None
    what = "transfer" if transfer is not None else "last period"
    return "scan-before-pregnancy", (
        f"The scan of {day_text(scan.on)} shows a pregnancy before the {what} of "
        f"{day_text(began)}. Is it another one’s?"
    )


def _scan_against_transfer(clocks: Clocks, rule: DatingRule, *, dating: Dating) -> _Found:
    scan = first_scan(clocks.scans, rule)
    if scan is None or dating.basis is not Basis.TRANSFER or scan.on < dating.on:
        return None
    by_transfer = (scan.on - dating.day_zero).days
    allowed = rule.allowed_days(by_transfer)
    if allowed is None or abs(scan.ga_days - by_transfer) <= allowed:
        return None
    return "scan-against-transfer", (
        f"The scan of {day_text(scan.on)} shows {gestation_text(scan.ga_days)}, the "
        f"transfer says {gestation_text(by_transfer)}. The date stays with the transfer."
    )


def _not_confirmed(clocks: Clocks, rule: DatingRule, *, dating: Dating, on: date) -> _Found:
    """A period is only trusted once a scan early enough has been set beside it."""
    limit = rule.confirm_before_days
    if limit is None or dating.basis is Basis.TRANSFER:
        return None
    border = dating.day_zero + timedelta(days=limit)
    scan = first_scan(clocks.scans, rule)
    if on < border or (scan is not None and scan.on < border):
        return None
    return "dates-not-confirmed", (
        f"No scan before {gestation_text(limit)} confirms the date: "
        f"by {rule.label} this pregnancy is poorly dated."
    )


def _too_long(dating: Dating, rule: DatingRule, *, on: date) -> _Found:
    days = dating.ga_days(on)
    if days is None or days <= rule.longest_days:
        return None
    return "longer-than-possible", (
        f"By this date she is {gestation_text(days)}; no pregnancy lasts beyond "
        f"{gestation_text(rule.longest_days)}. Has it ended?"
    )
