from dataclasses import replace
from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, verdict
from therapy.rules.gates import Vitals, g_vitals_pre

WELL = Vitals(
    temp_c=Decimal("36.8"),
    hr=Decimal(82),
    sbp=Decimal(112),
    dbp=Decimal(70),
    spo2=Decimal(99),
)
PASS = ("PASS", "OK", "none")
MISSING = ("HARD", "VITALS_MISSING", "none")
CRITICAL = ("HARD", "VITALS_CRITICAL", "none")
FEVER = ("SOFT", "FEVER", "one")
OUTSIDE = ("SOFT", "VITALS_OUT_OF_RANGE", "one")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, PASS, id="well"),
        pytest.param({"temp_c": "37.9"}, PASS, id="37.9"),
        pytest.param({"temp_c": "38.0"}, FEVER, id="38.0"),
        pytest.param({"sbp": "90"}, PASS, id="systolic 90"),
        pytest.param({"sbp": "89"}, OUTSIDE, id="systolic 89"),
        pytest.param({"sbp": "80"}, OUTSIDE, id="systolic 80"),
        pytest.param({"sbp": "79"}, CRITICAL, id="systolic 79"),
        pytest.param({"sbp": "159"}, PASS, id="systolic 159"),
        pytest.param({"sbp": "160"}, OUTSIDE, id="systolic 160"),
        pytest.param({"dbp": "109"}, PASS, id="diastolic 109"),
        pytest.param({"dbp": "110"}, OUTSIDE, id="diastolic 110"),
        pytest.param({"hr": "50"}, PASS, id="pulse 50"),
        pytest.param({"hr": "49"}, OUTSIDE, id="pulse 49"),
        pytest.param({"hr": "120"}, PASS, id="pulse 120"),
        pytest.param({"hr": "121"}, OUTSIDE, id="pulse 121"),
        pytest.param({"spo2": "94"}, PASS, id="oxygen 94"),
        pytest.param({"spo2": "93"}, OUTSIDE, id="oxygen 93"),
        pytest.param({"spo2": "90"}, OUTSIDE, id="oxygen 90"),
        pytest.param({"spo2": "89"}, CRITICAL, id="oxygen 89"),
        pytest.param({"temp_c": "39", "spo2": "89"}, CRITICAL, id="the worst answers"),
        pytest.param({"temp_c": "39", "hr": "121"}, FEVER, id="fever is told first"),
        *(
            pytest.param({name: None}, MISSING, id=f"{name} not taken")
            for name in ("temp_c", "hr", "sbp", "dbp", "spo2")
        ),
    ],
)
def test_vital_signs_before_the_start(changed, expected):
    vitals = replace(
        WELL, **{name: text and Decimal(text) for name, text in changed.items()}
    )

    assert verdict(g_vitals_pre(vitals, limits=LIMITS)) == expected


def test_no_vital_signs_stop_the_session():
    assert verdict(g_vitals_pre(None, limits=LIMITS)) == MISSING


def test_the_sentence_names_everything_outside_the_limits():
    vitals = replace(WELL, hr=Decimal(121), dbp=Decimal(110))
    answer = g_vitals_pre(vitals, limits=LIMITS)

    assert answer.message == "Outside the limits for a start: diastolic 110, pulse 121."
