"""What is asked of a donor, and by what one is sought."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from foundation.medicine.dates import ApproximateDate, read_date
from foundation.ui.edits import EditForm
from foundation.ui.fields import ApproximateDateField
from foundation.ui.forms import Group, Line
from patients import choices as words
from patients.forms.pregnancies import one_of
from patients.models import Donor
from patients.models.donor import Gift
from patients.services.donors import DonorEntry

UNDER_SEAL = "Kept under seal."


class DonorForm(EditForm):
    """Who the donor is, and what treatments need; cleaned, it is the entry of the act."""

    name = forms.CharField(
        label="Name", max_length=200, help_text=f"In Latin letters. {UNDER_SEAL}"
    )
    native_name = forms.CharField(
        label="Name in own script", max_length=200, required=False, help_text=UNDER_SEAL
    )
    born = ApproximateDateField(
        label="Born", required=False, help_text=f"{UNDER_SEAL} The year is shown as an age."
    )
    phone = forms.CharField(
        label="Telephone", max_length=40, required=False, help_text=UNDER_SEAL
    )
    address = forms.CharField(max_length=400, required=False, help_text=UNDER_SEAL)
    sex = forms.ChoiceField(label="Sex", choices=words.Sex.choices)
    gives = forms.MultipleChoiceField(
        label="Gives", choices=Gift.choices, widget=forms.CheckboxSelectMultiple
    )
    is_available = forms.BooleanField(
        label="May be chosen for something new", required=False, initial=True
    )
    abo = one_of("ABO group", words.Abo)
    rhd = one_of("RhD", words.Rhd)

    layout = Layout(
        Div(
            Group("Identity", "name", "native_name", Line("born", "phone"), "address"),
            Group(
                "What treatments need",
                "gives",
                Line("sex", "abo", "rhd"),
                "is_available",
            ),
            css_class="cols",
        ),
    )
    # Of what else changed nothing is told: it is sealed.
    tells_the_rest = False

    record: Donor | None

    def on_file(self) -> Mapping[str, Any]:
        donor = self.record
        if donor is None:
            return {}
        person, who = donor.person, donor.identity
        return {
            "name": who.name,
            "native_name": who.native_name,
            "born": _born(who.born),
            "phone": who.phone,
            "address": who.address,
            "sex": person.sex,
            "gives": donor.gives,
            "is_available": donor.is_available,
            "abo": person.abo,
            "rhd": person.rhd,
        }

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        told = {name: answers.pop(name) for name in DonorEntry.__slots__}
        return {"entry": DonorEntry(**{**told, "gives": tuple(told["gives"])}), **answers}


def _born(kept: str) -> ApproximateDate | None:
    """The day as it was told; words nobody can read any more are asked again."""
    try:
        return read_date(kept)
    except ValueError:
        return None
