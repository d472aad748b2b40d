"""Invented work-ups: what was ordered, what came back, and what each report said."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from patients.models import Couple, WorkupStep

# What came back of an item: which kind of finding, its answers, and whether it is normal.
FOUND: dict[str, list[tuple[str, dict[str, str], str]]] = {
    "uterine_anatomy": [
        (
            "uterine_ultrasound_3d",
            {"shape": "u0", "cycle_day": "21", "endometrium_mm": "9.5", "polyps": "no"},
            "normal",
        ),
        (
            "uterine_ultrasound_3d",
            {"shape": "u2", "indentation_mm": "12.5", "cycle_day": "20"},
            "abnormal",
        ),
        (
            "hysteroscopy",
            {"shape": "u0", "polyps": "no", "adhesions": "no", "ostia_seen": "yes"},
            "normal",
        ),
        (
            "hysteroscopy",
            {"shape": "u0", "micropolyps": "yes", "redness": "yes", "biopsy_taken": "yes"},
            "not_judged",
        ),
    ],
    "karyotype_woman": [("karyotype", {"change": "none", "cells_counted": "20"}, "normal")],
    "karyotype_man": [
        ("karyotype", {"change": "none", "cells_counted": "20"}, "normal"),
        ("karyotype", {"change": "robertsonian", "cells_counted": "30"}, "abnormal"),
    ],
    "semen_analysis": [
        (
            "semen",
            {"abstinence_d": "3", "volume_ml": "2.8", "concentration": "48",
             "progressive_pct": "41", "motile_pct": "55", "normal_forms_pct": "5"},
            "normal",
        ),
        (
            "semen",
            {"abstinence_d": "4", "volume_ml": "1.9", "concentration": "<5",
             "progressive_pct": "12", "motile_pct": "25"},
            "abnormal",
        ),
    ],
    "chronic_endometritis": [
        (
            "endometritis",
            {"plasma_cells": "not_seen", "fields_counted": "10", "cycle_day": "22"},
            "normal",
        ),
    ],
}  # fmt: skip


def workup_rows(
    couples: Iterable[Couple], *, by, on: date, rng: random.Random
) -> Iterator[WorkupStep]:
    """Draw the work-up of every other couple; some of it is only ordered."""
    for couple in list(couples)[::2]:
        ordered = on - timedelta(days=rng.randint(60, 400))
        for item, found in FOUND.items():
            if rng.random() < 0.35:
                continue
            told: dict[str, Any] = {"written_by": by, "couple": couple, "item": item}
            yield WorkupStep(kind="ordered", happened_on=ordered, **told)
            if rng.random() < 0.75:
                kind, answers, judged = rng.choice(found)
                yield WorkupStep(
                    kind=judged,
                    happened_on=ordered + timedelta(days=rng.randint(7, 50)),
                    finding_kind=kind,
                    finding_edition=1,
                    answers=answers,
                    **told,
                )
