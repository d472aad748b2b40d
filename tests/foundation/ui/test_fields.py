"""Answers are read as people write them, shown as they are known, refused in words."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.gestation import GestationRange
from foundation.ui.fields import (
    ApproximateDateField,
    ClockField,
    DayField,
    GestationField,
    MomentField,
    PhoneField,
)

READ = [
    pytest.param(ApproximateDateField, "2018", ApproximateDate(2018), id="a year"),
    pytest.param(
        ApproximateDateField,
        "about 2018",
        ApproximateDate(2018, about=True),
        id="about a year",
    ),
    pytest.param(ApproximateDateField, "Mar 2024", ApproximateDate(2024, 3), id="a month"),
    pytest.param(ApproximateDateField, "unknown", None, id="an unknown date"),
    pytest.param(DayField, "3/4/2024", date(2024, 4, 3), id="day before month"),
    pytest.param(DayField, "2024-03-12", date(2024, 3, 12), id="as computers write it"),
    pytest.param(GestationField, "8+3", 59, id="weeks and days"),
    pytest.param(GestationField, "7-8 w", GestationRange(49, 56), id="both ends kept"),
    pytest.param(GestationField, "  ", None, id="blank is unknown"),
    pytest.param(ClockField, "905", time(9, 5), id="905"),
    pytest.param(ClockField, "14.30", time(14, 30), id="14.30"),
    pytest.param(
        MomentField,
        "12 Mar 2024 10:30",
        datetime(2024, 3, 12, 5, 0, tzinfo=UTC),
        id="the clinic's clock, not the server's",
    ),
]
REFUSED = [
    pytest.param(
        ApproximateDateField, "31 Feb 2024", "There is no 31 February 2024.", id="31 Feb"
    ),
    pytest.param(
        DayField,
        "Mar 2024",
        "“Mar 2024”: write the whole date, for example 12 Mar 2024.",
        id="a month where a day is asked",
    ),
    pytest.param(
        DayField,
        "about 12 Mar 2024",
        "“about 12 Mar 2024”: write the whole date, for example 12 Mar 2024.",
        id="about a day",
    ),
    pytest.param(
        GestationField,
        "8.3 w",
        "8.3 w: write weeks and days, for example 8+3.",
        id="decimal weeks",
    ),
    pytest.param(
        ClockField, "24:00", "“24:00” is not a time. Write it like 14:30.", id="24:00"
    ),
    pytest.param(
        ClockField, "12:60", "“12:60” is not a time. Write it like 14:30.", id="12:60"
    ),
    pytest.param(
        ClockField, "noon", "“noon” is not a time. Write it like 14:30.", id="a word"
    ),
    pytest.param(
        MomentField,
        "10:30",
        "Write the day and the time, for example 12 Mar 2024 10:30.",
        id="a time alone",
    ),
]


@pytest.mark.parametrize(("field", "typed", "answer"), READ)
def test_field_reads_what_was_typed(field, typed, answer):
    assert field(required=False).clean(typed) == answer


@pytest.mark.parametrize(("field", "typed", "sentence"), REFUSED)
def test_field_refuses_in_words(field, typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)
    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (ApproximateDateField, ApproximateDate(2018, about=True), "about 2018"),
        (DayField, date(2024, 4, 3), "3 Apr 2024"),
        (GestationField, 59, "8+3"),
        (GestationField, GestationRange(49, 56), "7+0 to 8+0"),
        (ClockField, time(9, 5), "09:05"),
        (MomentField, datetime(2024, 3, 12, 5, 0, tzinfo=UTC), "12 Mar 2024 10:30"),
        (DayField, None, None),
        (DayField, "31 Feb 2024", "31 Feb 2024"),
    ],
)
def test_field_shows_an_answer_so_that_it_reads_back(field, value, shown):
    assert field(required=False).prepare_value(value) == shown


@pytest.mark.parametrize(("field", "typed", "answer"), READ)
def test_what_is_shown_reads_back_as_the_same(field, typed, answer):
    asked = field(required=False)
    assert asked.clean(asked.prepare_value(answer) or "") == answer


def test_changed_means_another_answer_not_other_letters():
    assert not DayField().has_changed(date(2024, 4, 3), "3/4/2024")
    assert DayField().has_changed(date(2024, 4, 3), "4/3/2024")
    assert DayField().has_changed(date(2024, 4, 3), "no day")


def test_gestation_may_refuse_a_range():
    with pytest.raises(ValidationError, match="write one gestation here"):
        GestationField(ranges=False).clean("7-8 w")


@pytest.mark.parametrize("typed", ["98765 43210", "+91 98765 43210"])
def test_phone_without_country_code_is_of_the_clinic(typed):
    assert PhoneField().clean(typed).as_e164 == "+919876543210"


def test_phone_refuses_in_words():
    with pytest.raises(ValidationError) as refusal:
        PhoneField().clean("12")
    assert refusal.value.messages == [
        "This is not a telephone number. Abroad, write it with + and the country code."
    ]
