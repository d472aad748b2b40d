from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.intervals import (
    Context,
    Flag,
    Interval,
    Kind,
    NoFlag,
    choose_interval,
    place,
)
from foundation.medicine.quantities import Comparator, Quantity

D = Decimal
ANY = Interval("any", "nk_pct", "%", D("5.2"), D("36.6"))
DAY = date(2026, 3, 1)
KNOWN = Context(DAY, "A", "flow", "F", "nonpregnant", "luteal", 30)


def made(code="x", **axes):
    return replace(ANY, code=code, **axes)


def chosen(*intervals, context=KNOWN):
    choice = choose_interval(intervals, context, analyte="nk_pct")
    return choice.interval.code if choice.interval else choice.reason


@pytest.mark.parametrize(
    ("axes", "context", "answer"),
    [
        pytest.param({}, Context(), "x", id="a blank axis applies to all"),
        pytest.param({"lab": "A"}, KNOWN, "x", id="the same laboratory"),
        pytest.param({"lab": "B"}, KNOWN, NoFlag.NO_INTERVAL, id="another laboratory"),
        pytest.param(
            {"lab": "A"}, Context(DAY), NoFlag.CONTEXT_MISSING, id="laboratory unknown"
        ),
        pytest.param(
            {"state": "nonpregnant"},
            replace(KNOWN, state=None),
            NoFlag.CONTEXT_MISSING,
            id="state unknown is not non-pregnant",
        ),
        pytest.param(
            {"state": "t1", "lab": "B"},
            replace(KNOWN, state=None),
            NoFlag.NO_INTERVAL,
            id="unknown state cannot save another laboratory's interval",
        ),
        pytest.param({"valid_from": DAY}, KNOWN, "x", id="the first day of a version"),
        pytest.param(
            {"valid_from": date(2026, 3, 2)}, KNOWN, NoFlag.NO_INTERVAL, id="one day early"
        ),
        pytest.param({"valid_to": date(2026, 3, 2)}, KNOWN, "x", id="the last day"),
        pytest.param(
            {"valid_to": DAY}, KNOWN, NoFlag.NO_INTERVAL, id="closed on that very day"
        ),
        pytest.param(
            {"valid_from": DAY},
            replace(KNOWN, collected=None),
            NoFlag.CONTEXT_MISSING,
            id="no day of collection",
        ),
        pytest.param({"age_min_years": 30}, KNOWN, "x", id="just old enough"),
        pytest.param({"age_min_years": 31}, KNOWN, NoFlag.NO_INTERVAL, id="too young"),
        pytest.param({"age_max_years": 30}, KNOWN, "x", id="just young enough"),
        pytest.param({"age_max_years": 29}, KNOWN, NoFlag.NO_INTERVAL, id="too old"),
        pytest.param(
            {"age_min_years": 19},
            replace(KNOWN, age_years=None),
            NoFlag.CONTEXT_MISSING,
            id="age unknown",
        ),
        pytest.param(
            {"kind": Kind.DECISION}, KNOWN, NoFlag.NO_INTERVAL, id="a cut-off flags nothing"
        ),
        pytest.param(
            {"kind": Kind.CLASSIFICATION}, KNOWN, NoFlag.NO_INTERVAL, id="nor does a band"
        ),
        pytest.param({"analyte": "cd3_pct"}, KNOWN, NoFlag.NO_INTERVAL, id="another test"),
    ],
)
def test_an_interval_applies_only_where_it_fits(axes, context, answer):
    assert chosen(made(**axes), context=context) == answer


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            {"lab": "A"},
            {"method": "flow", "state": "nonpregnant", "phase": "luteal", "sex": "F"},
            id="laboratory beats all the rest together",
        ),
        pytest.param({"method": "flow"}, {"state": "nonpregnant"}, id="method beats state"),
        pytest.param({"state": "nonpregnant"}, {"phase": "luteal"}, id="state beats phase"),
        pytest.param({"phase": "luteal"}, {"sex": "F"}, id="phase beats sex"),
        pytest.param({"sex": "F"}, {"valid_from": DAY}, id="sex beats a later version"),
        pytest.param({"lab": "A", "sex": "F"}, {"lab": "A"}, id="one more axis"),
        pytest.param(
            {"valid_from": date(2025, 1, 1)},
            {"valid_from": date(2020, 1, 1)},
            id="the later of two open versions",
        ),
        pytest.param({"valid_from": date(2020, 1, 1)}, {}, id="dated beats undated"),
        pytest.param({"version": 2}, {"version": 1}, id="the higher version number"),
    ],
)
def test_the_most_specific_interval_wins_in_any_order(better, worse):
    pair = made("better", **better), made("worse", **worse)

    assert chosen(*pair) == "better"
    assert chosen(*reversed(pair)) == "better"


def test_something_that_fits_is_taken_though_more_could_be_known():
    context = replace(KNOWN, state=None)

    assert chosen(made("t1", state="t1"), made("all"), context=context) == "all"


def test_two_equal_claims_are_not_decided_by_chance():
    assert chosen(made("one"), made("two", high=D(30))) == NoFlag.AMBIGUOUS


TSH = Interval(
    "tsh",
    "tsh",
    "m[IU]/L",
    D("0.4"),
    D("4.0"),
    critical_low=D("0.01"),
    critical_high=D(50),
)


@pytest.mark.parametrize(
    ("reported", "flag"),
    [
        pytest.param("0.4", "N", id="the lower limit belongs to the interval"),
        pytest.param("0.39", "L", id="just below"),
        pytest.param("4.0", "N", id="the upper limit belongs to the interval"),
        pytest.param("4.01", "H", id="just above"),
        pytest.param("50", "H", id="on the critical limit is not beyond it"),
        pytest.param("50.1", "HH", id="beyond the critical limit"),
        pytest.param("0.01", "L", id="on the lower critical limit"),
        pytest.param("0.009", "LL", id="beyond the lower critical limit"),
        pytest.param("<0.4", "L", id="everything below the limit"),
        pytest.param("<=0.4", "IND", id="may be exactly the limit"),
        pytest.param("<0.5", "IND", id="straddles the lower limit"),
        pytest.param("<0.01", "LL", id="everything beyond the lower critical limit"),
        pytest.param("<=0.01", "L", id="may be on the lower critical limit"),
        pytest.param("<5", "IND", id="may be low, normal or high"),
        pytest.param(">4.0", "H", id="cannot be normal"),
        pytest.param(">=4.0", "IND", id="may be exactly the upper limit"),
        pytest.param(">3", "IND", id="straddles the upper limit"),
        pytest.param(">10", "H", id="between high and critical is only high"),
        pytest.param(">50", "HH", id="everything beyond critical"),
        pytest.param(">=50", "H", id="may be on the critical limit"),
    ],
)
def test_a_result_is_placed_as_the_set_it_is(reported, flag):
    assert place(spans(reported), TSH) == flag


@pytest.mark.parametrize(
    ("reported", "flag"),
    [
        pytest.param("12", "H", id="an excluded limit is outside"),
        pytest.param("11.9", "N", id="just below it"),
        pytest.param("<12", "N", id="less than the excluded limit is inside"),
        pytest.param("<=12", "IND", id="may be the excluded limit"),
        pytest.param(">=12", "H", id="from the excluded limit on"),
        pytest.param("<0.5", "N", id="below detection of a one-sided interval"),
    ],
)
def test_an_excluded_upper_limit(reported, flag):
    below_12 = Interval("il2", "s_il2", "pg/mL", high=D(12), high_incl=False)

    assert place(spans(reported), below_12) == flag


@pytest.mark.parametrize(
    ("reported", "flag"),
    [
        pytest.param("10.6", "L", id="an excluded limit is outside"),
        pytest.param("10.7", "N", id="just above it"),
        pytest.param(">10.6", "N", id="more than the excluded limit is inside"),
        pytest.param(">=10.6", "IND", id="may be the excluded limit"),
        pytest.param("<=10.6", "L", id="up to the excluded limit"),
    ],
)
def test_an_excluded_lower_limit(reported, flag):
    above_10_6 = Interval("x", "x", "%", low=D("10.6"), low_incl=False)

    assert place(spans(reported), above_10_6) == flag


def spans(reported):
    number = reported.lstrip("<>=")
    comparator = Comparator(reported.removesuffix(number))
    return Quantity(D(number), comparator).span()


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        pytest.param(ANY, "5.2 to 36.6 %", id="two limits"),
        pytest.param(replace(ANY, low=None), "at most 36.6 %", id="upper"),
        pytest.param(replace(ANY, low=None, high_incl=False), "below 36.6 %", id="below"),
        pytest.param(replace(ANY, high=None), "at least 5.2 %", id="lower"),
        pytest.param(replace(ANY, high=None, low_incl=False), "above 5.2 %", id="above"),
        pytest.param(replace(ANY, high_incl=False), "5.2 to below 36.6 %", id="half open"),
    ],
)
def test_an_interval_is_shown_in_words(interval, shown):
    assert interval.text() == shown


@pytest.mark.parametrize(
    "limits", [{"low": None, "high": None}, {"low": D(5), "high": D(4)}]
)
def test_an_interval_without_sense_is_refused(limits):
    with pytest.raises(ValueError, match=r"no limit at all|upside down"):
        replace(ANY, **limits)


decimals = st.decimals(min_value=0, max_value=100, places=2)


@given(decimals, st.sampled_from(Comparator), decimals, decimals, decimals)
def test_a_censored_result_has_a_flag_only_if_all_its_values_share_it(
    value, comparator, one_end, other_end, candidate
):
    low, high = sorted((one_end, other_end))
    interval = Interval("x", "x", "%", low, high)
    span = Quantity(value, comparator).span()
    flag = place(span, interval)

    if not span.is_empty and span.contains(Quantity(candidate).span()):
        single = place(Quantity(candidate).span(), interval)
        assert flag in {Flag.INDETERMINATE, single}
