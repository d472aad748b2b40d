"""What is written without a template is what the framework's template would write."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from foundation.ui.inputs import WIDGETS, WRITTEN, InputRenderer

SHARP = """<b>"'& é"""
CHOICES = [
    ("", "Choose"),
    (SHARP, SHARP),
    (1, mark_safe("<i>one</i>")),  # noqa: S308
    (None, lazystr(SHARP)),
    ("Group <1>", [(2, 2), ("3", 1234.5)]),
]
ATTRS = {"class": SHARP, "required": True, "disabled": False, "maxlength": 1200}


VALUES = [None, "", SHARP, mark_safe(SHARP), 1, "2", True, [1, "3"]]  # noqa: S308


class Own(forms.Select):
    option_template_name = "django/forms/widgets/radio_option.html"


DRAWN = {
    "text": forms.TextInput(attrs=ATTRS),
    "number": forms.NumberInput(),
    "e-mail": forms.EmailInput(attrs=ATTRS),
    "hidden": forms.HiddenInput(),
    "password": forms.PasswordInput(render_value=True),
    "day": forms.DateInput(),
    "tick": forms.CheckboxInput(attrs=ATTRS),
    "file": forms.FileInput(),
    "many lines": forms.Textarea(attrs=ATTRS),
    "select": forms.Select(choices=CHOICES, attrs=ATTRS),
    "several": forms.SelectMultiple(choices=CHOICES),
    "radio": forms.RadioSelect(choices=CHOICES, attrs=ATTRS),
    "ticks": forms.CheckboxSelectMultiple(choices=CHOICES),
    "own options": Own(choices=CHOICES),
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("widget", DRAWN.values(), ids=DRAWN)
def test_writes_what_the_template_writes(widget, value):
    attrs = {"id": f"id_{SHARP}"}

    drawn = widget.render("name", value, attrs, renderer=InputRenderer())

    assert drawn == widget.render("name", value, attrs, renderer=TemplatesSetting())


@pytest.mark.parametrize("wraps", [True, False])
@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_writes_each_of_several_choices(kind, wraps):
    class Asked(forms.Form):
        x = forms.ChoiceField(choices=CHOICES, widget=kind)

    one, other = (
        [each.tag(wrap_label=wraps) for each in Asked(renderer=renderer)["x"]]
        for renderer in (InputRenderer(), TemplatesSetting())
    )

    assert one == other != []


def test_knows_only_templates_that_exist():
    for name in WRITTEN:
        assert name.startswith(WIDGETS)
        assert TemplatesSetting().get_template(name)
