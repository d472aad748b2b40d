from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.dates import (
    ApproximateDate,
    ImpossibleDate,
    Precision,
    in_time,
    read_date,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("12 Mar 2024", ApproximateDate(2024, 3, 12), id="day, month in words"),
        pytest.param("12th March, 2024", ApproximateDate(2024, 3, 12), id="as in a letter"),
        pytest.param("12/03/2024", ApproximateDate(2024, 3, 12), id="day first"),
        pytest.param("3/4/2024", ApproximateDate(2024, 4, 3), id="never month first"),
        pytest.param("12.03.2024", ApproximateDate(2024, 3, 12), id="with dots"),
        pytest.param("2024-03-12", ApproximateDate(2024, 3, 12), id="ISO"),
        pytest.param("29 Feb 2024", ApproximateDate(2024, 2, 29), id="leap day"),
        pytest.param("Mar 2024", ApproximateDate(2024, 3), id="month"),
        pytest.param("03/2024", ApproximateDate(2024, 3), id="month in figures"),
        pytest.param("2024-03", ApproximateDate(2024, 3), id="ISO month"),
        pytest.param("sept 2020", ApproximateDate(2020, 9), id="a longer short form"),
        pytest.param("2018", ApproximateDate(2018), id="year"),
        pytest.param("about 2018", ApproximateDate(2018, about=True), id="about is kept"),
        pytest.param("~ 2018", ApproximateDate(2018, about=True), id="about as a sign"),
        pytest.param("", None, id="nothing typed"),
        pytest.param("unknown", None, id="unknown"),
    ],
)
def test_date_is_read_as_exactly_as_it_is_known(typed, read):
    assert read_date(typed) == read


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("31/02/2024", "There is no 31 February 2024.", id="31 February"),
        pytest.param("29 Feb 2023", "There is no 29 February 2023.", id="no leap year"),
        pytest.param("13/2024", "There is no month 13.", id="month 13"),
        pytest.param("00/2024", "There is no month 0.", id="month 0"),
        pytest.param("12 Foo 2024", "“foo” is not a month.", id="no such month"),
        pytest.param("1/2/24", "“1/2/24” is not a date.", id="a year of two figures"),
        pytest.param("yesterday", "“yesterday” is not a date.", id="not a date"),
        pytest.param("0218", "218 is not a year on", id="a slip in the year"),
        pytest.param("1899", "1899 is not a year on", id="the year before the first"),
    ],
)
def test_impossible_date_is_refused_in_words(typed, sentence):
    with pytest.raises(ImpossibleDate) as refusal:
        read_date(typed)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(
    ("known", "precision", "earliest", "latest", "shown"),
    [
        pytest.param(
            ApproximateDate(2024, 3, 12),
            Precision.DAY,
            date(2024, 3, 12),
            date(2024, 3, 12),
            "12 Mar 2024",
            id="to the day",
        ),
        pytest.param(
            ApproximateDate(2024, 2),
            Precision.MONTH,
            date(2024, 2, 1),
            date(2024, 2, 29),
            "Feb 2024",
            id="to the month",
        ),
        pytest.param(
            ApproximateDate(2018, about=True),
            Precision.YEAR,
            date(2018, 1, 1),
            date(2018, 12, 31),
            "about 2018",
            id="to the year",
        ),
    ],
)
def test_a_date_spans_every_day_it_can_be(known, precision, earliest, latest, shown):
    assert (known.precision, known.earliest, known.latest) == (precision, earliest, latest)
    assert str(known) == shown


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        pytest.param("2018", "Jan 2019", True, id="the year before"),
        pytest.param("2018", "Dec 2018", False, id="within the same year"),
        pytest.param("12 Mar 2024", "12 Mar 2024", False, id="the same day"),
        pytest.param("12 Mar 2024", "13 Mar 2024", True, id="the day before"),
    ],
)
def test_before_means_for_certain(one, other, before):
    assert read_date(one).surely_before(read_date(other)) is before


def test_a_day_needs_its_month():
    with pytest.raises(ImpossibleDate):
        ApproximateDate(2024, None, 12)


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)),
    st.sampled_from(Precision),
)
def test_what_is_stored_and_shown_is_read_back(on, precision):
    stored = ApproximateDate.of(on, precision)

    assert stored.precision is precision
    assert stored.earliest <= on <= stored.latest
    assert read_date(stored.text()) == stored


@given(st.text(max_size=14))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text):
    with suppress(ImpossibleDate):
        answer = read_date(text)
        assert answer is None or isinstance(answer, ApproximateDate)


#   the dates as they were told, and the order in which they are put
ORDERS = [
    ("2021, 2018, 2020", "2018, 2020, 2021"),
    ("3 May 2020, 2 May 2020", "2 May 2020, 3 May 2020"),
    ("May 2020, 2 May 2020", "May 2020, 2 May 2020"),
    ("2020, 2 May 2020, 1 May 2020", "2020, 1 May 2020, 2 May 2020"),
    ("2 May 2020, ?, 1 May 2020", "?, 1 May 2020, 2 May 2020"),
    ("?, ?", "?, ?"),
    ("", ""),
]


@pytest.mark.parametrize(("told", "ordered"), ORDERS, ids=lambda row: row or "nothing")
def test_dates_are_ordered_as_far_as_they_surely_can_be(told, ordered):
    words = told.split(", ") if told else []

    assert ", ".join(in_time(words, date_of=read_date)) == ordered


approximate_dates = st.builds(
    lambda year, month, day: ApproximateDate(year, month, day if month else None),
    st.integers(2018, 2020),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 28),
)


@given(st.lists(st.none() | approximate_dates, max_size=7))
def test_nothing_surely_later_comes_first(dates):
    ordered = in_time(dates, date_of=lambda when: when)

    assert sorted(map(str, ordered)) == sorted(map(str, dates))
    for place, later in enumerate(ordered):
        known = [earlier for earlier in ordered[:place] if earlier and later]
        assert not any(later.surely_before(earlier) for earlier in known)
