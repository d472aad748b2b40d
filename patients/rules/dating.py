"""How far is she today, and when is she due?

    day 0        14 + embryo day                              280
    |------------------|----------------------------------------|
    first day of    day of the                               due date
    the period      transfer

A transfer is the best clock: it beats the last period and every scan. Without one the
last period dates, unless the first scan differs from it by more days than the rule in
force allows at that age; then the scan does. A pregnancy is re-dated by its first scan
or never: later scans measure growth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from foundation.medicine.dates import ApproximateDate, Precision
from foundation.medicine.gestation import gestation_text
from foundation.medicine.sources import Source, sources_from


class Basis(StrEnum):
    """What dates a pregnancy."""

    TRANSFER = "transfer"
    SCAN = "scan"
    PERIOD = "lmp"


@dataclass(frozen=True, slots=True)
class TransferDay:
    """The day an embryo of that age was transferred.

    An insemination or an observed ovulation is dated alike, with an embryo of day 0.

    Units: `embryo_day` in days after the egg was fertilised.
    """

    on: date
    embryo_day: int


@dataclass(frozen=True, slots=True)
class DatingScan:
    """A scan that tells how far she was: as its report says, or by the length measured.

    Without a heartbeat growth has stopped, and the scan tells nothing of the date.

    Units: gestation in days, crown-rump length in mm.
    """

    on: date
    ga_days: int | None = None
    crl_mm: Decimal | None = None
    heartbeat: bool | None = None


@dataclass(frozen=True, slots=True)
class LengthFormula:
    """Gestation by crown-rump length: factor x square root of the length + constant.

    Units: length in mm, gestation in days.
    """

    factor: Decimal
    constant_days: Decimal
    shortest_mm: Decimal
    longest_mm: Decimal

    def days(self, crl_mm: Decimal) -> int | None:
        """Give the whole days for a length; None where the formula was not made for it."""
        if not self.shortest_mm <= crl_mm <= self.longest_mm:
            return None
        days = self.factor * crl_mm.sqrt() + self.constant_days
        return int(days.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Redating:
    """From this gestation on the scan dates if it differs by more days than these.

    None means that a scan so late never re-dates.

    Units: days.
    """

    from_days: int
    more_than_days: int | None


@dataclass(frozen=True, slots=True)
class DatingRule:
    """The numbers by which a school of thought dates a pregnancy.

    `fertilisation_days` is the gestation on the day the egg was fertilised, `due_days` on
    the due date, `longest_days` the longest possible. A pregnancy without a scan before
    `confirm_before_days` is poorly dated; None where the rule does not say so.

    Units: days of gestation.
    """

    code: str
    version: int
    label: str
    fertilisation_days: int
    due_days: int
    longest_days: int
    confirm_before_days: int | None
    redating: tuple[Redating, ...]
    length: LengthFormula
    sources: tuple[Source, ...] = ()

    def allowed_days(self, ga_days: int) -> int | None:
        """Give how far a scan at that gestation by the period may differ; None: anyhow."""
        started = [band for band in self.redating if band.from_days <= ga_days]
        return max(started, key=lambda band: band.from_days).more_than_days


@dataclass(frozen=True, slots=True)
class Dating:
    """What dates this pregnancy, the day it counts from, and why.

    `sentence` is fit for a report. `on` is the day of the period, transfer or scan.
    """

    basis: Basis
    on: date
    day_zero: date
    due: date
    sentence: str
    rule_code: str
    rule_version: int

    def ga_days(self, on: date) -> int | None:
        """Give the gestation on a day; None before the pregnancy counts.

        Units: days.
        """
        days = (on - self.day_zero).days
        return days if days >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Everything that could date one pregnancy; what is not known is left out."""

    period: ApproximateDate | None = None
    transfer: TransferDay | None = None
    scans: Sequence[DatingScan] = ()


@dataclass(frozen=True, slots=True)
class ScanAge:
    """The gestation a scan tells.

    Units: days.
    """

    on: date
    ga_days: int

    @property
    def day_zero(self) -> date:
        """Give the day the pregnancy counts from, by this scan."""
        return self.on - timedelta(days=self.ga_days)


def first_scan(scans: Iterable[DatingScan], rule: DatingRule) -> ScanAge | None:
    """Find the earliest scan that tells a gestation."""
    telling = [
        ScanAge(scan.on, days)
        for scan in scans
        if (days := _scanned_days(scan, rule)) is not None
    ]
    return min(telling, key=lambda scan: scan.on, default=None)


def day_of(period: ApproximateDate | None) -> date | None:
    """Give the first day of the last period; None where it is not known to the day."""
    if period is None or period.precision is not Precision.DAY:
        return None
    return period.earliest


def date_pregnancy(clocks: Clocks, rule: DatingRule) -> Dating | None:
    """Date a pregnancy; None when nothing known tells how far she is.

    A period known only to the month dates nothing. One that is only "about" a day gives
    way to any scan.

    Source: the rule carries it.
    """
    if clocks.transfer is not None:
        return _by_transfer(clocks.transfer, rule)
    scan, period = first_scan(clocks.scans, rule), day_of(clocks.period)
    if scan is None:
        return None if period is None else _by_period(period, rule, because="")
    if period is None:
        return _by_scan(scan, rule, because="The last period is not known to the day")
    return _by_period_or_scan(period, scan, rule=rule, about=_is_about(clocks.period))


def dating_rule_from_entry(entry: Mapping[str, Any]) -> DatingRule:
    """Build a rule from one entry of the catalogue dating.yaml."""
    values = dict(entry["values"])
    length = {name: Decimal(value) for name, value in values.pop("length").items()}
    return DatingRule(
        code=entry["code"],
        version=entry["version"],
        label=entry["label"],
        redating=tuple(Redating(**band) for band in values.pop("redating")),
        length=LengthFormula(**length),
        sources=sources_from(entry["sources"]),
        **values,
    )


def _scanned_days(scan: DatingScan, rule: DatingRule) -> int | None:
    if scan.heartbeat is False:
        return None
    if scan.ga_days is not None:
        return scan.ga_days
    return None if scan.crl_mm is None else rule.length.days(scan.crl_mm)


def _is_about(period: ApproximateDate | None) -> bool:
    return period is not None and period.about


def _by_transfer(transfer: TransferDay, rule: DatingRule) -> Dating:
    days = rule.fertilisation_days + transfer.embryo_day
    day_zero = transfer.on - timedelta(days=days)
    what = f"the transfer of a day-{transfer.embryo_day} embryo"
    if transfer.embryo_day == 0:
        what = "the insemination or ovulation"
    sentence = f"Dated by {what} on {day_text(transfer.on)}."
    return _dating(Basis.TRANSFER, day_zero, rule, on=transfer.on, sentence=sentence)


def _by_period(period: date, rule: DatingRule, *, because: str) -> Dating:
    first = f"Dated by the last period, {day_text(period)}"
    sentence = f"{first}: {because}." if because else f"{first}."
    return _dating(Basis.PERIOD, period, rule, on=period, sentence=sentence)


def _by_scan(scan: ScanAge, rule: DatingRule, *, because: str) -> Dating:
    shown = f"the scan of {day_text(scan.on)} ({gestation_text(scan.ga_days)})"
    sentence = f"Dated by {shown}. {because}."
    return _dating(Basis.SCAN, scan.day_zero, rule, on=scan.on, sentence=sentence)


def _by_period_or_scan(
    period: date, scan: ScanAge, *, rule: DatingRule, about: bool
) -> Dating:
    """Set the first scan beside the period, and let the rule choose."""
    if period > scan.on:
        return _by_scan(scan, rule, because="The last period on file lies after it")
    if about:
        return _by_scan(scan, rule, because="The last period is only known as “about”")
    apart = abs((scan.day_zero - period).days)
    allowed = rule.allowed_days((scan.on - period).days)
    differs = f"{days_text(apart)} apart from the last period"
    if allowed is None:
        because = f"the scan of {day_text(scan.on)}, {days_text(apart)} apart, was too late"
        return _by_period(period, rule, because=f"{because} to re-date by {rule.label}")
    if apart > allowed:
        because = f"It is {differs}; {rule.label} allows {allowed}"
        return _by_scan(scan, rule, because=because)
    return _by_period(
        period,
        rule,
        because=f"the scan of {day_text(scan.on)} agrees within {days_text(apart)}",
    )


def _dating(
    basis: Basis, day_zero: date, rule: DatingRule, *, on: date, sentence: str
) -> Dating:
    due = day_zero + timedelta(days=rule.due_days)
    return Dating(basis, on, day_zero, due, sentence, rule.code, rule.version)


def day_text(day: date) -> str:
    """Show a day as a report does: 12 Mar 2024."""
    return ApproximateDate.of(day).text()


def days_text(number: int) -> str:
    """Say a number of days."""
    return "1 day" if number == 1 else f"{number} days"
