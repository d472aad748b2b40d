"""What is asked about a signed consent."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from foundation.ui.edits import EditForm
from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Line
from patients.choices import ConsentDocument, Language, Therapy
from patients.models import Couple, Person


class ConsentForm(ClinicForm):
    """Who signed what, which text of it, and in which language."""

    person = forms.ChoiceField(label="Who signed", widget=forms.RadioSelect)
    therapy_code = forms.ChoiceField(
        label="Treatment", choices=[("", "Choose"), *Therapy.choices]
    )
    document = forms.ChoiceField(
        label="Consent to",
        choices=ConsentDocument.choices,
        initial=ConsentDocument.RECIPIENT,
        widget=forms.RadioSelect,
    )
    document_version = forms.IntegerField(
        label="Version of the text", min_value=1, max_value=999, initial=1
    )
    language = forms.ChoiceField(label="Language of the text", choices=Language.choices)
    interpreter = forms.CharField(
        label="Interpreter",
        max_length=120,
        required=False,
        help_text="Name, where somebody interpreted.",
    )
    signed_on = DayField(label="Signed on")

    layout = Layout(
        Line("person", "document"),
        Line("therapy_code", "document_version", "signed_on"),
        Line("language", "interpreter"),
    )

    def __init__(self, *args: Any, couple: Couple, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "consent_%s"} | kwargs)
        self.people = {str(person.pk): person for person in couple.people}
        self.fields["person"].choices = [
            (pk, person.name) for pk, person in self.people.items()
        ]

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


class WithdrawalForm(EditForm):
    """Since when a consent is withdrawn."""

    withdrawn_on = DayField(label="Withdrawn on", initial=timezone.localdate)
