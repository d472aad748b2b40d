"""What a genetic result of pregnancy tissue proves, and what it does not."""

import pytest

from patients.rules.tissue import (
    TissueResult,
    is_unbalanced_structural,
    read_tissue,
    tissue_sentence,
)

#   formula, mother's cells excluded, reading, unbalanced structure
TABLE = [
    ("", None, "no_result", None),
    ("46,XX", None, "proves_nothing", None),
    ("46,XX", False, "proves_nothing", None),
    ("46,XX", True, "normal", False),
    ("46, xx", True, "normal", False),
    ("46,XY", None, "normal", False),
    ("46,XY", False, "normal", False),
    ("arr(1-22,X)x2", None, "proves_nothing", None),
    ("arr(1-22,X)×2", True, "normal", False),
    ("arr(X,Y)x1,(1-22)x2", None, "normal", False),
    ("47,XX,+21", None, "abnormal", False),
    ("45,X", None, "abnormal", False),
    ("69,XXX", None, "abnormal", False),
    ("mos 45,X/46,XX", None, "abnormal", False),
    ("46,XY,+13,-14", None, "abnormal", False),
    ("46,XX,del(5)(p15)", None, "abnormal", True),
    ("46,XY,der(4)t(4;8)(p16;p23)", None, "abnormal", True),
    ("47,XX,+i(12)(p10)", None, "abnormal", True),
    ("46,XX,t(11;22)(q23;q11)", None, "unread", None),
    ("46,XY,inv(9)", None, "unread", None),
    ("46,XX,9qh+", None, "unread", None),
    ("45,XX,rob(13;14)(q10;q10)", None, "unread", None),
    ("45,XX,der(13;14)(q10;q10)", None, "unread", None),
    ("arr(21)x3", None, "unread", None),
    ("culture failed", None, "unread", None),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0] or 'none'} {row[1]}")
def test_what_a_formula_says(row):
    formula, excluded, reading, unbalanced = row
    result = TissueResult(formula, maternal_excluded=excluded)

    assert read_tissue(result) == reading
    assert is_unbalanced_structural(result) is unbalanced


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("", "No genetic result of the tissue."),
        (
            "46,XX",
            "A normal female result without a test for maternal cells proves nothing: "
            "it may be the mother’s own.",
        ),
        ("46,XY", "Normal: the chromosomes do not explain this loss."),
        ("47,XY,+16", "Abnormal: this explains the loss."),
        ("see report", "A clinician must read this result."),
    ],
)
def test_the_sentence_beneath_a_result(formula, sentence):
    assert tissue_sentence(TissueResult(formula)) == sentence
