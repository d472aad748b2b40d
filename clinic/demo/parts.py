"""Invented scans, fetuses, tissue tests and treatments of invented pregnancies."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import columns
from patients.models import (
    Fetus,
    Pregnancy,
    PregnancyTreatment,
    TissueTest,
    UltrasoundScan,
)
from patients.models.parts import PregnancyPart

# What a scan of each type of loss shows.
LOSSES: dict[str, dict[str, Any]] = {
    "anembryonic": {"msd_mm": Decimal(27), "yolk_sac": False, "embryo": False},
    "yolk_sac": {"msd_mm": Decimal(26), "yolk_sac": True, "embryo": False},
    "embryonic": {"embryo": True, "crl_mm": Decimal("8.4"), "heartbeat": False},
    "fetal": {"embryo": True, "crl_mm": Decimal("41.0"), "heartbeat": False},
}
RESULTS = (
    ("46,XX", None),
    ("46,XX", True),
    ("46,XY", None),
    ("47,XX,+16", None),
    ("45,X", True),
)
DOSES = {
    "progesterone": "400 mg vaginally twice a day",
    "aspirin": "75 mg a day",
    "lmwh": "Enoxaparin 40 mg a day",
    "steroids": "Prednisolone 10 mg a day",
    "ivig": "",
    "lit": "One session",
}
# Which share of the pregnancies has rows of its own.
DOCUMENTED = 0.45


def date_ongoing(rows: Iterable[Pregnancy], *, rng: random.Random) -> Iterator[Pregnancy]:
    """Give ongoing pregnancies a last period, as their women remember it."""
    for row in rows:
        if row.outcome == "ongoing" and row.conceived_on:
            period = row.conceived_on - timedelta(days=14 + rng.randint(-4, 4))
            for column, value in columns("last_period", ApproximateDate.of(period)).items():
                setattr(row, column, value)
        yield row


def part_rows(
    pregnancies: Iterable[Pregnancy], *, by, on: date, rng: random.Random
) -> Iterator[PregnancyPart]:
    """Draw what is on file below some of the pregnancies, and below every ongoing one."""
    for pregnancy in pregnancies:
        if pregnancy.outcome != "ongoing" and rng.random() > DOCUMENTED:
            continue
        drawn = (
            *_scans(pregnancy, on=on, rng=rng),
            *_fetuses(pregnancy, rng=rng),
            *_tissue(pregnancy, rng=rng),
            *_treatments(pregnancy, rng=rng),
        )
        for part in drawn:
            part.pregnancy, part.written_by = pregnancy, by
            yield part


def _scans(
    pregnancy: Pregnancy, *, on: date, rng: random.Random
) -> Iterator[UltrasoundScan]:
    if pregnancy.outcome == "ongoing":
        yield from _dating_scans(pregnancy, on=on, rng=rng)
        return
    is_known = pregnancy.ended and pregnancy.ended_precision == "day"
    if not is_known or pregnancy.loss_type not in LOSSES:
        return
    seen = LOSSES[pregnancy.loss_type]
    day = pregnancy.ended_on - timedelta(days=rng.randint(1, 8))
    if rng.random() < 0.4:
        sac = {"msd_mm": Decimal(14), "yolk_sac": seen.get("yolk_sac", True)}
        yield UltrasoundScan(scanned_on=day - timedelta(days=15), **sac)
    yield UltrasoundScan(scanned_on=day, **seen)


def _dating_scans(
    pregnancy: Pregnancy, *, on: date, rng: random.Random
) -> Iterator[UltrasoundScan]:
    """One scan at seven weeks, if she is that far; its report says how far."""
    days = 49 + rng.randint(0, 6)
    day = pregnancy.conceived_on - timedelta(days=14) + timedelta(days=days)
    if day <= on:
        length = Decimal(10) + Decimal(days - 49)
        seen = {"yolk_sac": True, "embryo": True, "heartbeat": True, "crl_mm": length}
        yield UltrasoundScan(scanned_on=day, ga_days=days, **seen)


def _fetuses(pregnancy: Pregnancy, *, rng: random.Random) -> Iterator[Fetus]:
    late = pregnancy.loss_type == "fetal" or pregnancy.outcome == "stillbirth"
    if pregnancy.outcome == "live_birth":
        weight = rng.randint(24, 39) * 100 if (pregnancy.ga_days or 0) > 250 else None
        yield Fetus(outcome="live_birth", sex=rng.choice("FM"), birth_weight_g=weight)
    elif late:
        morphology = rng.choice(["normal", "normal", "abnormal", "unknown"])
        sex = rng.choice(["F", "M", ""])
        yield Fetus(outcome=pregnancy.outcome, sex=sex, morphology=morphology)


def _tissue(pregnancy: Pregnancy, *, rng: random.Random) -> Iterator[TissueTest]:
    if pregnancy.outcome == "miscarriage" and rng.random() < 0.3:
        result, excluded = rng.choice(RESULTS)
        method = rng.choice(["karyotype", "array"])
        yield TissueTest(
            method=method,
            result=result,
            maternal_excluded=excluded,
            histology=rng.choice(["", "Chorionic villi, no mole"]),
        )


def _treatments(
    pregnancy: Pregnancy, *, rng: random.Random
) -> Iterator[PregnancyTreatment]:
    known, began = pregnancy.ended, pregnancy.conceived_on
    for kind in rng.sample(list(DOSES), rng.randint(0, 3)):
        told = ApproximateDate(known.year) if known else None
        if began and rng.random() < 0.7:
            told = ApproximateDate.of(began + timedelta(days=rng.randint(14, 25)))
        yield PregnancyTreatment(kind=kind, dose=DOSES[kind], **columns("started", told))
