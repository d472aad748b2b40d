"""What is on file below one pregnancy, as rows and as facts for the rules."""

from collections.abc import Iterable

from foundation.medicine.findings import Finding
from patients.models import Fetus, Pregnancy, TissueTest, UltrasoundScan
from patients.rules import fetuses as fates
from patients.rules.tissue import TissueResult
from patients.rules.ultrasound import ScanRow, loss_type_findings
from patients.selectors.history import fact_of
from patients.selectors.shelf import scan_criteria


def scan_fact(row: UltrasoundScan) -> ScanRow:
    """Turn a scan into the fact the rules read; what was not written down stays so."""
    return ScanRow(
        on=row.scanned_on,
        msd_mm=row.msd_mm,
        yolk_sac=row.yolk_sac,
        embryo=row.embryo,
        crl_mm=row.crl_mm,
        heartbeat=row.heartbeat,
    )


def fetus_fact(row: Fetus) -> fates.FetusOutcome:
    """Give what became of a fetus as the rules read it."""
    return fates.FetusOutcome(row.outcome)


def tissue_fact(row: TissueTest) -> TissueResult:
    """Turn a tissue test into the fact the rules read."""
    return TissueResult(row.result, row.maternal_excluded)


def type_doubts(
    pregnancy: Pregnancy, scans: Iterable[UltrasoundScan] | None = None
) -> list[Finding]:
    """Ask where the type of a loss contradicts its scans; those on file unless given."""
    if scans is None:
        scans = pregnancy.scans.standing() if pregnancy.pk else ()
    told = [scan_fact(row) for row in scans]
    return loss_type_findings(fact_of(pregnancy), told, criteria=scan_criteria())
