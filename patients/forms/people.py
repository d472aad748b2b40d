"""What is corrected of somebody on file, and of how two belong together."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from foundation.ui.edits import EditForm
from foundation.ui.forms import Group, Line
from patients.choices import Kinship, Relation
from patients.forms.registration import (
    PLACES,
    TOLD_LAYOUT,
    person_fields,
    told_fields,
    told_of,
)
from patients.models import Couple, Person

# Telephones and answers about contact are rows of their own; blood groups are results.
ELSEWHERE = {"phone", "other_phone", "abo", "rhd"}
NOT_ASKED = ("", "Not asked")


class PersonForm(EditForm):
    """Who somebody on file is, and what he told of himself."""

    record: Person

    layout = Layout(
        Div(
            Group("Name", "name", "native_name", Line("born", "language"), "also_reads"),
            Group(
                "Address, work, emergency", "email", *(Line(*line) for line in TOLD_LAYOUT)
            ),
            css_class="cols",
        ),
    )

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        self.base_fields = _asked(place) | EditForm.base_fields
        super().__init__(*args, **kwargs)

    def on_file(self) -> Mapping[str, Any]:
        named = self.base_fields.keys() - EditForm.base_fields.keys()
        return {name: getattr(self.record, name) for name in named}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        return answers if self.errors else {**answers, **told_of(answers)}


def _asked(place: str) -> dict[str, forms.Field]:
    words = PLACES[place]
    asked = {**person_fields(words), **told_fields(words)}
    return {name: field for name, field in asked.items() if name not in ELSEWHERE}


class BondForm(EditForm):
    """How the two belong together, and whether they are related by blood."""

    record: Couple

    relation = forms.ChoiceField(label="They are", choices=Relation.choices)
    kinship = forms.ChoiceField(
        label="Related by blood", choices=[NOT_ASKED, *Kinship.choices], required=False
    )
    kinship_note = forms.CharField(
        label="How they are related", max_length=200, required=False
    )

    layout = Layout(Line("relation", "kinship"), "kinship_note")

    def on_file(self) -> Mapping[str, Any]:
        names = ("relation", "kinship", "kinship_note")
        return {name: getattr(self.record, name) for name in names}
