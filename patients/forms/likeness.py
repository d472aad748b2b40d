"""Who is on file and may be the one that is being registered: shown and ruled out."""

from dataclasses import dataclass

from crispy_forms.layout import Div
from django import forms
from django.forms import BaseForm
from django.template.loader import render_to_string

from patients.rules.duplicates import Grade
from patients.selectors import OnFile

# What is typed here is compared with the file at once (couple_register.html).
COMPARED = {"data-compared": True}
GRADES = {
    Grade.LIKELY: ("Probably the same person", "caution"),
    Grade.POSSIBLE: ("Possibly the same person", "info"),
}


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on file who may be the new person, with the tick that says: another."""

    on_file: OnFile
    is_ruled_out: bool

    @property
    def grade(self) -> tuple[str, str]:
        """How sure it is, in words, and the tone of them."""
        return GRADES[self.on_file.duplicate.grade]

    @property
    def is_closed(self) -> bool:
        """Tell whether the glass would have to be broken to compare."""
        return bool(getattr(self.on_file.couple, "is_closed", False))


class RuledOutField(forms.MultipleChoiceField):
    """Numbers of people on file who were said to be others, whoever they are."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True


class Likeness(Div):
    """Where those alike are shown, below the questions about one of the two."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def render(self, form: BaseForm, context, template_pack="bootstrap5", **kwargs) -> str:
        return render_to_string("patients/_likeness.html", form.likeness(self.place))
