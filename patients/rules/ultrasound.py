"""What scans say of a pregnancy that failed: surely, and how far it had developed.

Only what was looked for and not found counts. A heartbeat nobody wrote down is not a
missing heartbeat, and what a later scan with a heartbeat has disproved is not said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding, Severity
from foundation.medicine.gestation import gestation_text
from foundation.medicine.sources import Source, sources_from
from patients.rules.pregnancies import GestationBasis, LossType, PastPregnancy


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRow:
    """One scan of one pregnancy. None was not written down; False was looked for.

    `msd_mm` is the mean diameter of the sac, `crl_mm` the length of the embryo.

    Units: mm.
    """

    on: date
    msd_mm: Decimal | None = None
    yolk_sac: bool | None = None
    embryo: bool | None = None
    crl_mm: Decimal | None = None
    heartbeat: bool | None = None

    @property
    def shows_embryo(self) -> bool | None:
        """Tell whether an embryo was seen; one that was measured was."""
        return True if self.crl_mm is not None else self.embryo

    @property
    def shows_no_heartbeat(self) -> bool:
        """Tell whether there was surely no embryo with a heartbeat."""
        return self.shows_embryo is False or self.heartbeat is False


@dataclass(frozen=True, slots=True)
class ScanCriteria:
    """From which measure and time on a finding needs no repetition.

    `fetal_crl_mm` and `fetal_days` are where an embryo becomes a fetus.

    Units: mm, days.
    """

    crl_mm: Decimal
    msd_mm: Decimal
    days_after_sac: int
    days_after_yolk_sac: int
    fetal_crl_mm: Decimal
    fetal_days: int
    source: Source


def failure_findings(scans: Iterable[ScanRow], criteria: ScanCriteria) -> list[Finding]:
    """List each finding that shows by itself that the pregnancy has failed.

    Source: the criteria carry it.
    """
    in_time = sorted(scans, key=lambda scan: scan.on)
    alive = [scan.on for scan in in_time if scan.heartbeat]
    later = [scan for scan in in_time if not alive or scan.on > max(alive)]
    sentences = [
        (code, sentence)
        for scan in later
        for code, sentence in [*_alone(scan, criteria), *_since(scan, in_time, criteria)]
    ]
    return [
        Finding(code, Severity.NOTE, sentence, criteria.source)
        for code, sentence in sentences
    ]


def loss_type_by_scans(scans: Iterable[ScanRow], criteria: ScanCriteria) -> LossType | None:
    """Say how far it had developed, by the most any scan showed; None cannot be told."""
    told = list(scans)
    lengths = [scan.crl_mm for scan in told if scan.crl_mm is not None]
    if lengths:
        fetal = max(lengths) >= criteria.fetal_crl_mm
        return LossType.FETAL if fetal else LossType.EMBRYONIC
    if not told or any(scan.shows_embryo is not False for scan in told):
        return None
    if any(scan.yolk_sac for scan in told):
        return LossType.YOLK_SAC
    unseen = all(scan.yolk_sac is False for scan in told)
    return LossType.ANEMBRYONIC if unseen else None


def loss_type_findings(
    pregnancy: PastPregnancy, scans: Iterable[ScanRow], *, criteria: ScanCriteria
) -> list[Finding]:
    """Ask where the type of a loss contradicts its scans or its gestation at demise."""
    typed = pregnancy.loss_type
    if typed is None:
        return []
    shown = loss_type_by_scans(scans, criteria)
    about = f"pregnancy {pregnancy.seq}"
    sentences = []
    if shown is not None and shown is not typed:
        sentences.append(f"The scans show {_WORDS[shown]}, not {_WORDS[typed]}.")
    if _gestation_contradicts(pregnancy, typed, criteria):
        border = gestation_text(criteria.fetal_days)
        sentences.append(f"A fetus is one of {border} or more; is the gestation right?")
    return [
        Finding("loss-type-doubtful", Severity.CAUTION, sentence, criteria.source, about)
        for sentence in sentences
    ]


def scan_criteria_from_entry(entry: Mapping[str, Any]) -> ScanCriteria:
    """Build the criteria from the entry of the catalogue ultrasound.yaml."""
    values: dict[str, Any] = {
        name: Decimal(value) if isinstance(value, str) else value
        for name, value in entry["values"].items()
    }
    [source, *_] = sources_from(entry["sources"])
    return ScanCriteria(**values, source=source)


_WORDS: Mapping[LossType, str] = {
    LossType.ANEMBRYONIC: "a sac only",
    LossType.YOLK_SAC: "a sac and yolk sac without embryo",
    LossType.EMBRYONIC: "an embryo",
    LossType.FETAL: "a fetus",
}


def _alone(scan: ScanRow, criteria: ScanCriteria) -> Iterable[tuple[str, str]]:
    when = _shown(scan.on)
    length, sac = scan.crl_mm, scan.msd_mm
    if length is not None and length >= criteria.crl_mm and scan.heartbeat is False:
        yield "no-heartbeat", f"{when}: an embryo of {length:f} mm without heartbeat."
    if sac is not None and sac >= criteria.msd_mm and scan.shows_embryo is False:
        yield "no-embryo", f"{when}: a sac of {sac:f} mm without embryo."


def _since(
    scan: ScanRow, all_scans: Sequence[ScanRow], criteria: ScanCriteria
) -> Iterable[tuple[str, str]]:
    """Compare a scan without a heartbeat with what was seen long enough before."""
    if not scan.shows_no_heartbeat:
        return
    for earlier in all_scans:
        days = (scan.on - earlier.on).days
        if earlier.yolk_sac is None or days < _wait(earlier, criteria):
            continue
        what = "a sac with" if earlier.yolk_sac else "a sac without"
        yield (
            "no-heartbeat-in-time",
            f"{_shown(scan.on)}: no heartbeat {days} days after {what} yolk sac.",
        )
        return


def _wait(earlier: ScanRow, criteria: ScanCriteria) -> int:
    return criteria.days_after_yolk_sac if earlier.yolk_sac else criteria.days_after_sac


def _gestation_contradicts(
    pregnancy: PastPregnancy, typed: LossType, criteria: ScanCriteria
) -> bool:
    """Compare with the gestation at demise alone: the end can come weeks later."""
    if pregnancy.ga_basis is not GestationBasis.DEMISE:
        return False
    if typed is LossType.FETAL:
        return pregnancy.surely_ended_before(criteria.fetal_days)
    return pregnancy.surely_reached(criteria.fetal_days)


def _shown(day: date) -> str:
    return ApproximateDate.of(day).text()
