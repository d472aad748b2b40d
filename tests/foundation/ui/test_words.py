"""Flags, gates and states: a drawing and a word, never colour alone."""

import re

import pytest
from django.utils.html import strip_tags

from foundation.ui import words
from foundation.ui.icons import UnknownIcon, icon


@pytest.mark.parametrize(
    ("code", "word"),
    [
        pytest.param("N", "In range", id="inside its limits"),
        pytest.param("L", "Low", id="below"),
        pytest.param("H", "High", id="above"),
        pytest.param("LL", "Critically low", id="far below"),
        pytest.param("HH", "Critically high", id="far above"),
        pytest.param("A", "Abnormal", id="not the expected answer"),
        pytest.param("IND", "Cannot be placed", id="<0.5 against 0.4 to 4.0"),
        pytest.param(None, "Not assessed", id="no flag is not normal"),
        pytest.param("", "Not assessed", id="a blank flag is not normal"),
        pytest.param("NOT_ASSESSED", "Not assessed", id="said in a word"),
    ],
)
def test_flag_is_a_drawing_and_a_word(code, word):
    shown = words.flag(code)
    assert strip_tags(shown) == word
    assert shown.count("<svg") == 1


def test_unknown_flag_is_refused():
    with pytest.raises(KeyError):
        words.flag("X")


@pytest.mark.parametrize(
    ("outcome", "word"),
    [("HARD", "Stop"), ("SOFT", "Needs a decision"), ("WARN", "Note"), ("PASS", "Passed")],
)
def test_gate_says_what_to_do(outcome, word):
    assert strip_tags(words.gate(outcome)) == word


@pytest.mark.parametrize("tone", words.TONES)
def test_badge_brings_the_drawing_of_its_tone(tone):
    assert words.badge("Arrived", tone=tone).count("<svg") == 1


def test_badge_escapes_what_a_person_typed():
    assert "<script" not in words.badge("<script>alert(1)</script>")


def test_unknown_tone_is_refused():
    with pytest.raises(KeyError):
        words.badge("Arrived", tone="pink")


def test_icon_is_hidden_from_readers_and_has_no_style():
    drawn = icon("calendar3", size=20)
    assert re.match(r'<svg class="icon" width="20" height="20" .*aria-hidden="true"', drawn)
    assert "style=" not in drawn


@pytest.mark.parametrize("name", ["no-such-icon", "../../package", ""])
def test_unknown_icon_fails_loudly(name):
    with pytest.raises(UnknownIcon):
        icon(name)
