"""What is asked when two people separate, and when one comes with another partner."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from foundation.ui.edits import EditForm
from foundation.ui.fields import ApproximateDateField
from foundation.ui.forms import Group
from patients.choices import Relation
from patients.forms.registration import PLACES, CoupleForm, person_group
from patients.models import Couple, Person
from patients.models.couple import EndReason

NAME_OR_NUMBER = "Please write the name, or the number where this person is on file."
NOT_FOUND = "Nobody of this number is on file and open to you."


class SeparationForm(EditForm):
    """Since when two people are no longer a couple, and why as far as it matters here."""

    ended = ApproximateDateField(label="Since when")
    end_reason = forms.ChoiceField(
        label="Why", choices=EndReason.choices, widget=forms.RadioSelect
    )
    end_note = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        help_text="Only what the clinic needs to know. It stands in the file of both.",
    )

    record: Couple


class ResumeForm(EditForm):
    """Why the file of a couple is opened again."""

    reason = forms.CharField(
        label="Why is the file opened again?",
        max_length=300,
        help_text="For example: together again, entered by mistake.",
    )

    record: Couple


class NewCoupleForm(CoupleForm):
    """The new partner of somebody on file: new as well, or on file by a number."""

    on_file_as = forms.CharField(
        label="Number, where the partner is on file already",
        max_length=20,
        required=False,
        help_text="C, its digits and F or M. The questions below then stay empty.",
    )
    relation = forms.ChoiceField(
        label="They are",
        choices=Relation.choices,
        initial=Relation.PARTNERS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        """`place` is that of the partner: "woman" or "man"."""
        self.places = (place,)
        super().__init__(*args, **kwargs)
        other = PLACES[place].partner
        for name in [each for each in self.fields if each.startswith(f"{other}_")]:
            del self.fields[name]
        self.fields[f"{place}_name"].required = False
        self.layout = Layout(
            Group("Is the partner on file?", "on_file_as"),
            Div(person_group(place), css_class="cols"),
            "relation",
        )

    def clean(self) -> dict[str, Any]:
        """Give the partner: somebody on file, or who is new."""
        [place] = self.places
        if person := self._person_on_file(place):
            self.on_file = {place: []}
            for name in [name for name in self.errors if name.startswith(f"{place}_")]:
                del self.errors[name]
            relation = self.cleaned_data.get("relation")
            return {"partner": person, "relation": relation}
        if not self.cleaned_data.get(f"{place}_name"):
            self.add_error(f"{place}_name", NAME_OR_NUMBER)
        answers = super().clean()
        if self.errors:
            return answers
        return {"partner": answers[place], "relation": answers["relation"]}

    def _person_on_file(self, place: str) -> Person | None:
        number = (self.cleaned_data.get("on_file_as") or "").strip().upper()
        if not number:
            return None
        # Who gives is known by a code alone, and is nobody's partner by it.
        people = Person.objects.visible_to(self.user).standing()
        people = people.filter(donor_codes__isnull=True)
        found = people.filter(number=number, sex=PLACES[place].sex).first()
        if found is None:
            self.add_error("on_file_as", ValidationError(NOT_FOUND))
        return found


# The questions of both are made, not declared; those about the other one are dropped.
NewCoupleForm.base_fields = CoupleForm.base_fields | NewCoupleForm.base_fields
