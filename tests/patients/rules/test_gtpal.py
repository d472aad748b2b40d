import pytest

from patients.rules.gtpal import FormulaLimits, gtpal
from patients.rules.pregnancies import CarriedBy, Outcome
from tests.patients.rules.stories import (
    BIOCHEMICAL,
    BIRTH,
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
)

LIMITS = FormulaLimits(limit_days=168, term_days=259)
ONE_CHILD = {**BIRTH, "living": 1}


@pytest.mark.parametrize(
    ("stories", "formula"),
    [
        pytest.param([], "G0 T0 P0 A0 L0", id="never pregnant"),
        pytest.param([ONE_CHILD], "G1 T1 P0 A0 L1", id="a child at term"),
        pytest.param(
            [{**ONE_CHILD, "fetuses": 2, "living": 2}], "G1 T1 P0 A0 L2", id="twins"
        ),
        pytest.param([at(259, ONE_CHILD)], "G1 T1 P0 A0 L1", id="37+0 is term"),
        pytest.param([at(258, ONE_CHILD)], "G1 T0 P1 A0 L1", id="36+6 is preterm"),
        pytest.param([at(168, STILLBIRTH)], "G1 T0 P1 A0 L0", id="24+0 is preterm"),
        pytest.param([at(167, LOSS)], "G1 T0 P0 A1 L0", id="23+6 is not"),
        pytest.param([at(262, STILLBIRTH)], "G1 T1 P0 A0 L0", id="stillbirth at term"),
        pytest.param(
            [LOSS, ECTOPIC, MOLE, TERMINATION, BIOCHEMICAL, ONGOING],
            "G6 T0 P0 A5 L0",
            id="every early end, and an ongoing one that adds to G only",
        ),
        pytest.param([at(None, LOSS)], "G1 T0 P0 A1 L0", id="the label is trusted"),
        pytest.param(
            [{**BIRTH, "living": 0, "neonatal_death": True}], "G1 T1 P0 A0 L0", id="died"
        ),
        pytest.param([BIRTH], "G1 T1 P0 A0 L?", id="living children not recorded"),
        pytest.param(
            [at(None, ONE_CHILD)], "G1 T0 P0 A0 L1 (1 not placed)", id="birth, no gestation"
        ),
        pytest.param([UNKNOWN], "G1 T0 P0 A0 L0 (1 not placed)", id="unknown outcome"),
        pytest.param([SOME_LOSS], "G1 T0 P0 A0 L0 (1 not placed)", id="some loss"),
        pytest.param(
            [at(252, ONE_CHILD, latest=266)],
            "G1 T0 P0 A0 L1 (1 not placed)",
            id="a range across 37+0",
        ),
        pytest.param(
            [{**BIRTH, "carried_by": CarriedBy.SURROGATE, "living": 1}],
            "G0 T0 P0 A0 L0",
            id="carried by a surrogate: not her formula",
        ),
    ],
)
def test_formula(stories, formula):
    assert gtpal(history(*stories), LIMITS).text() == formula


@pytest.mark.parametrize(
    ("limit_days", "formula"),
    [
        pytest.param(168, "G1 T0 P0 A1 L0", id="22+0 under a 24-week limit"),
        pytest.param(154, "G1 T0 P1 A0 L0", id="22+0 under a 22-week limit"),
    ],
)
def test_the_preterm_limit_is_a_setting(limit_days, formula):
    limits = FormulaLimits(limit_days=limit_days, term_days=259)

    assert gtpal(history(at(154, LOSS)), limits).text() == formula


def test_biochemical_pregnancies_can_be_left_out():
    limits = FormulaLimits(limit_days=168, term_days=259, count_biochemical=False)

    assert gtpal(history(BIOCHEMICAL, LOSS), limits).text() == "G1 T0 P0 A1 L0"


def test_the_order_of_outcomes_covers_every_word():
    for outcome in Outcome:
        assert gtpal(history({"outcome": outcome, "ga_days": 56}), LIMITS).gravida == 1
