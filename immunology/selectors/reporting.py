"""Signed results, for the gates of a therapy and for the printed report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation.medicine.dates import ApproximateDate
from immunology.choices import Flag, PanelCode, Subject, Word
from immunology.models import Panel, Result
from immunology.selectors.evidence import note_code
from immunology.selectors.panels import notes_of
from patients.models import Couple, Person

# What the safety gates call a test of the catalogue, and how its answers are called.
_REACTIVITY: Final = {
    Word.POSITIVE: "reactive",
    Word.NEGATIVE: "non_reactive",
    Word.INDETERMINATE: "indeterminate",
}
_DETECTION: Final = {
    Word.POSITIVE: "detected",
    Word.NEGATIVE: "not_detected",
    Word.INDETERMINATE: "indeterminate",
}
GATE_NAMES: Final = {
    "hiv": "hiv_1_2_ag_ab",
    "hbsag": "hbsag",
    "anti_hbc": "anti_hbc_total",
    "anti_hcv": "anti_hcv",
    "syphilis": "syphilis_treponemal",
    "hiv_rna": "hiv_rna",
    "hbv_dna": "hbv_dna",
    "hcv_rna": "hcv_rna",
}
_NUCLEIC_ACID: Final = frozenset({"hiv_rna", "hbv_dna", "hcv_rna"})


@dataclass(frozen=True, slots=True)
class InfectionResult:
    """One signed infection test, in the words of the safety gates."""

    code: str
    result: str
    sampled_on: date
    panel_id: int


def infection_tests(*, person: Person) -> dict[str, list[InfectionResult]]:
    """Give a person's signed infection tests by gate name, the newest first.

    Only signed results that still stand count. A test that is not here was not done, or
    nobody has signed it: that is never a negative one.
    """
    found: dict[str, list[InfectionResult]] = defaultdict(list)
    for result in _signed_of(person).filter(code__in=GATE_NAMES):
        name = GATE_NAMES[result.code]
        word = _gate_word(result)
        day = result.panel.sampled_on
        found[name].append(InfectionResult(name, word, day, result.panel_id))
    return dict(found)


def _gate_word(result: Result) -> str:
    """Say a result in the words of the gates.

    A count below what the test can measure is neither detected nor not detected.
    """
    words = _DETECTION if result.code in _NUCLEIC_ACID else _REACTIVITY
    if result.word:
        return words[Word(result.word)]
    if result.value is None or result.comparator in {"<", "<="}:
        return "indeterminate"
    return words[Word.POSITIVE if result.value > 0 else Word.NEGATIVE]


def latest_result(*, person: Person, code: str) -> Result | None:
    """Give a person's newest signed result of one test; None when there is none."""
    return _signed_of(person).filter(code=code).select_related("analyte").first()


def _signed_of(person: Person) -> QuerySet[Result]:
    return (
        Result.objects.standing()
        .signed()
        .filter(panel__person=person)
        .select_related("panel")
        .order_by("-panel__sampled_on", "-pk")
    )


def report_results(*, couple: Couple) -> list[dict[str, Any]]:
    """Give the signed results of a couple as a report prints them, ready for JSON.

    One group per panel: the newest signed one of each kind, hers, his, then the couple's.
    Each row carries the value before, where there is one. Everything is text: the report
    freezes what was true on its day.
    """
    of_either = Q(person__in=[couple.woman_id, couple.man_id])
    panels = (
        Panel.objects.standing()
        .signed()
        .filter(of_either | Q(couple=couple, person__isnull=True))
        .select_related("laboratory", "signed_by", "person")
        .newest_first()
    )
    by_kind: dict[tuple[str, str], list[Panel]] = defaultdict(list)
    for panel in panels:
        by_kind[panel.subject, panel.code].append(panel)
    groups = sorted(by_kind.values(), key=lambda group: _place(group[0]))
    results = _by_panel(panel for group in groups for panel in group)
    every = (result for found in results.values() for result in found)
    notes = {note.code: note.text for note in notes_of(every)}
    return [
        _group(group, results=results, notes=notes)
        for group in groups
        if results[group[0].pk]
    ]


def _place(panel: Panel) -> tuple[int, int]:
    subjects, codes = list(Subject), PanelCode.values
    return subjects.index(Subject(panel.subject)), codes.index(panel.code)


def _by_panel(panels: Iterable[Panel]) -> dict[int, list[Result]]:
    found: dict[int, list[Result]] = defaultdict(list)
    keys = [panel.pk for panel in panels]
    signed = Result.objects.standing().signed().filter(panel__in=keys)
    for result in signed.select_related("analyte").in_order():
        found[result.panel_id].append(result)
    return found


def _group(
    panels: list[Panel],
    *,
    results: dict[int, list[Result]],
    notes: dict[str, str],
) -> dict[str, Any]:
    panel = panels[0]
    rows = results[panel.pk]
    codes = dict.fromkeys(filter(None, (note_code(result) for result in rows)))
    return {
        "subject": panel.subject,
        "of": panel.person.name if panel.person else "Both partners",
        "number": panel.person.number if panel.person else "",
        "panel": panel.code,
        "title": panel.get_code_display(),
        "laboratory": panel.laboratory.name,
        "method": panel.method,
        "specimen": panel.specimen,
        "sampled_on": panel.sampled_on.isoformat(),
        "sampled": str(ApproximateDate.of(panel.sampled_on)),
        "reported_on": panel.reported_on.isoformat(),
        "reported": str(ApproximateDate.of(panel.reported_on)),
        "state": panel.get_state_display() if panel.state else "",
        "phase": panel.get_phase_display() if panel.phase else "",
        "signed_by": str(panel.signed_by),
        "rows": [_row(r, before=_before(r, panels[1:], results=results)) for r in rows],
        "evidence": [{"code": c, "text": notes[c]} for c in codes if c in notes],
    }


def _before(
    result: Result, earlier: list[Panel], *, results: dict[int, list[Result]]
) -> dict[str, str] | None:
    """Find the value before, with the day of its sample."""
    for panel in earlier:
        for old in results[panel.pk]:
            if old.code == result.code:
                day = str(ApproximateDate.of(panel.sampled_on))
                return {"value": old.shown, "sampled": day}
    return None


def _row(result: Result, *, before: dict[str, str] | None) -> dict[str, Any]:
    return {
        "code": result.code,
        "name": result.analyte.display,
        "value": result.shown,
        "unit": result.unit_shown,
        "interval": result.interval_text,
        "interval_lab": result.interval_lab,
        "interval_edition": result.interval_edition,
        "interval_code": result.interval_code,
        "interval_source": result.interval_source,
        "flag": result.flag,
        "flag_word": flag_word(result),
        "decisions": [decision["words"] for decision in result.decisions],
        "corrected": result.correction_reason,
        "before": before,
    }


def flag_word(result: Result) -> str:
    """Say the flag of a result in words; without one, say why there is none."""
    if not result.flag:
        return f"not assessed: {result.get_flag_reason_display()}"
    if result.flag == Flag.INDETERMINATE:
        return f"cannot be placed: reported as {result.shown_with_unit}"
    if result.flag == Flag.NORMAL and result.word:
        return "as expected"
    return result.get_flag_display().lower()
