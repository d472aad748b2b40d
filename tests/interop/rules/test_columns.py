"""Headings of other registers are understood, and never more than they say."""

import pytest

from interop.rules.columns import guessed, headings_key

LABELS = {
    "register": "Number in the old register",
    "woman_name": "Her name in Latin letters",
    "woman_born": "She was born",
    "woman_phone": "Her telephone",
    "man_name": "His name in Latin letters",
    "man_born": "He was born",
    "outcome": "How it ended",
    "ended": "When",
    "gestation": "Gestation",
}


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Her name in Latin letters", "woman_name"),
        ("WIFE", "woman_name"),
        ("Wife's D.O.B.", "woman_born"),
        ("Husband date of birth", "man_born"),
        ("Patient Name", "woman_name"),
        ("wife_phone", "woman_phone"),
        ("Reg. No.", "register"),
        ("outcome", "outcome"),
        ("GA", "gestation"),
        ("How it ended", "outcome"),
        ("Wife's uncle", None),
        ("Blood sugar", None),
        ("", None),
    ],
)
def test_a_heading_is_understood_or_left_unread(heading, code):
    assert guessed([heading], labels=LABELS) == ({0: code} if code else {})


def test_of_two_columns_that_say_the_same_the_first_counts():
    assert guessed(["Date", "When", "GA"], labels=LABELS) == {0: "ended", 2: "gestation"}


def test_nothing_is_guessed_that_the_clinic_does_not_ask():
    assert guessed(["Husband phone"], labels=LABELS) == {}


def test_the_key_of_headings_does_not_mind_how_they_are_written():
    assert headings_key(["Wife", "Date of birth"]) == headings_key(
        ["WIFE ", "date-of-birth"]
    )
    assert headings_key(["Wife", "Husband"]) != headings_key(["Husband", "Wife"])
