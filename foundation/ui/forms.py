"""Forms ask; services decide; a refusal goes back beside what was typed."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

# The code of a refusal because a colleague was faster.
STALE = "stale"


def accepted(form: "ClinicForm", action: Callable[..., object]) -> bool:
    """Run the action with what the form cleaned; put its refusal back on the form.

    A refusal that names a field lands beside that field, any other above the form.
    What the action answered is kept as `form.made`.
    """
    if not form.is_valid():
        return False
    try:
        form.made = action(**form.cleaned_data)
    except ValidationError as refusal:
        form.refuse(refusal)
        return False
    return True


# What testifies to the moment it is sent, such as a confirmation or a scanned label: a
# draft does not bring it back (static/ui/typed.js).
ASKED_ANEW = {"data-asked-anew": True}


class ClinicForm(forms.Form):
    """A form in the house's look. Lay it out by setting `layout`; a field left out follows.

    The template writes the form tag (`novalidate`), {% form_keys %} and the buttons.
    """

    layout: Layout | None = None
    made: object = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _type_numbers_as_text(field)
            _confirm_anew(field)
            _ask_kindly(field)

    @cached_property
    def helper(self) -> FormHelper:
        return house_helper(self.layout)

    def refuse(self, refusal: ValidationError) -> None:
        """Put a refusal beside the question it names, any other above the form."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            known = name != NON_FIELD_ERRORS and name in self.fields
            self.add_error(name if known else None, errors)


class HouseHelper(FormHelper):
    """The form tag stands in the template, so there is no address to look up."""

    form_action = ""


def house_helper(layout: Layout | None = None) -> FormHelper:
    """Give the crispy settings every form of the house uses."""
    helper = HouseHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    if layout is not None:
        helper.layout = layout
        helper.render_unmentioned_fields = True
    return helper


def _type_numbers_as_text(field: forms.Field) -> None:
    """A number box changes its value under a scrolling wheel; a text box does not."""
    widget = field.widget
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        whole = isinstance(field, forms.IntegerField) and not isinstance(
            field, forms.DecimalField | forms.FloatField
        )
        widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
        for attribute in ("min", "max", "step"):
            widget.attrs.pop(attribute, None)


def _confirm_anew(field: forms.Field) -> None:
    """A tick without which nothing is saved says that somebody looked, just now."""
    if isinstance(field, forms.BooleanField) and field.required:
        field.widget.attrs.update(ASKED_ANEW)


def _ask_kindly(field: forms.Field) -> None:
    """Say what to do where the framework only says that something is missing."""
    if field.error_messages["required"] != forms.Field.default_error_messages["required"]:
        return
    if isinstance(field, forms.BooleanField):
        field.error_messages["required"] = "Please confirm this."
    elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        field.error_messages["required"] = "Please choose."
    else:
        field.error_messages["required"] = "Please fill this in."


class Line(Div):
    """Fields side by side where there is room, one under the other where there is not."""

    def __init__(self, *fields: Any, **kwargs: Any) -> None:
        super().__init__(*fields, css_class="form-line", **kwargs)


class Group(Fieldset):
    """Fields that belong together under one legend."""

    def __init__(self, legend: str, *fields: Any, **kwargs: Any) -> None:
        super().__init__(legend, *fields, css_class="form-group", **kwargs)
