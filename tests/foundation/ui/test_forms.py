"""A form asks; a refusal lands beside what was typed, and nothing typed is lost."""

import html5lib
import pytest
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.template import Context, Template

from foundation.ui.forms import ClinicForm, Group, Line, accepted


class WeightForm(ClinicForm):
    weight_kg = forms.DecimalField(label="Weight", help_text="In kilograms")
    cycles = forms.IntegerField(label="Cycles", required=False, min_value=0)
    side = forms.ChoiceField(
        label="Side", choices=[("l", "Left"), ("r", "Right")], widget=forms.RadioSelect
    )
    checked = forms.BooleanField(label="Checked by a second person")


GOOD = {"weight_kg": "61.5", "side": "l", "checked": "on"}


def page(form: forms.Form):
    shown = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": form})
    )
    return html5lib.parseFragment(shown, namespaceHTMLElements=False)


def words(element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def by_id(tree, name: str):
    return next(element for element in tree.iter() if element.get("id") == name)


def refuse(refusal):
    def act(**answers):
        raise refusal

    return act


def test_accepted_runs_the_act_with_the_cleaned_answers():
    form = WeightForm(GOOD)
    assert accepted(form, lambda **answers: sorted(answers))
    assert form.made == ["checked", "cycles", "side", "weight_kg"]


def test_accepted_does_not_act_on_an_invalid_form():
    assert not accepted(WeightForm({}), refuse(AssertionError("acted")))


def test_refusal_of_a_field_lands_beside_the_field():
    form = WeightForm(GOOD)
    assert not accepted(form, refuse(ValidationError({"weight_kg": "Too light."})))
    assert form.errors == {"weight_kg": ["Too light."]}
    assert form["weight_kg"].value() == "61.5"


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(ValidationError("No donor."), id="a plain sentence"),
        pytest.param(ValidationError({NON_FIELD_ERRORS: "No donor."}), id="of the whole"),
        pytest.param(
            ValidationError({"donor": "No donor."}), id="of a field not asked here"
        ),
    ],
)
def test_any_other_refusal_lands_above_the_form(refusal):
    form = WeightForm(GOOD)
    assert not accepted(form, refuse(refusal))
    assert form.non_field_errors() == ["No donor."]


def test_number_is_typed_as_text_so_that_a_wheel_cannot_change_it():
    inputs = {field.get("name"): field for field in page(WeightForm()).iter("input")}
    assert inputs["weight_kg"].get("type") == "text"
    assert inputs["weight_kg"].get("inputmode") == "decimal"
    assert inputs["cycles"].get("inputmode") == "numeric"
    assert inputs["cycles"].get("min") is None


def test_required_is_said_in_a_word():
    tree = page(WeightForm())
    assert words(by_id(tree, "div_id_weight_kg")) == "Weight required In kilograms"
    assert words(by_id(tree, "div_id_cycles")) == "Cycles"


def test_refused_form_lists_its_errors_first_with_a_way_to_each():
    form = WeightForm({})
    form.add_error(None, "She already has an ongoing pregnancy.")
    summary = next(e for e in page(form).iter("div") if e.get("role") == "alert")
    assert [words(item) for item in summary.iter("li")] == [
        "She already has an ongoing pregnancy.",
        "Weight : Please fill this in.",
        "Side : Please choose.",
        "Checked by a second person : Please confirm this.",
    ]
    tree = page(form)
    ids = {element.get("id") for element in tree.iter()}
    assert {link.get("href").removeprefix("#") for link in summary.iter("a")} <= ids


def test_input_names_its_help_and_its_error():
    tree = page(WeightForm({}))
    weight = by_id(tree, "id_weight_kg")
    assert weight.get("aria-invalid") == "true"
    described = weight.get("aria-describedby").split()
    assert [words(by_id(tree, name)) for name in described] == [
        "In kilograms",
        "Please fill this in.",
    ]


def test_several_inputs_of_one_question_stand_in_a_named_group():
    group = by_id(page(WeightForm({})), "div_id_side")
    assert group.tag == "fieldset"
    legend = next(group.iter("legend"))
    assert legend.get("for") is None
    assert words(legend) == "Side required"
    assert words(by_id(group, "id_side_error")) == "Please choose."


def test_field_left_out_of_the_layout_follows_at_the_end():
    class Arranged(WeightForm):
        layout = Group("Body", Line("weight_kg", "cycles"))

    names = [field.get("name") for field in page(Arranged()).iter("input")]
    assert names == ["weight_kg", "cycles", "side", "side", "checked"]


def test_own_words_for_a_missing_answer_are_kept():
    class Named(ClinicForm):
        donor = forms.CharField(error_messages={"required": "Name the donor."})

    assert Named({}).errors == {"donor": ["Name the donor."]}
