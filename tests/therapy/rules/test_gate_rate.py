from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago, verdict
from therapy.rules.catalogue import products
from therapy.rules.gates import RunningRate, first_rules_apply, g_rate

PASS = ("PASS", "OK", "none")
IMMUNOREL = products()["IMMUNOREL5"]


def asked(
    ml_h="264", weight="55", elapsed="100", first=False, risk=False, product=IMMUNOREL
):
    running = RunningRate(
        product=product,
        weight_kg=weight and Decimal(weight),
        ml_per_h=ml_h and Decimal(ml_h),
        elapsed_min=elapsed and Decimal(elapsed),
        first_rules=first,
        at_risk=risk,
    )
    return verdict(g_rate(running, limits=LIMITS))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, PASS, id="4.8 ml/kg/h, the maximum"),
        pytest.param(
            {"ml_h": "265"}, ("HARD", "RATE_GT_PRODUCT_MAX", "none"), id="above it"
        ),
        pytest.param({"ml_h": "132", "first": True}, PASS, id="first infusion: 2.4"),
        pytest.param(
            {"ml_h": "133", "first": True},
            ("HARD", "RATE_GT_FIRST_MAX", "none"),
            id="first",
        ),
        pytest.param({"ml_h": "66", "risk": True}, PASS, id="at risk: 1.2"),
        pytest.param(
            {"ml_h": "67", "risk": True}, ("HARD", "RATE_GT_RISK_CAP", "none"), id="at risk"
        ),
        pytest.param({"elapsed": "90"}, PASS, id="the last step begins after 90 minutes"),
        pytest.param(
            {"elapsed": "89"}, ("SOFT", "STEP_SKIPPED", "one"), id="a minute early"
        ),
        pytest.param({"ml_h": "33", "elapsed": "0"}, PASS, id="the first step"),
        pytest.param(
            {"ml_h": "34", "elapsed": "0"},
            ("SOFT", "STEP_SKIPPED", "one"),
            id="faster at once",
        ),
        pytest.param({"ml_h": "33", "elapsed": None}, PASS, id="time unknown: first step"),
        pytest.param(
            {"ml_h": "66", "elapsed": None},
            ("SOFT", "STEP_SKIPPED", "one"),
            id="time unknown",
        ),
        pytest.param(
            {"weight": None}, ("HARD", "WEIGHT_MISSING", "none"), id="not weighed"
        ),
        pytest.param({"ml_h": None}, ("HARD", "RATE_MISSING", "none"), id="rate unknown"),
        pytest.param({"ml_h": "0"}, ("HARD", "RATE_MISSING", "none"), id="standing still"),
        pytest.param({"product": None}, ("HARD", "PRODUCT_UNKNOWN", "none"), id="no table"),
    ],
)
def test_rate(facts, expected):
    assert asked(**facts) == expected


def test_a_rate_per_minute_does_not_depend_on_the_weight():
    hualan = products()["HUALAN5"]

    assert asked("180", "40", "30", product=hualan) == PASS
    assert asked("181", "90", "30", product=hualan)[1] == "RATE_GT_PRODUCT_MAX"


@pytest.mark.parametrize(
    ("days_ago", "last_brand", "first"),
    [
        pytest.param(28, "Immunorel", False, id="same brand four weeks ago"),
        pytest.param(56, "Immunorel", False, id="day 56"),
        pytest.param(57, "Immunorel", True, id="day 57"),
        pytest.param(28, "Octagam", True, id="another brand"),
        pytest.param(28, None, True, id="brand not written down"),
        pytest.param(None, None, True, id="never before"),
        pytest.param(-1, "Immunorel", True, id="dated tomorrow"),
    ],
)
def test_when_an_infusion_counts_as_the_first(days_ago, last_brand, first):
    assert (
        first_rules_apply(
            brand="Immunorel",
            last_brand=last_brand,
            last_ivig_on=None if days_ago is None else ago(days_ago),
            limits=LIMITS,
            on=TODAY,
        )
        is first
    )
