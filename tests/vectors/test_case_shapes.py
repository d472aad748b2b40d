"""Cases may say the same thing in other words; what they leave out stays unknown."""

import pytest

from tests.vectors.history import SUITES as HISTORY
from tests.vectors.safety import SUITES as SAFETY

EARLY_LOSS = {"outcome": "miscarriage", "ga_days": 56}
LOSSES = [{"seq": 1, "outcome": "biochemical_loss"}, {"seq": 2, **EARLY_LOSS}]
FIVE = (
    *("hiv_1_2_ag_ab", "hbsag", "anti_hbc_total", "anti_hcv"),
    "syphilis_treponemal",
)


def asked_gate(name, **facts):
    answer = SAFETY["gate"][name]({"input": {"today": "2026-11-20", **facts}})
    return answer["outcome"].value, answer["reason"]


def donor_with(result):
    negative = {"result": "non_reactive", "sampled": "2026-10-20"}
    tests = dict.fromkeys(FIVE, negative)
    tests["hbsag"] = {"result": result, "sampled": "2026-10-20"}
    return {"relation": "partner", "tests": tests}


def test_options_that_are_empty_are_no_options():
    case = {"guideline": "eshre_2022", "pregnancies": LOSSES, "options": None}
    assert HISTORY["classify"]["classify"](case)["total"] == 2
    assert HISTORY["gtpal"]["gtpal"](case)["G"] == 2


@pytest.mark.parametrize("option", ["count_biochemical", "biochemical_in_g"])
def test_biochemical_losses_are_left_out_of_the_formula_on_request(option):
    case = {"pregnancies": LOSSES, "options": {option: False}}
    assert HISTORY["gtpal"]["gtpal"](case) == {"G": 1, "T": 0, "P": 0, "A": 1, "L": 0}


@pytest.mark.parametrize("option", ["exclude_biochemical", "no_such_option"])
def test_an_option_nobody_knows_is_never_guessed(option):
    case = {"pregnancies": LOSSES, "options": {option: True}}
    with pytest.raises(TypeError):
        HISTORY["gtpal"]["gtpal"](case)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("not_done", "TTI_MISSING"),
        ("unknown", "TTI_MISSING"),
        ("inconclusive", "TTI_INDETERMINATE"),
        ("borderline", "TTI_INDETERMINATE"),
    ],
)
def test_only_a_negative_result_is_good_news(result, reason):
    assert asked_gate("g_donor_tti", donor=donor_with(result)) == ("HARD", reason)


@pytest.mark.parametrize(
    ("route", "answer"),
    [
        ("iv", ("HARD", "ABO_MAJOR_IV")),
        ("intravenous", ("HARD", "ABO_MAJOR_IV")),
        ("id", ("WARN", "ABO_MAJOR")),
        (None, ("WARN", "ABO_MAJOR")),
    ],
)
def test_a_route_may_be_written_short(route, answer):
    her = {"abo": "O", "rhd": "pos", "anti_d": None}
    his = {"abo": "B", "rhd": "pos", "anti_d": None}
    assert asked_gate("g_abo_rhd", recipient=her, donor=his, route=route) == answer
