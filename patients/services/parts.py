"""What a pregnancy is made of is told, corrected, and struck out where it was wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.findings import Finding
from foundation.records import services as records
from foundation.records.dates import columns
from patients.choices import FetusOutcome, Morphology, TreatmentKind
from patients.models import (
    Fetus,
    Pregnancy,
    PregnancyTreatment,
    TissueTest,
    UltrasoundScan,
)
from patients.models.parts import PregnancyPart
from patients.rules.part_checks import day_findings, treatment_findings
from patients.selectors.parts import type_doubts
from patients.services.asking import write_asked

# Beside which question the finding of a rule is shown, where it is not about the day.
ASKED_AS = {"treatment-in-future": "started", "treatment-ended-before": "ended"}
STRUCK_OUT = "This pregnancy is struck out: nothing below it is written any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEntry:
    """What one scan showed. None was not written down; False was looked for.

    Units: mm, gestation in days.
    """

    scanned_on: date
    msd_mm: Decimal | None = None
    yolk_sac: bool | None = None
    embryo: bool | None = None
    crl_mm: Decimal | None = None
    heartbeat: bool | None = None
    ga_days: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetusEntry:
    """What became of one fetus; an empty answer is unknown.

    Units: g.
    """

    outcome: FetusOutcome
    sex: str = ""
    birth_weight_g: int | None = None
    morphology: Morphology = Morphology.UNKNOWN
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TissueEntry:
    """What a laboratory wrote of tissue; whether it is the mother's may be unknown."""

    tested_on: date | None = None
    method: str = ""
    result: str = ""
    maternal_excluded: bool | None = None
    histology: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentEntry:
    """What she was given, as exactly as the days are remembered."""

    kind: TreatmentKind
    started: ApproximateDate | None = None
    ended: ApproximateDate | None = None
    dose: str = ""


PartEntry = ScanEntry | FetusEntry | TissueEntry | TreatmentEntry

# The table each entry goes to, and how its acts are called in the log.
KEPT_IN: dict[type[PartEntry], tuple[type[PregnancyPart], str]] = {
    ScanEntry: (UltrasoundScan, "scan"),
    FetusEntry: (Fetus, "fetus"),
    TissueEntry: (TissueTest, "tissue_test"),
    TreatmentEntry: (PregnancyTreatment, "pregnancy_treatment"),
}
CALLED = dict(KEPT_IN.values())


@transaction.atomic
def record_part(
    *,
    pregnancy: Pregnancy,
    entry: PartEntry,
    by,
    confirmed: bool = False,
    on: date | None = None,
) -> PregnancyPart:
    """Add a scan, a fetus, a tissue test or a treatment to a pregnancy.

    Raises:
        ValidationError: it cannot be, or contradicts the pregnancy and was not confirmed.
            The sentence lands beside its question.
    """
    model, _name = KEPT_IN[type(entry)]
    part = model(pregnancy=pregnancy)
    return _write(part, entry, by=by, confirmed=confirmed, on=on, act="recorded")


@transaction.atomic
def change_part(
    *,
    part: PregnancyPart,
    entry: PartEntry,
    by,
    confirmed: bool = False,
    on: date | None = None,
) -> PregnancyPart:
    """Correct a part of a pregnancy; the former words stay in its kept versions.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: as for a new one.
    """
    return _write(part, entry, by=by, confirmed=confirmed, on=on, act="changed")


def void_part(*, part: PregnancyPart, reason: str, by) -> PregnancyPart:
    """Strike a part out that is not hers or was entered twice; it stays readable."""
    return records.void(part, by=by, reason=reason, action=f"{CALLED[type(part)]}.voided")


def _write(
    part: PregnancyPart,
    entry: PartEntry,
    *,
    by,
    confirmed: bool,
    on: date | None,
    act: str,
) -> PregnancyPart:
    if part.pregnancy.voided_at is not None:
        raise ValidationError(STRUCK_OUT)
    for name in entry.__slots__:
        told = getattr(entry, name)
        kept = columns(name, told) if name in part.remembered else {name: told}
        for column, value in kept.items():
            setattr(part, column, value)
    found = list(_findings(entry, on=on or timezone.localdate()))
    if found:
        raise ValidationError({question: each.message for question, each in found})
    if isinstance(part, UltrasoundScan) and not confirmed:
        _ask_about_the_type(part)
    action = f"{CALLED[type(part)]}.{act}"
    return write_asked(
        part, asked=entry.__slots__, by=by, action=action, pregnancy=part.pregnancy_id
    )


def _findings(entry: PartEntry, *, on: date) -> Iterator[tuple[str, Finding]]:
    """What cannot be within the entry itself, and beside which question that is said."""
    match entry:
        case ScanEntry():
            yield from (("scanned_on", f) for f in day_findings(entry.scanned_on, on=on))
        case TissueEntry():
            yield from (("tested_on", f) for f in day_findings(entry.tested_on, on=on))
        case TreatmentEntry():
            found = treatment_findings(entry.started, entry.ended, on=on)
            yield from ((ASKED_AS[f.code], f) for f in found)


def _ask_about_the_type(scan: UltrasoundScan) -> None:
    """Ask once where this scan is the first to contradict the type of loss on file."""
    on_file = list(scan.pregnancy.scans.standing())
    before = {f.message for f in type_doubts(scan.pregnancy, on_file)}
    others = [row for row in on_file if row.pk != scan.pk]
    doubts = [f.message for f in type_doubts(scan.pregnancy, [*others, scan])]
    new = [sentence for sentence in doubts if sentence not in before]
    if new:
        raise ValidationError({"confirmed": new})
