"""What one pregnancy means for the count, under every definition it differs in."""

from dataclasses import replace

import pytest

from patients.rules.letters import Missing, read_history
from patients.rules.pregnancies import CarriedBy, Outcome
from tests.patients.rules.stories import (
    BIOCHEMICAL,
    BIRTH,
    DEFINITIONS,
    ECTOPIC,
    LOSS,
    MOLE,
    ONGOING,
    SOME_LOSS,
    STILLBIRTH,
    TERMINATION,
    UNKNOWN,
    at,
    history,
    seen,
)

ESHRE, ASRM, WHO = (DEFINITIONS[c] for c in ("eshre_2022", "asrm_2012", "who_3c"))
RCOG = DEFINITIONS["rcog_2023"]


def read(story, definition):
    [only] = read_history(history(story), definition)
    return only


@pytest.mark.parametrize(
    ("story", "eshre", "asrm", "who"),
    [
        pytest.param(LOSS, "L", "L", "L", id="a miscarriage seen on ultrasound"),
        pytest.param(seen("histology"), "L", "L", "L", id="seen in the laboratory"),
        pytest.param(seen("hcg_only"), "L", "N", "L", id="known from hCG only"),
        pytest.param(seen("unknown"), "L", "M", "L", id="not recorded by what it was seen"),
        pytest.param(at(None), "L", "L", "L", id="no gestation: the label is trusted"),
        pytest.param(at(139), "L", "L", "L", id="19+6"),
        pytest.param(at(140), "L", "B", "B", id="20+0"),
        pytest.param(at(167), "L", "B", "B", id="23+6"),
        pytest.param(at(168), "B", "B", "B", id="24+0"),
        pytest.param(at(133, latest=139), "L", "L", "L", id="a range below both limits"),
        pytest.param(at(133, latest=140), "L", "U", "U", id="a range across 20+0"),
        pytest.param(at(140, latest=147), "L", "B", "B", id="a range from 20+0"),
        pytest.param(BIOCHEMICAL, "L", "N", "N", id="a biochemical loss"),
        pytest.param(STILLBIRTH, "B", "B", "B", id="a stillbirth past every limit"),
        pytest.param(at(154, STILLBIRTH), "L", "B", "B", id="a stillbirth at 22+0"),
        pytest.param(at(None, STILLBIRTH), "B", "B", "B", id="a stillbirth, no gestation"),
        pytest.param(
            seen("unknown", at(154, STILLBIRTH)), "L", "B", "B", id="a stillbirth is seen"
        ),
        pytest.param(BIRTH, "B", "B", "B", id="a live birth"),
        pytest.param(at(None, BIRTH), "B", "B", "B", id="a live birth, no gestation"),
        pytest.param(at(150, BIRTH), "B", "B", "B", id="a live birth below the limit"),
        pytest.param(ECTOPIC, "N", "N", "N", id="an ectopic pregnancy"),
        pytest.param(MOLE, "N", "N", "N", id="a molar pregnancy"),
        pytest.param(TERMINATION, "N", "N", "N", id="a termination"),
        pytest.param(ONGOING, "N", "N", "N", id="an ongoing pregnancy"),
        pytest.param(
            {**LOSS, "carried_by": CarriedBy.SURROGATE}, "N", "N", "N", id="surrogate"
        ),
        pytest.param(UNKNOWN, "U", "U", "U", id="an unknown outcome"),
        pytest.param(at(56, UNKNOWN), "U", "U", "U", id="an unknown early outcome"),
        pytest.param(at(170, UNKNOWN), "B", "B", "B", id="unknown, but past the limit"),
        pytest.param(SOME_LOSS, "U", "U", "U", id="some loss, no gestation"),
        pytest.param(at(56, SOME_LOSS), "L", "L", "L", id="some loss at 8+0"),
        pytest.param(at(168, SOME_LOSS), "B", "B", "B", id="some loss at 24+0"),
        pytest.param(
            seen("hcg_only", SOME_LOSS), "U", "N", "U", id="some loss known from hCG only"
        ),
        pytest.param(
            seen("unknown", at(56, SOME_LOSS)), "L", "M", "L", id="some loss, sight unknown"
        ),
    ],
)
def test_letter_of_a_pregnancy(story, eshre, asrm, who):
    letters = [read(story, definition).letter for definition in (ESHRE, ASRM, WHO)]

    assert letters == [eshre, asrm, who]


@pytest.mark.parametrize("outcome", ["biochemical_loss", "pul_resolved", "pul_treated"])
@pytest.mark.parametrize(
    ("counted", "must_be_seen", "letter"),
    [
        pytest.param(True, False, "L", id="counted"),
        pytest.param(False, False, "N", id="not counted"),
        pytest.param(True, True, "N", id="what must be seen cannot be counted unseen"),
        pytest.param(False, True, "N", id="neither"),
    ],
)
def test_a_loss_never_seen_counts_by_policy(outcome, counted, must_be_seen, letter):
    policy = replace(ESHRE, count_nonvisualised=counted, requires_visualised=must_be_seen)

    assert read({"outcome": Outcome(outcome)}, policy).letter == letter


@pytest.mark.parametrize(
    ("story", "letter"),
    [
        pytest.param(ECTOPIC, "B", id="an ectopic pregnancy ends a run"),
        pytest.param(MOLE, "B", id="a molar pregnancy ends a run"),
        pytest.param(TERMINATION, "B", id="a termination ends a run"),
        pytest.param(ONGOING, "N", id="an ongoing pregnancy does not"),
        pytest.param(BIOCHEMICAL, "L", id="a biochemical loss still counts"),
    ],
)
def test_neutral_pregnancies_break_where_the_clinic_says_so(story, letter):
    assert read(story, replace(ESHRE, neutral_breaks=True)).letter == letter


@pytest.mark.parametrize(
    ("story", "trimester"),
    [
        pytest.param(at(97), 1, id="13+6 is the last first-trimester day"),
        pytest.param(at(98), 2, id="14+0 is second trimester"),
        pytest.param(at(None), None, id="no gestation, no trimester"),
        pytest.param(at(84, latest=97), 1, id="a range within the first"),
        pytest.param(at(91, latest=98), None, id="a range across the border"),
        pytest.param(at(98, latest=105), 2, id="a range within the second"),
        pytest.param(BIOCHEMICAL, 1, id="a loss never seen is first trimester"),
        pytest.param(seen("hcg_only", at(None)), 1, id="hCG only, no gestation"),
        pytest.param(seen("hcg_only", at(98)), 2, id="hCG only, but 14+0"),
    ],
)
def test_trimester_of_a_loss(story, trimester):
    assert read(story, RCOG).trimester == trimester


@pytest.mark.parametrize(
    ("story", "missing"),
    [
        pytest.param(seen("unknown"), Missing.VISUALISATION, id="sight"),
        pytest.param(SOME_LOSS, Missing.GESTATION, id="gestation"),
        pytest.param(at(133, latest=140), Missing.GESTATION, id="an exact gestation"),
        pytest.param(UNKNOWN, Missing.OUTCOME, id="outcome"),
        pytest.param(LOSS, None, id="nothing"),
    ],
)
def test_an_undecided_pregnancy_names_what_is_missing(story, missing):
    assert read(story, ASRM).missing == missing
