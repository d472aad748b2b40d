from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.quantities import Comparator, Quantity, Span
from foundation.medicine.units import is_same_unit, unit_text

D = Decimal


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        pytest.param(Quantity(D("14.20"), unit="%"), "14.20 %", id="decimals stay"),
        pytest.param(Quantity(D("0.5"), Comparator.LESS, "pg/mL"), "<0.5 pg/mL", id="<"),
        pytest.param(Quantity(D("40"), Comparator.AT_LEAST), "≥40", id="at least, no unit"),
        pytest.param(Quantity(D("4"), Comparator.AT_MOST, "m[IU]/L"), "≤4 mIU/L", id="≤"),
        pytest.param(Quantity(D("1E+3"), unit="/uL"), "1000 /µL", id="never in powers"),
    ],
)
def test_quantity_is_shown_as_reported(quantity, shown):
    assert quantity.text() == shown


@pytest.mark.parametrize("value", [0.5, 1, "0.5", None])
def test_a_measured_value_is_a_decimal_and_nothing_else(value):
    with pytest.raises(TypeError):
        Quantity(value)


@pytest.mark.parametrize("value", [D("NaN"), D("Infinity")])
def test_a_measured_value_is_finite(value):
    with pytest.raises(ValueError, match="not a measured value"):
        Quantity(value)


@pytest.mark.parametrize(
    ("comparator", "floor", "span"),
    [
        pytest.param("", D(0), Span(D(5), D(5)), id="5 is 5"),
        pytest.param("<", D(0), Span(D(0), D(5), high_in=False), id="<5 is [0,5)"),
        pytest.param("<=", D(0), Span(D(0), D(5)), id="<=5 is [0,5]"),
        pytest.param(">", D(0), Span(D(5), None, low_in=False), id=">5 is (5,inf)"),
        pytest.param(">=", D(0), Span(D(5), None), id=">=5 is [5,inf)"),
        pytest.param("<", None, Span(None, D(5), high_in=False), id="no floor, no end"),
    ],
)
def test_a_censored_value_is_a_set(comparator, floor, span):
    assert Quantity(D(5), Comparator(comparator)).span(floor=floor) == span


@pytest.mark.parametrize(
    ("span", "empty"),
    [
        pytest.param(Span(D(0), D(0), high_in=False), True, id="less than 0 of a count"),
        pytest.param(Span(D(0), D(0)), False, id="at most 0 is 0"),
        pytest.param(Span(D(0), D(-1)), True, id="below the floor"),
        pytest.param(Span(None, D(-1)), False, id="without a floor"),
    ],
)
def test_a_set_can_be_empty(span, empty):
    assert span.is_empty is empty


values = st.decimals(min_value=-1000, max_value=1000, places=3)
comparators = st.sampled_from(Comparator)


@given(values, comparators, values)
def test_no_value_lies_below_above_and_on_the_limit_at_once(value, comparator, limit):
    span = Quantity(value, comparator).span(floor=None)

    assert not (span.lies_below(limit) and span.lies_above(limit))


@given(values, comparators)
def test_every_set_contains_itself(value, comparator):
    span = Quantity(value, comparator).span(floor=None)

    assert span.contains(span)


@pytest.mark.parametrize(
    ("ucum", "printed"),
    [
        ("m[IU]/L", "mIU/L"),
        ("[GPL'U]/mL", "GPL/mL"),
        ("[arb'U]/mL", "U/mL"),
        ("/uL", "/µL"),
        ("{ratio}", ""),
        ("{titer}", ""),
        ("/mm2", "/mm²"),
        ("10*6/mL", "10⁶/mL"),
        ("%", "%"),
    ],
)
def test_unit_is_shown_as_printed(ucum, printed):
    assert unit_text(ucum) == printed


@pytest.mark.parametrize(
    ("typed", "ucum", "same"),
    [
        pytest.param("pg/ml", "pg/mL", True, id="case"),
        pytest.param("µIU/mL", "u[IU]/mL", True, id="micro sign"),
        pytest.param("miu/l", "m[IU]/L", True, id="as printed"),
        pytest.param("mg/L", "mg/dL", False, id="another unit"),
        pytest.param("", "%", False, id="nothing typed"),
    ],
)
def test_a_typed_unit_is_the_same_only_by_spelling(typed, ucum, same):
    assert is_same_unit(typed, ucum) is same
