"""What a pregnancy is made of, in words: each row of its four lists."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import singledispatch

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.gestation import gestation_text
from patients.models import (
    Fetus,
    PregnancyTreatment,
    TissueTest,
    UltrasoundScan,
)
from patients.models.parts import PregnancyPart
from patients.rules.fetuses import Plurality
from patients.rules.pregnancies import LossType, Outcome

NOT_WRITTEN = "not written down"
SEEN = {True: "seen", False: "looked for, not seen", None: NOT_WRITTEN}
EXCLUDED = {True: "yes", False: "no", None: "not known"}
# What the scans show, by the word the rules have for it.
SHOWN = {
    LossType.ANEMBRYONIC: "a sac only",
    LossType.YOLK_SAC: "a sac and yolk sac, no embryo",
    LossType.EMBRYONIC: "an embryo below 10 weeks’ size",
    LossType.FETAL: "a fetus of 10 weeks’ size or more",
}


@dataclass(frozen=True, slots=True)
class PartRow:
    """One row of a list: what it is called, its columns, and what stands beneath."""

    pk: int
    name: str
    cells: tuple[str, ...]
    beneath: str


def part_row(row: PregnancyPart, *, number: int, beneath: str = "") -> PartRow:
    """Put one part of a pregnancy into words; `beneath` comes before its note."""
    note = getattr(row, "note", "")
    name, *cells = _words(row, number)
    under = "\n".join(filter(None, [beneath, note]))
    return PartRow(row.pk, name, tuple(cells), under)


def plurality_sentence(counted: Plurality, outcome: Outcome | None) -> str:
    """Say how many there were and what they come to; nothing while none is on file."""
    if outcome is None:
        return ""
    number = "One fetus" if counted.fetuses == 1 else f"{counted.fetuses} fetuses"
    words = outcome.value.replace("_", " ")
    return (
        f"{number} on file: {counted.liveborn} born alive, {counted.vanished} vanished. "
        f"By that the outcome is {words}."
    )


def scans_sentence(shown: LossType | None) -> str:
    """Say how far it had developed by its scans; that they cannot tell is said, too."""
    if shown is None:
        return "What was written down does not tell how far it had developed."
    return f"The most any scan shows is {SHOWN[shown]}."


@singledispatch
def _words(row: PregnancyPart, number: int) -> tuple[str, ...]:
    raise NotImplementedError(type(row))


@_words.register
def _scan(row: UltrasoundScan, number: int) -> tuple[str, ...]:
    return (
        _day(row.scanned_on),
        _measured(row.msd_mm),
        SEEN[row.yolk_sac],
        SEEN[row.embryo] if row.crl_mm is None else "seen",
        _measured(row.crl_mm),
        SEEN[row.heartbeat],
        NOT_WRITTEN if row.ga_days is None else gestation_text(row.ga_days),
    )


@_words.register
def _fetus(row: Fetus, number: int) -> tuple[str, ...]:
    weight = row.birth_weight_g
    return (
        str(number),
        row.get_outcome_display(),
        row.get_sex_display() or "not known",
        NOT_WRITTEN if weight is None else f"{weight} g",
        row.get_morphology_display(),
    )


@_words.register
def _tissue(row: TissueTest, number: int) -> tuple[str, ...]:
    return (
        _day(row.tested_on),
        row.get_method_display() or NOT_WRITTEN,
        row.result or NOT_WRITTEN,
        EXCLUDED[row.maternal_excluded],
        row.histology or NOT_WRITTEN,
    )


@_words.register
def _treatment(row: PregnancyTreatment, number: int) -> tuple[str, ...]:
    return (
        row.get_kind_display(),
        row.started.text() if row.started else NOT_WRITTEN,
        row.ended.text() if row.ended else NOT_WRITTEN,
        row.dose or NOT_WRITTEN,
    )


def _day(day: date | None) -> str:
    return ApproximateDate.of(day).text() if day else NOT_WRITTEN


def _measured(length: Decimal | None) -> str:
    return NOT_WRITTEN if length is None else f"{length.normalize():f} mm"
