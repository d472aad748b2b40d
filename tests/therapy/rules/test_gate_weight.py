from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago
from therapy.rules.gates import PregnancyState, Weight, g_weight

TTC, T1 = PregnancyState.TTC, PregnancyState.PREGNANT_T1


def asked(kg="62", days_ago=1, previous=None, state=TTC):
    weight = Weight(
        kg=Decimal(kg),
        measured_on=None if days_ago is None else ago(days_ago),
        previous_kg=previous and Decimal(previous),
    )
    answer = g_weight(weight, state=state, limits=LIMITS, on=TODAY)
    return answer.outcome.value, answer.reason


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, ("PASS", "OK"), id="weighed yesterday"),
        pytest.param({"days_ago": 0}, ("PASS", "OK"), id="weighed today"),
        pytest.param({"days_ago": 30}, ("PASS", "OK"), id="day 30"),
        pytest.param({"days_ago": 31}, ("HARD", "WEIGHT_STALE"), id="day 31"),
        pytest.param({"days_ago": -1}, ("HARD", "DATE_IN_FUTURE"), id="tomorrow"),
        pytest.param({"days_ago": None}, ("HARD", "WEIGHT_MISSING"), id="no date"),
        pytest.param({"days_ago": 14, "state": T1}, ("PASS", "OK"), id="pregnant: day 14"),
        pytest.param(
            {"days_ago": 15, "state": T1}, ("HARD", "WEIGHT_STALE"), id="pregnant: day 15"
        ),
        pytest.param(
            {"days_ago": 15, "state": None}, ("HARD", "WEIGHT_STALE"), id="state not known"
        ),
        pytest.param({"kg": "29.9"}, ("HARD", "WEIGHT_IMPLAUSIBLE"), id="29.9 kg"),
        pytest.param({"kg": "30"}, ("PASS", "OK"), id="30 kg"),
        pytest.param({"kg": "200"}, ("PASS", "OK"), id="200 kg"),
        pytest.param({"kg": "200.1"}, ("HARD", "WEIGHT_IMPLAUSIBLE"), id="200.1 kg"),
        pytest.param({"kg": "66", "previous": "60"}, ("PASS", "OK"), id="+10 %"),
        pytest.param(
            {"kg": "66.1", "previous": "60"}, ("WARN", "WEIGHT_JUMP"), id="+10.2 %"
        ),
        pytest.param({"kg": "54", "previous": "60"}, ("PASS", "OK"), id="-10 %"),
        pytest.param(
            {"kg": "53.9", "previous": "60"}, ("WARN", "WEIGHT_JUMP"), id="-10.2 %"
        ),
    ],
)
def test_weight(facts, expected):
    assert asked(**facts) == expected


def test_no_weight_at_all_stops_the_session():
    answer = g_weight(None, state=TTC, limits=LIMITS, on=TODAY)

    assert (answer.outcome, answer.reason) == ("HARD", "WEIGHT_MISSING")
