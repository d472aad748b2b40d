"""A typed value is read, checked and placed, as it would be if it were saved now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.intervals import Context, Interval
from foundation.medicine.quantities import UnreadableValue
from foundation.medicine.readings import Reading, ResultType, read_ordinal, read_value
from immunology.choices import Flag, PanelCode, Unflagged
from immunology.models import Analyte, Laboratory
from immunology.rules.decisions import Decided
from immunology.rules.entry import check_reading
from immunology.rules.flags import Flagged
from immunology.rules.phenotype import phenotype_findings
from immunology.selectors.facts import Limits, analyte_fact, phenotype_limits
from immunology.selectors.placing import Case, applying, case_of, placed, why_unflagged
from patients.models import Person

# A nucleic-acid test reports a count or, in a word, that nothing was detected.
NAAT: Final = "NAAT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What is known of the sample; empty is not known, never the ordinary case."""

    laboratory: Laboratory | None = None
    method: str = ""
    specimen: str = ""
    sampled_on: date | None = None
    collected_at: datetime | None = None
    received_at: datetime | None = None
    reported_on: date | None = None
    state: str = ""
    phase: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in one cell; `sure` repeats the unusual value that was confirmed."""

    text: str
    sure: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell: how it was read, what is wrong with it, and where it lies.

    `limit` is the one that judged it or, while it waits to be confirmed, would.
    """

    analyte: Analyte
    typed: str = ""
    reading: Reading | None = None
    problem: str = ""
    unusual: str = ""
    sure: bool = False
    remarks: tuple[str, ...] = ()
    flagged: Flagged | None = None
    reason: str = ""
    limit: Interval | None = None
    decided: tuple[Decided, ...] = ()

    @property
    def shown(self) -> str:
        """The value as read, without its unit."""
        if self.reading is None:
            return ""
        quantity = self.reading.quantity
        if self.reading.result_type is ResultType.QUANTITATIVE and quantity is not None:
            return f"{quantity.comparator_shown}{quantity.value:f}"
        return self.reading.shown

    @property
    def flag(self) -> str:
        """The letter of the flag; empty when there is none, with the reason beside it."""
        flag = self.flagged.flag if self.flagged else None
        return Flag(flag.value) if flag else ""

    @property
    def why(self) -> str:
        """Why there is no flag, in words; empty when there is one."""
        return str(Unflagged(self.reason).label) if self.reason else ""

    @property
    def asks(self) -> bool:
        """The value is unusual and nobody has said yet that it is right."""
        return bool(self.unusual) and not self.sure


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every cell of a panel, and what they say of each other."""

    rows: Mapping[str, Judged]
    limits: Limits
    cautions: tuple[Finding, ...] = ()


def context_of(sample: Sample, person: Person | None) -> Context:
    """Give what can decide which interval applies; unknown stays unknown."""
    taken = sample.sampled_on
    return Context(
        collected=taken,
        lab=sample.laboratory.code if sample.laboratory else None,
        method=sample.method or None,
        sex=person.sex if person else None,
        state=sample.state or None,
        phase=sample.phase or None,
        age_years=person.age(on=taken) if person and taken else None,
    )


def judge_sheet(
    analytes: Iterable[Analyte],
    typed: Mapping[str, Typed],
    *,
    limits: Limits,
    context: Context,
) -> Sheet:
    """Judge every cell of a panel, then the cells against each other.

    What the rules refuse as a contradiction becomes the problem of that cell; what they
    only question stands beside the whole.
    """
    rows = {}
    for analyte in analytes:
        case = case_of(analyte_fact(analyte), context, limits=limits)
        cell = typed.get(analyte.code, Typed(""))
        rows[analyte.code] = judge(analyte, cell, case=case)
    if any(row.analyte.panel == PanelCode.PHENOTYPE for row in rows.values()):
        return Sheet(rows, limits, _cross_check(rows))
    return Sheet(rows, limits)


def judge(analyte: Analyte, cell: Typed, *, case: Case) -> Judged:
    """Judge one cell. An empty one is not entered: it is neither normal nor zero."""
    limit = applying(case).interval
    try:
        reading = _read(cell.text, case=case, method=analyte.method)
    except UnreadableValue as unreadable:
        return Judged(analyte, cell.text, problem=str(unreadable), limit=limit)
    if reading is None:
        return Judged(analyte, reason=why_unflagged(case), limit=limit)
    findings, place = check_reading(reading, analyte=case.analyte), placed(reading, case)
    return Judged(
        analyte,
        cell.text,
        reading,
        problem=" ".join(_messages(findings, Severity.STOP)),
        unusual=" ".join(_messages(findings, Severity.CAUTION)),
        sure=cell.sure == reading.shown,
        remarks=_messages(findings, Severity.NOTE),
        flagged=place.flagged,
        reason=place.reason,
        limit=place.limit,
        decided=place.decided,
    )


def _read(text: str, *, case: Case, method: str) -> Reading | None:
    try:
        return read_value(text, case.analyte.scale)
    except UnreadableValue:
        word = read_ordinal(text) if method == NAAT else None
        if word is None:
            raise
        return word


def _messages(findings: Iterable[Finding], severity: Severity) -> tuple[str, ...]:
    return tuple(found.message for found in findings if found.severity is severity)


def _cross_check(rows: dict[str, Judged]) -> tuple[Finding, ...]:
    """Ask where the cells contradict each other; what is refused goes into its cell."""
    quantities = {
        code: row.reading.quantity
        for code, row in rows.items()
        if row.reading and row.reading.quantity and not row.problem
    }
    findings = phenotype_findings(quantities, phenotype_limits())
    for found in findings:
        if found.severity is Severity.STOP and found.about in rows:
            rows[found.about] = replace(rows[found.about], problem=found.message)
    return tuple(f for f in findings if f.severity is not Severity.STOP)
