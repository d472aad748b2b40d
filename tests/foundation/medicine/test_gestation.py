from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.gestation import (
    LONGEST_DAYS,
    GestationRange,
    ImpossibleGestation,
    gestation_text,
    read_gestation,
)


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        pytest.param(59, "8+3", id="8 weeks and 3 days"),
        pytest.param(56, "8+0", id="a full week keeps its +0"),
        pytest.param(6, "0+6", id="less than a week"),
    ],
)
def test_gestation_text_shows_weeks_and_days(days, shown):
    assert gestation_text(days) == shown


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        pytest.param("8+3", 59, id="the clinic's own way"),
        pytest.param(" 8 + 3 ", 59, id="with spaces"),
        pytest.param("8w3d", 59, id="as a scan prints it"),
        pytest.param("8W 3D", 59, id="capitals"),
        pytest.param("8 weeks 3 days", 59, id="in words"),
        pytest.param("8+3/40", 59, id="of forty"),
        pytest.param("8/40", 56, id="full weeks of forty"),
        pytest.param("8 w", 56, id="full weeks"),
        pytest.param("8", 56, id="a bare number means weeks"),
        pytest.param("59d", 59, id="days"),
        pytest.param("59 days", 59, id="days in words"),
        pytest.param("8+6", 62, id="6 days beyond the week, the most"),
        pytest.param("44+2", 310, id="the longest possible"),
        pytest.param("", None, id="nothing typed"),
        pytest.param("unknown", None, id="unknown is not zero"),
        pytest.param("7-8 w", GestationRange(49, 56), id="a range keeps both ends"),
        pytest.param("7–8 weeks", GestationRange(49, 56), id="a printed dash"),
        pytest.param("7+2 - 8+1", GestationRange(51, 57), id="a range in days"),
        pytest.param("7 to 8 w", GestationRange(49, 56), id="a range in words"),
    ],
)
def test_gestation_is_read_as_typed(typed, days):
    assert read_gestation(typed) == days


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("50", "50: no pregnancy is longer than 44+2 weeks.", id="50 weeks"),
        pytest.param("311d", "311d: no pregnancy is longer than", id="one day too long"),
        pytest.param("8+7", "8+7: there are at most 6 days beyond", id="7 days is a week"),
        pytest.param("8.3", "8.3: write weeks and days", id="decimal weeks"),
        pytest.param("8,5 w", "8,5 w: write weeks and days", id="decimal comma weeks"),
        pytest.param("eight", "“eight” is not a gestation.", id="not a number"),
        pytest.param("8 3", "“8 3” is not a gestation.", id="two numbers without a sign"),
        pytest.param("-8", "“-8” is not a gestation.", id="negative"),
        pytest.param("9-7 w", "9+0 to 7+0 runs backwards", id="a backward range"),
    ],
)
def test_impossible_gestation_is_refused_in_words(typed, sentence):
    with pytest.raises(ImpossibleGestation) as refusal:
        read_gestation(typed)

    assert str(refusal.value).startswith(sentence)


def test_a_range_shows_both_ends():
    assert GestationRange(49, 56).text() == "7+0 to 8+0"


@given(st.integers(min_value=0, max_value=LONGEST_DAYS))
def test_what_is_shown_is_read_back(days):
    assert read_gestation(gestation_text(days)) == days


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text):
    with suppress(ImpossibleGestation):
        answer = read_gestation(text)
        assert answer is None or isinstance(answer, int | GestationRange)
