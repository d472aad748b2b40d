"""Ratios and bands."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foundation.medicine.quantities import Comparator, Quantity
from immunology.rules.ratios import Band, BandTable, band, ratio

D = Decimal


def q(text):
    number = text.lstrip("<>=")
    return Quantity(D(number), Comparator(text.removesuffix(number)))


@pytest.mark.parametrize(
    ("over", "under", "answer"),
    [
        pytest.param("42.8", "1.2", "35.7", id="two exact results"),
        pytest.param("0", "1.2", "0.0", id="zero over something"),
        pytest.param("30", "<0.5", ">60.0", id="below detection gives a lower bound"),
        pytest.param("30", "<=0.5", ">=60.0", id="at most gives at least"),
        pytest.param("20", "<0.3", ">66.6", id="a lower bound is never rounded up"),
        pytest.param("<0.5", "2", "<0.3", id="an upper bound is never rounded down"),
        pytest.param(">80", "2", ">40.0", id="above the range on top"),
        pytest.param("30", ">60", "<0.5", id="above the range below"),
        pytest.param("<0.5", "<0.5", None, id="two bounds"),
        pytest.param(">80", "<0.5", None, id="two bounds, even of one direction"),
        pytest.param("42.8", "0", None, id="over zero"),
        pytest.param("0", "<0.5", None, id="zero over a bound"),
    ],
)
def test_ratio(over, under, answer):
    assert ratio(q(over), q(under)) == (q(answer) if answer else None)


def test_decimals_of_a_ratio_are_a_setting():
    assert ratio(q("1"), q("3"), decimals=3) == q("0.333")


positive = st.decimals(min_value="0.01", max_value=1000, places=2)


@given(positive, positive, positive)
def test_a_lower_bound_holds_for_every_value_below_detection(over, limit, under):
    assume(under < limit)
    bound = ratio(Quantity(over), Quantity(limit, Comparator.LESS))

    assert over / under > bound.value


TNF_IL10 = BandTable(
    (Band(D("30.6"), "normal"), Band(D("39.0"), "high"), Band(None, "severe"))
)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        pytest.param("30.6", "normal", id="the upper limit belongs to the band"),
        pytest.param("30.7", "high", id="just above"),
        pytest.param("39.0", "high", id="the next upper limit"),
        pytest.param("39.1", "severe", id="above every limit"),
        pytest.param("<5", "normal", id="all below the limit"),
        pytest.param("<30.6", "normal", id="all below, up to the limit"),
        pytest.param("<31", None, id="in one of two bands"),
        pytest.param(">39.0", "severe", id="all above the last limit"),
        pytest.param(">=39.0", None, id="on the limit or above"),
        pytest.param(">60.0", "severe", id="a bound well above"),
    ],
)
def test_band(value, label):
    assert band(q(value), TNF_IL10) == label


def test_a_value_above_a_closed_table_has_no_band():
    assert band(q("101"), BandTable((Band(D(100), "sufficient"),))) is None


def test_bands_carry_their_year():
    table = BandTable((Band(None, "sufficient"),), year=2011)

    assert table.label_with_year("sufficient") == "sufficient (2011)"
    assert TNF_IL10.label_with_year("high") == "high"
