"""One pregnancy with everything that is on file of it, and what that comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from foundation.medicine.findings import Finding
from foundation.records.models import Said
from foundation.records.models.meanwhile import NOTHING
from patients import rendering
from patients.choices import Father, Outcome
from patients.models import (
    Couple,
    Fetus,
    Pregnancy,
    PregnancyTreatment,
    TissueTest,
    UltrasoundScan,
)
from patients.models.parts import PregnancyPart
from patients.rendering import parts as said
from patients.rules.fetuses import fetus_findings, outcome_by_fetuses, plurality
from patients.rules.tissue import tissue_sentence
from patients.rules.ultrasound import failure_findings, loss_type_by_scans
from patients.selectors.dating import Dated, dated_each
from patients.selectors.donors import code_of
from patients.selectors.history import fact_of, pregnancy_lines
from patients.selectors.parts import fetus_fact, scan_fact, tissue_fact, type_doubts
from patients.selectors.shelf import scan_criteria

# With these it matters how far it had developed.
LOST = {Outcome.MISCARRIAGE, Outcome.LOSS_UNSPECIFIED, Outcome.UNKNOWN}
# Said elsewhere on the page, or only of a row that is struck out.
BESIDES = {"seq", "voided_at", "void_reason"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One list below a pregnancy: its rows in words, what they come to, what to look at."""

    rows: tuple[said.PartRow, ...]
    sentence: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PregnancyOnFile:
    """Everything the page of one pregnancy shows.

    `unsaid` names what nobody wrote down. `dated` is None once the pregnancy has ended.
    """

    pregnancy: Pregnancy
    number: int | None
    facts: tuple[Said, ...]
    unsaid: tuple[str, ...]
    dated: Dated | None
    lists: Mapping[type[PregnancyPart], Listed]

    @property
    def title(self) -> str:
        """How it is called on its page."""
        return f"Pregnancy {self.number}" if self.number else "Pregnancy, struck out"


def pregnancy_on_file(*, pregnancy: Pregnancy, couple: Couple, on: date) -> PregnancyOnFile:
    """Give one pregnancy, its number in the order of time, and its four lists.

    One that is struck out has no number.
    """
    lines = pregnancy_lines(couple=couple)
    numbers = {line.pregnancy.pk: line.number for line in lines}
    told = _facts(pregnancy, couple)
    hers = couple.woman.pregnancies.filter(pk=pregnancy.pk)
    is_ongoing = fact_of(pregnancy).is_ongoing
    return PregnancyOnFile(
        pregnancy=pregnancy,
        number=numbers.get(pregnancy.pk),
        facts=tuple(each for each in told if each.words != NOTHING),
        unsaid=tuple(each.label for each in told if each.words == NOTHING),
        dated=dated_each(pregnancies=hers, on=on)[pregnancy.pk] if is_ongoing else None,
        lists={
            UltrasoundScan: _scans(pregnancy),
            Fetus: _fetuses(pregnancy),
            TissueTest: _tissue(pregnancy),
            PregnancyTreatment: Listed(_rows(pregnancy.treatments.standing())),
        },
    )


def _facts(pregnancy: Pregnancy, couple: Couple) -> list[Said]:
    father = rendering.father_words(pregnancy, couple)
    if pregnancy.father == Father.DONOR and pregnancy.genetic_father:
        father = f"{father} {code_of(pregnancy.genetic_father)}"
    told = pregnancy.in_words() | {"father": Said("Father", father)}
    return [each for name, each in told.items() if name not in BESIDES]


def _rows(parts: Iterable[PregnancyPart]) -> tuple[said.PartRow, ...]:
    return tuple(
        said.part_row(part, number=number) for number, part in enumerate(parts, start=1)
    )


def _scans(pregnancy: Pregnancy) -> Listed:
    scans = list(pregnancy.scans.standing())
    told, criteria = [scan_fact(scan) for scan in scans], scan_criteria()
    found = [*type_doubts(pregnancy, scans), *failure_findings(told, criteria)]
    sentence = ""
    if scans and pregnancy.outcome in LOST:
        sentence = said.scans_sentence(loss_type_by_scans(told, criteria))
    return Listed(_rows(scans), sentence, tuple(found))


def _fetuses(pregnancy: Pregnancy) -> Listed:
    rows = list(pregnancy.each_fetus.standing())
    fates = [fetus_fact(row) for row in rows]
    sentence = said.plurality_sentence(plurality(fates), outcome_by_fetuses(fates))
    return Listed(_rows(rows), sentence, tuple(fetus_findings(fact_of(pregnancy), fates)))


def _tissue(pregnancy: Pregnancy) -> Listed:
    rows = pregnancy.tissue_tests.standing()
    return Listed(
        tuple(
            said.part_row(row, number=number, beneath=tissue_sentence(tissue_fact(row)))
            for number, row in enumerate(rows, start=1)
        )
    )
