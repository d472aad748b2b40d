from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, verdict
from therapy.rules.gates import Abo, Dose, g_ivig_dose

PASS = ("PASS", "OK", "none")


def dose(**facts) -> Dose:
    """400 mg/kg of 50 kg are 20 g; nothing before; group O."""
    given = {
        "weight_kg": "50",
        "prescribed_mg_per_kg": "400",
        "grams_today": "20",
        "previous_27_days_g": "0",
        "max_g_per_day": None,
        **facts,
    }
    abo = given.pop("abo", Abo.O)
    return Dose(abo=abo, **{name: text and Decimal(text) for name, text in given.items()})


def asked(**facts):
    return verdict(g_ivig_dose(dose(**facts), limits=LIMITS))


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        pytest.param("50", PASS, id="1 g/kg"),
        pytest.param("52.5", PASS, id="1 g/kg and 5 % for whole vials"),
        pytest.param("52.6", ("HARD", "DAY_LIMIT", "none"), id="just above"),
    ],
)
def test_the_dose_of_a_day(grams, expected):
    assert asked(prescribed_mg_per_kg="1000", grams_today=grams) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("85", PASS, id="2.1 g/kg in 28 days"),
        pytest.param("85.1", ("HARD", "DAY28_LIMIT", "none"), id="just above"),
    ],
)
def test_the_dose_of_28_days(before, expected):
    assert asked(previous_27_days_g=before) == expected


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        pytest.param("22", PASS, id="+10 %"),
        pytest.param("22.1", ("SOFT", "DOSE_DEVIATION", "one"), id="+10.5 %"),
        pytest.param("18", PASS, id="-10 %"),
        pytest.param("17.9", ("SOFT", "DOSE_DEVIATION", "one"), id="-10.5 %"),
    ],
)
def test_whole_vials_against_the_prescription(grams, expected):
    assert asked(grams_today=grams) == expected


@pytest.mark.parametrize(
    ("before", "abo", "expected"),
    [
        pytest.param(
            "80", Abo.A, ("WARN", "HAEMOLYSIS_RISK", "none"), id="2 g/kg, group A"
        ),
        pytest.param("80", None, ("WARN", "HAEMOLYSIS_RISK", "none"), id="group unknown"),
        pytest.param("80", Abo.O, PASS, id="2 g/kg, group O"),
        pytest.param("79.99", Abo.AB, PASS, id="just below 2 g/kg"),
    ],
)
def test_haemolysis(before, abo, expected):
    assert asked(previous_27_days_g=before, abo=abo) == expected


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param({"weight_kg": None}, "WEIGHT_MISSING", id="not weighed"),
        pytest.param({"weight_kg": "0"}, "WEIGHT_MISSING", id="0 kg"),
        pytest.param({"grams_today": None}, "DOSE_MISSING", id="grams unknown"),
        pytest.param({"prescribed_mg_per_kg": None}, "DOSE_MISSING", id="not prescribed"),
        pytest.param(
            {"previous_27_days_g": None}, "DOSE_MISSING", id="earlier doses unknown"
        ),
        pytest.param({"previous_27_days_g": "-1"}, "DOSE_MISSING", id="less than nothing"),
    ],
)
def test_while_a_fact_is_missing_nothing_may_be_given(facts, reason):
    assert asked(**facts) == ("HARD", reason, "none")


def test_a_protocol_may_cap_the_grams_of_a_day():
    facts = {"weight_kg": "120", "prescribed_mg_per_kg": "840", "grams_today": "101"}

    assert asked(**facts) == PASS
    assert asked(**facts, max_g_per_day="101") == PASS
    assert asked(**facts, max_g_per_day="100") == ("HARD", "DAY_GRAM_LIMIT", "none")


def test_the_sentence_tells_what_she_would_get():
    answer = g_ivig_dose(dose(prescribed_mg_per_kg="1000", grams_today="60"), limits=LIMITS)

    assert answer.message == "1200 mg/kg in a day; 1000 mg/kg is the most."
    assert answer.details["today_mg_per_kg"] == "1200"
