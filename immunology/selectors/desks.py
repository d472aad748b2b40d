"""What lies on the desk of somebody who enters a panel."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding, Severity
from immunology.choices import PanelCode, Subject
from immunology.models import Analyte, Laboratory, Panel, ReferenceInterval, Result
from immunology.selectors.facts import limits_of
from immunology.selectors.judging import Sample, Sheet, Typed, context_of, judge_sheet
from patients.models import Couple, Person

# Whose sample a test of the catalogue is made from; a donor of cells is the man here.
_MARKS = {Subject.WOMAN: "F", Subject.MAN: "M", Subject.COUPLE: "couple"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The tests of a panel for one person or the couple, and what is on file of them."""

    couple: Couple
    code: PanelCode
    subject: Subject
    person: Person | None
    subjects: tuple[Subject, ...]
    analytes: tuple[Analyte, ...]
    limits: tuple[ReferenceInterval, ...]
    previous: Mapping[str, Result]
    sampled_before: frozenset[date]


def analytes_of(panel: str) -> list[Analyte]:
    """Give the tests of a panel in the newest edition, as a report prints them."""
    newest = Analyte.objects.filter(panel=panel).newest()
    return sorted(newest, key=lambda analyte: (analyte.position, analyte.code))


def subjects_of(analytes: Iterable[Analyte]) -> list[Subject]:
    """Name who the tests of a panel can be of; the couple first where it is one's."""
    marks = {mark for analyte in analytes for mark in analyte.subjects}
    order = (Subject.COUPLE, Subject.WOMAN, Subject.MAN)
    return [subject for subject in order if _MARKS[subject] in marks]


def tests_for(analytes: Iterable[Analyte], subject: Subject) -> tuple[Analyte, ...]:
    """Give those tests that are made of this person's sample, or of the couple."""
    return tuple(a for a in analytes if _MARKS[subject] in a.subjects)


def desk(
    *,
    couple: Couple,
    code: PanelCode,
    subject: Subject,
    analytes: Iterable[Analyte],
    draft: Panel | None = None,
) -> Desk:
    """Gather what is needed to enter a panel, or to change a draft of it."""
    every = list(analytes)
    tests = tests_for(every, subject)
    codes = [analyte.code for analyte in tests]
    person = person_of(couple, subject)
    others = Panel.objects.standing().filter(couple=couple, subject=subject, code=code)
    sampled = others.exclude(pk=draft.pk) if draft else others
    return Desk(
        couple=couple,
        code=code,
        subject=subject,
        person=person,
        subjects=tuple(subjects_of(every)),
        analytes=tests,
        limits=tuple(ReferenceInterval.objects.filter(analyte__in=codes)),
        previous=_previous(couple, person, codes=codes, draft=draft),
        sampled_before=frozenset(sampled.values_list("sampled_on", flat=True)),
    )


def person_of(couple: Couple, subject: Subject) -> Person | None:
    """Give whose test it is; None for a test of the couple."""
    return {Subject.WOMAN: couple.woman, Subject.MAN: couple.man}.get(subject)


def judged(desk: Desk, sample: Sample, *, typed: Mapping[str, Typed]) -> Sheet:
    """Judge everything typed, and ask where the same sample seems to be on file."""
    limits = limits_of(desk.limits, laboratory=sample.laboratory)
    sheet = judge_sheet(
        desk.analytes,
        typed,
        limits=limits,
        context=context_of(sample, desk.person),
    )
    cautions = (*_twice(desk, sample), *sheet.cautions)
    return replace(sheet, limits=limits, cautions=cautions)


def laboratories() -> list[Laboratory]:
    """Give the laboratories that report to the clinic."""
    return list(Laboratory.objects.standing())


def methods_of(desk: Desk) -> list[str]:
    """Name the methods the tests and their limits speak of, for choosing."""
    named = [limit.method for limit in desk.limits] + [a.method for a in desk.analytes]
    return list(dict.fromkeys(filter(None, named)))


def specimens_of(desk: Desk) -> list[str]:
    """Name the specimens the tests are made from."""
    return list(dict.fromkeys(filter(None, (a.specimen for a in desk.analytes))))


def timings_of(desk: Desk) -> list[tuple[str, str]]:
    """Say what is asked of the sample, and of which tests when it is only of a few."""
    asked: dict[str, list[str]] = defaultdict(list)
    for analyte in desk.analytes:
        if analyte.timing:
            asked[analyte.timing].append(analyte.display)
    few = 2
    return [
        (timing, "; ".join(tests) if len(tests) <= few else "")
        for timing, tests in asked.items()
    ]


def _twice(desk: Desk, sample: Sample) -> list[Finding]:
    if sample.sampled_on not in desk.sampled_before:
        return []
    day = ApproximateDate.of(sample.sampled_on)
    message = f"Results of this panel from a sample of {day} are already on file."
    return [Finding("sample-on-file", Severity.CAUTION, message)]


def _previous(
    couple: Couple, person: Person | None, *, codes: list[str], draft: Panel | None
) -> dict[str, Result]:
    """Find the last result on file of each test, by the day of its sample."""
    whose = Q(panel__person=person) if person else Q(panel__couple=couple)
    found = (
        Result.objects.standing()
        .filter(whose, panel__person=person, code__in=codes)
        .exclude(panel=draft)
        .select_related("panel")
        .only("code", "shown", "unit", "signed_at", "panel__sampled_on")
        .order_by("code", "-panel__sampled_on", "-pk")
        .distinct("code")
    )
    return {result.code: result for result in found}
