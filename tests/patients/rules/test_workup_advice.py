"""What each guideline advises, in which situation."""

from dataclasses import replace

import pytest

from patients.rules.classification import classify
from patients.rules.workup_advice import (
    AdviceLimits,
    Situation,
    advice_words,
    situation_of,
    workup_advice,
)
from patients.rules.workup_items import item_from_entry
from tests.patients.rules.stories import DEFINITIONS, entries, told

ENTRIES = entries("workup")
ITEMS = [item_from_entry(entry) for entry in ENTRIES]
[LIMITS] = [
    AdviceLimits(**entry["values"])
    for entry in entries("history_limits")
    if entry["code"] == "workup_advice"
]
TWO_EARLY = Situation(losses=2, second_trimester_losses=0)


def advised(code, situation, guideline="rcog_2023"):
    return [
        one
        for one in workup_advice(ITEMS, situation, limits=LIMITS)
        if (one.item.code, one.advice.guideline) == (code, guideline)
    ]


#   item, situation, whether each advice of RCOG 2023 applies
TABLE = [
    ("uterine_anatomy", {}, [True]),
    ("lupus_anticoagulant", {}, [True]),
    ("lupus_anticoagulant", {"pregnant": True}, [False]),
    ("tissue_karyotype", {}, [False]),
    ("tissue_karyotype", {"losses": 3}, [True]),
    ("tissue_karyotype", {"second_trimester_losses": 1}, [True]),
    ("tissue_karyotype", {"undated_losses": 1}, [None]),
    ("tissue_karyotype", {"losses": 3, "undated_losses": 1}, [True]),
    ("karyotype_woman", {}, [None, None]),
    ("karyotype_woman", {"tissue_tested": False}, [False, True]),
    ("karyotype_man", {"tissue_tested": True}, [None, False]),
    ("karyotype_man", {"tissue_tested": True, "tissue_unbalanced": False}, [False, False]),
    ("karyotype_man", {"tissue_tested": True, "tissue_unbalanced": True}, [True, False]),
    ("karyotype_man", {"losses": 0}, [False, False]),
    ("factor_v_leiden", {}, [False]),
    ("factor_v_leiden", {"second_trimester_losses": 1}, [True]),
    ("factor_v_leiden", {"undated_losses": 1}, [None]),
    ("nk_cells", {}, [True]),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}: {row[1] or 'two early'}")
def test_advice_holds_in_its_situation(row):
    code, facts, applies = row
    found = advised(code, replace(TWO_EARLY, **facts))

    assert [one.applies for one in found] == applies


@pytest.mark.parametrize(
    ("facts", "applies"),
    [({}, [None]), ({"symptoms": True}, [True]), ({"symptoms": False}, [False])],
    ids=["not asked", "with symptoms", "without"],
)
def test_prolactin_is_for_symptoms(facts, applies):
    found = advised("prolactin", replace(TWO_EARLY, **facts), guideline="")

    assert [one.applies for one in found] == applies


@pytest.mark.parametrize("risk", [None, True, False])
def test_hba1c_is_for_a_metabolic_risk(risk):
    [found] = advised("hba1c", replace(TWO_EARLY, metabolic_risk=risk), guideline="")

    assert found.applies is risk


@pytest.mark.parametrize(
    ("code", "facts", "sentence"),
    [
        ("uterine_anatomy", {}, "Offer (B)."),
        ("lupus_anticoagulant", {}, "Offer (C), before pregnancy."),
        ("nk_cells", {}, "Not routinely outside research (C)."),
        (
            "factor_v_leiden",
            {},
            "Ideally within research (C), after a second-trimester loss only: "
            "not in this situation.",
        ),
        (
            "tissue_karyotype",
            {"undated_losses": 1},
            "Offer (D), of the third and any later loss, and of any second-trimester loss: "
            "cannot be told, a fact is missing.",
        ),
    ],
)
def test_advice_in_words(code, facts, sentence):
    [found] = advised(code, replace(TWO_EARLY, **facts))

    assert advice_words(found) == sentence


def test_advice_without_a_condition_or_grade_is_short():
    [found] = advised("ana", TWO_EARLY, guideline="eshre_2022")

    assert advice_words(found) == "May be done for explanation."


def test_nothing_is_left_out():
    every_advice = [advice for item in ITEMS for advice in item.advice]
    found = workup_advice(ITEMS, TWO_EARLY, limits=LIMITS)

    assert [one.advice for one in found] == every_advice


def test_the_situation_comes_from_the_classification():
    answer = classify(told("loss late undated"), DEFINITIONS["rcog_2023"])

    assert situation_of(answer, pregnant=True, tissue_tested=False) == Situation(
        losses=3,
        second_trimester_losses=1,
        undated_losses=1,
        pregnant=True,
        tissue_tested=False,
    )


#   what RCOG 2023 says: stance, grade, items (history.md, section 6)
RCOG = {
    ("offer", "B"): {"uterine_anatomy"},
    ("offer", "C"): {
        "lupus_anticoagulant",
        "anticardiolipin",
        "thyroid_function",
        "tpo_antibodies",
    },
    ("offer", "D"): {"tissue_karyotype", "karyotype_woman", "karyotype_man"},
    ("offer", "GPP"): {"karyotype_woman", "karyotype_man"},
    ("research", "C"): {"factor_v_leiden", "prothrombin_mutation", "protein_s"},
    ("not_routinely", "C"): {
        "protein_c",
        "antithrombin",
        "mthfr",
        "hla",
        "cytokines",
        "nk_cells",
        "infection_screen",
        "sperm_dna",
    },
}


def test_rcog_2023_is_on_file_as_it_was_read():
    on_file = {}
    for item in ITEMS:
        for advice in item.advice:
            if advice.guideline == "rcog_2023":
                key = (advice.stance.value, advice.grade)
                on_file.setdefault(key, set()).add(item.code)
                assert advice.tag == "verified"

    assert on_file == RCOG


NOTED = {
    "hla": "E-HLA",
    "cytokines": "E-CYT",
    "nk_cells": "E-NK",
    "sperm_dna": "E-DFI",
    "ana": "E-ANA",
}


@pytest.mark.parametrize(("code", "note"), NOTED.items())
def test_what_the_clinic_does_beyond_the_guidelines_carries_its_evidence(code, note):
    [item] = [item for item in ITEMS if item.code == code]

    assert item.evidence_note == note
