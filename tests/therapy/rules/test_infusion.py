from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.therapy.rules.clinic_day import LIMITS, grams
from therapy.rules.catalogue import products
from therapy.rules.infusion import (
    InfusionOrder,
    InfusionRefused,
    Rounding,
    plan_infusion,
)

PRODUCTS = products()
OCTAGAM = PRODUCTS["OCTAGAM10_US"]


def order(weight="60", dose="400", product=OCTAGAM, **more) -> InfusionOrder:
    return InfusionOrder(
        product=product,
        weight_kg=weight and Decimal(weight),
        dose_mg_per_kg=dose and Decimal(dose),
        **more,
    )


def plan(*args, **more):
    return plan_infusion(order(*args, **more), limits=LIMITS)


def test_sixty_kilograms_at_400_mg_per_kg():
    planned = plan(stock_g=grams("5 10 20"))

    assert (planned.raw_g, planned.grams, planned.vials_g) == (24, 25, (20, 5))
    assert planned.volume_ml == 250
    assert planned.rates_ml_per_h == [36, 72, 144, 288]
    assert planned.total_min == 116
    assert planned.limits_version == LIMITS.version


def test_the_nurses_table_says_when_each_step_begins_and_what_runs_in_it():
    steps = plan(stock_g=grams("5 10 20")).steps

    assert [(s.start_min, s.rate_ml_per_h, s.volume_ml) for s in steps] == [
        (0, 36, 18),
        (30, 72, 36),
        (60, 144, 72),
        (90, 288, 124),
    ]
    assert [s.end_min for s in steps] == [30, 60, 90, 90 + Fraction(124 * 60, 288)]


@pytest.mark.parametrize(
    ("weight", "expected_g"),
    [
        pytest.param("56.24", "20", id="56.2 kg is 22.48 g"),
        pytest.param("56.25", "25", id="56.3 kg is 22.52 g: half-up flips the tie"),
    ],
)
def test_a_twentieth_of_a_kilogram_flips_a_tie(weight, expected_g):
    assert plan(weight, stock_g=grams("5 10 20")).grams == Decimal(expected_g)


def test_stock_of_one_size_can_miss_the_dose_by_far():
    planned = plan(stock_g=grams("10"))

    assert (planned.grams, planned.rounding_pct) == (20, Decimal("-16.7"))


def test_whole_vials_may_exceed_two_grams_per_kilogram_in_a_course():
    planned = plan("62", stock_g=grams("5 10 20"))

    assert planned.grams == 25
    assert round(float(planned.mg_per_kg * 5)) == 2016


@pytest.mark.parametrize(
    ("weight", "height", "adjusted", "dosing"),
    [
        pytest.param("110", "160", True, "75.4", id="body-mass index 43"),
        pytest.param("120", "170", True, "84.9", id="taller, ideal weight 61.4 kg"),
        pytest.param("110", "160", False, "110", id="the policy is off"),
        pytest.param("76.7", "160", True, "76.7", id="just below 30"),
        pytest.param("76.8", "160", True, "62.1", id="at 30 the weight is adjusted"),
        pytest.param("62.04", None, False, "62.0", id="rounded down"),
        pytest.param("62.05", None, False, "62.1", id="half goes up"),
    ],
)
def test_the_weight_that_counts(weight, height, adjusted, dosing):
    planned = plan(weight, height_cm=height and Decimal(height), adjust_weight=adjusted)

    assert planned.dosing_weight_kg == Decimal(dosing)


def test_the_adjusted_weight_drives_the_rates_too():
    planned = plan("110", height_cm=Decimal(160), adjust_weight=True)

    assert planned.rates_ml_per_h[0] == 45  # 0.6 ml/kg/h x 75.4 kg


@pytest.mark.parametrize(
    ("more", "rates"),
    [
        pytest.param({"first_rules": True}, [33, 66, 132], id="first infusion"),
        pytest.param({"first_rules": False}, [33, 66, 132, 264], id="later"),
        pytest.param({"at_risk": True}, [33, 66, 66], id="first and at risk"),
        pytest.param(
            {"first_rules": False, "at_risk": True},
            [33, 66, 66, 66],
            id="later and at risk",
        ),
    ],
)
def test_first_infusions_and_women_at_risk_run_slower(more, rates):
    planned = plan("55", "300", PRODUCTS["IMMUNOREL5"], **more)

    assert planned.rates_ml_per_h == rates


def test_a_product_in_ml_per_minute_runs_alike_for_everybody():
    light, heavy = (plan(kg, product=PRODUCTS["HUALAN5"]) for kg in ("45", "90"))

    assert light.rates_ml_per_h == heavy.rates_ml_per_h == [60, 120, 180]


@pytest.mark.parametrize(
    ("stock", "vials"),
    [
        pytest.param("10 21", "21", id="one vial, 5 % more"),
        pytest.param("10 21.1", "10 10", id="one vial would be 5.5 % more"),
    ],
)
def test_fewest_vials_within_five_per_cent(stock, vials):
    planned = plan("50", rounding=Rounding.FEWEST_WITHIN_TOL, stock_g=grams(stock))

    assert planned.vials_g == grams(vials)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param({"weight": None}, "WEIGHT_MISSING", id="not weighed"),
        pytest.param({"weight": "29.9"}, "WEIGHT_IMPLAUSIBLE", id="below 30 kg"),
        pytest.param({"weight": "620"}, "WEIGHT_IMPLAUSIBLE", id="a decimal slip"),
        pytest.param({"dose": None}, "DOSE_MISSING", id="no dose"),
        pytest.param({"dose_g": Decimal(25)}, "DOSE_MISSING", id="two doses"),
        pytest.param({"dose": "0"}, "DOSE_IMPLAUSIBLE", id="no dose at all"),
        pytest.param({"dose": "-400"}, "DOSE_IMPLAUSIBLE", id="a negative dose"),
        pytest.param({"dose": "2001"}, "DOSE_IMPLAUSIBLE", id="more than 2 g/kg at once"),
        pytest.param({"adjust_weight": True}, "HEIGHT_MISSING", id="height not measured"),
        pytest.param(
            {"adjust_weight": True, "height_cm": Decimal(0)},
            "HEIGHT_MISSING",
            id="height 0",
        ),
        pytest.param({"stock_g": grams("0 5")}, "STOCK_IMPLAUSIBLE", id="an empty vial"),
    ],
)
def test_what_cannot_be_right_is_refused(asked, code):
    with pytest.raises(InfusionRefused) as refused:
        plan(**asked)

    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_the_weights_at_the_edge_are_accepted():
    assert plan("30").dosing_weight_kg == 30
    assert plan("200").dosing_weight_kg == 200


WEIGHTS = st.decimals(min_value=30, max_value=200, places=2)
DOSES = st.decimals(min_value=50, max_value=1000, places=0)


@given(
    product=st.sampled_from(sorted(PRODUCTS)),
    weight=WEIGHTS,
    dose=DOSES,
    at_risk=st.booleans(),
    first=st.booleans(),
)
def test_a_plan_always_adds_up(product, weight, dose, at_risk, first):
    chosen = PRODUCTS[product]
    planned = plan_infusion(
        InfusionOrder(
            product=chosen,
            weight_kg=weight,
            dose_mg_per_kg=dose,
            at_risk=at_risk,
            first_rules=first,
        ),
        limits=LIMITS,
    )
    ends = [step.end_min for step in planned.steps]
    top = chosen.max_rate_first if first else chosen.max_rate
    cap = min(top, chosen.at_risk_cap) if at_risk else top

    assert sum(planned.vials_g) == planned.grams
    assert sum(step.volume_ml for step in planned.steps) == planned.volume_ml
    assert [step.start_min for step in planned.steps] == [0, *ends[:-1]]
    assert planned.rates_ml_per_h == sorted(planned.rates_ml_per_h)
    assert planned.rates_ml_per_h[-1] <= chosen.ml_per_h(
        cap, weight_kg=planned.dosing_weight_kg
    )
    assert 0 <= planned.total_min - ends[-1] < 1


@pytest.mark.parametrize("code", sorted(PRODUCTS))
def test_a_ladder_never_exceeds_the_maximum_of_its_label(code):
    product = PRODUCTS[code]

    assert product.ladder[-1].rate <= product.max_rate_first <= product.max_rate
    assert product.ladder_later[-1].rate <= product.max_rate
    assert product.at_risk_cap <= product.max_rate


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        pytest.param({"ladder": ()}, "ends before its last rung", id="empty"),
        pytest.param(
            {"ladder": OCTAGAM.ladder[:1]}, "no rung that runs to the end", id="no end"
        ),
        pytest.param(
            {"ladder": OCTAGAM.ladder[-1:] * 2}, "ends before its last rung", id="two ends"
        ),
        pytest.param({"max_rate": Decimal(7)}, "at most the maximum", id="above the label"),
    ],
)
def test_a_ladder_with_a_fault_cannot_enter_the_catalogue(changed, fault):
    with pytest.raises(ValueError, match=fault):
        replace(OCTAGAM, **changed)
