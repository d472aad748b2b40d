"""A question is drawn with its label, its help and its refusal, whatever its input is."""

import pytest
from django import forms
from django.forms import BoundField

from foundation.ui.forms import ClinicForm
from foundation.ui.questions import question

SHARP = "<b>\"'&"
REQUIRED = '<span class="required">required</span>'


class Asked(ClinicForm):
    word = forms.CharField(label=SHARP, help_text=SHARP)
    weight = forms.CharField(label="Weight", required=False)
    sure = forms.BooleanField(label="Sure")
    how = forms.ChoiceField(choices=[("a", SHARP), ("b", "B")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput)


@pytest.fixture
def blank() -> ClinicForm:
    return Asked()


def of(form: ClinicForm, name: str, **beside: str) -> str:
    field: BoundField = form[name]
    return str(question(field, **beside))


def test_escapes_label_and_help_and_says_that_it_must_be_answered(blank):
    drawn = of(blank, "word")

    assert SHARP not in drawn
    assert f'for="id_word">&lt;b&gt;&quot;&#x27;&amp;{REQUIRED}</label>' in drawn
    assert '<div id="id_word_helptext" class="form-text">&lt;b&gt;' in drawn
    assert 'class="form-control"' in drawn


def test_does_not_ask_for_what_may_stay_open(blank):
    assert REQUIRED not in of(blank, "weight")


def test_writes_a_unit_into_the_same_box(blank):
    drawn = of(blank, "weight", before="about", after=SHARP)

    assert drawn.count("input-group-text") == 2
    assert SHARP not in drawn


def test_a_tick_stands_before_its_label(blank):
    drawn = of(blank, "sure")

    assert drawn.index("<input") < drawn.index("<label")


def test_several_choices_are_one_question(blank):
    drawn = of(blank, "how")

    assert drawn.startswith('<fieldset id="div_id_how" class="field">')
    assert drawn.count('type="radio"') == 2
    assert SHARP not in drawn


def test_what_is_hidden_has_no_label(blank):
    assert "label" not in of(blank, "key")


def test_says_a_refusal_where_the_input_names_it():
    form = Asked({"how": SHARP})

    for name in ("word", "how"):
        drawn = of(form, name)
        assert f'<div id="id_{name}_error" class="field-error">' in drawn
        assert f"id_{name}_error" in drawn.split("field-error")[0]
        assert SHARP not in drawn
    assert "is-invalid" in of(form, "word")
