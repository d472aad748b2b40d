"""Seldom-asked questions stay folded until somebody opens them, or they need an answer."""

from typing import Any

from crispy_forms.layout import Div
from django.forms import BaseForm
from django.template.loader import render_to_string


class Fold(Div):
    """Fields under a line that opens them; open when one was answered or refused."""

    def __init__(self, summary: str, *fields: Any) -> None:
        super().__init__(*fields)
        self.summary = summary

    def render(self, form: BaseForm, context, template_pack="bootstrap5", **kwargs) -> str:
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        names = [pointer.name for pointer in self.get_field_names()]
        context = {
            "summary": self.summary,
            "inside": inside,
            "is_open": any(_wants_to_be_seen(form, name) for name in names),
        }
        return render_to_string("patients/_fold.html", context)


def _wants_to_be_seen(form: BaseForm, name: str) -> bool:
    """Tell whether the field was refused, or says something other than when it is blank."""
    if form.errors.get(name):
        return True
    field, given = form.fields[name], form[name].value()
    return field.has_changed(field.initial, given)
