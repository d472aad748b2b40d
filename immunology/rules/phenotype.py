"""Do the parts of one lymphocyte phenotype agree with each other?

Every lymphocyte is a T, a B or an NK cell, so the three shares add up to about 100 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.quantities import Comparator, Quantity
from foundation.medicine.sources import Source

# Subsets that are counted both as a share of lymphocytes and per microlitre.
COUNTED_TWICE: Final = ("cd3", "cd4", "cd8", "cd19", "nk", "nkt")
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class PhenotypeLimits:
    """How far the parts of one phenotype may disagree.

    Units: percent of lymphocytes; the tolerances in percent of the expected value.
    """

    lymphosum_low: Decimal
    lymphosum_high: Decimal
    t_cell_margin: Decimal
    absolute_tolerance_pct: Decimal
    ratio_tolerance_pct: Decimal
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Lymphosum:
    """T + B + NK, and whether it is close to 100 %. None when a part is missing."""

    total: Decimal | None
    ok: bool | None


def limits_from_entry(entry: Mapping[str, Any]) -> PhenotypeLimits:
    """Build the limits from their entry of result_checks.yaml."""
    source = entry["sources"][0]
    values = {name: Decimal(value) for name, value in entry["values"].items()}
    return PhenotypeLimits(**values, source=Source(source["citation"], source["locator"]))


def lymphosum(
    *,
    cd3: Decimal | None,
    cd19: Decimal | None,
    nk: Decimal | None,
    limits: PhenotypeLimits,
) -> Lymphosum:
    """Add T, B and NK cells up. A missing part leaves the sum unknown, never short."""
    if cd3 is None or cd19 is None or nk is None:
        return Lymphosum(None, None)
    total = cd3 + cd19 + nk
    return Lymphosum(total, limits.lymphosum_low <= total <= limits.lymphosum_high)


def phenotype_findings(
    results: Mapping[str, Quantity], limits: PhenotypeLimits
) -> list[Finding]:
    """List where the results of one sample, by test code, contradict each other.

    Only exact values are compared; a check whose parts are missing is left out. A typed
    ratio that does not follow from its parts is refused, everything else asks.
    """
    exact = {
        code: result.value
        for code, result in results.items()
        if result.comparator is Comparator.NONE
    }
    return [
        *_sum_findings(exact, limits),
        *_t_cell_findings(exact, limits),
        *(
            f
            for subset in COUNTED_TWICE
            for f in _absolute_findings(exact, limits, subset=subset)
        ),
        *_ratio_findings(exact, limits),
    ]


_Values = Mapping[str, Decimal]


def _sum_findings(exact: _Values, limits: PhenotypeLimits) -> list[Finding]:
    parts = [exact.get(code) for code in ("cd3_pct", "cd19_pct", "nk_pct")]
    found = lymphosum(cd3=parts[0], cd19=parts[1], nk=parts[2], limits=limits)
    if found.ok is not False:
        return []
    allowed = f"{limits.lymphosum_low:f} to {limits.lymphosum_high:f} %"
    message = f"T, B and NK cells add up to {found.total:f} % (expected: {allowed})."
    return [Finding("lymphosum", Severity.CAUTION, message, limits.source)]


def _t_cell_findings(exact: _Values, limits: PhenotypeLimits) -> list[Finding]:
    if not {"cd3_pct", "cd4_pct", "cd8_pct"} <= exact.keys():
        return []
    parts, whole = exact["cd4_pct"] + exact["cd8_pct"], exact["cd3_pct"]
    if parts <= whole + limits.t_cell_margin:
        return []
    message = f"CD4 and CD8 together ({parts:f} %) exceed CD3 ({whole:f} %)."
    return [Finding("t-cells", Severity.CAUTION, message, limits.source)]


def _absolute_findings(
    exact: _Values, limits: PhenotypeLimits, *, subset: str
) -> list[Finding]:
    share, count = f"{subset}_pct", f"{subset}_abs"
    if not {share, count, "lymph_abs"} <= exact.keys():
        return []
    expected = exact[share] * exact["lymph_abs"] / _HUNDRED
    if _agrees(exact[count], expected, within_pct=limits.absolute_tolerance_pct):
        return []
    message = (
        f"{subset.upper()}: {exact[count]:f} per µL does not follow from "
        f"{exact[share]:f} % of {exact['lymph_abs']:f} lymphocytes (about {expected:.0f})."
    )
    return [Finding("absolute-count", Severity.CAUTION, message, limits.source, count)]


def _ratio_findings(exact: _Values, limits: PhenotypeLimits) -> list[Finding]:
    if not {"cd4_abs", "cd8_abs", "cd4_cd8_ratio"} <= exact.keys():
        return []
    if exact["cd8_abs"] == 0:
        return []
    typed, expected = exact["cd4_cd8_ratio"], exact["cd4_abs"] / exact["cd8_abs"]
    if _agrees(typed, expected, within_pct=limits.ratio_tolerance_pct):
        return []
    message = (
        f"The CD4:CD8 ratio {typed:f} does not follow from the counts ({expected:.2f})."
    )
    return [Finding("cd4-cd8", Severity.STOP, message, limits.source, "cd4_cd8_ratio")]


def _agrees(typed: Decimal, expected: Decimal, *, within_pct: Decimal) -> bool:
    return abs(typed - expected) * _HUNDRED <= within_pct * expected
