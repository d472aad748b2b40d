"""What is asked when a paper comes onto a couple's file."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet

from foundation.records.papers import MEBIBYTE, MOST_BYTES
from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Line
from patients.choices import AttachmentKind
from patients.models import Consultation, Couple

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class AttachmentForm(ClinicForm):
    """A file, what it is, whom it is about and when it was written."""

    paper = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=f"PDF, JPEG or PNG, up to {MOST_BYTES // MEBIBYTE} MB.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )
    kind = forms.ChoiceField(label="What it is")
    person = forms.ChoiceField(label="About", required=False)
    dated_on = DayField(label="Date on the paper", required=False)
    consultation = forms.ModelChoiceField(
        label="Brought to",
        queryset=Consultation.objects.none(),
        required=False,
        empty_label="No consultation",
    )
    note = forms.CharField(label="Note", max_length=300, required=False)

    layout = Layout(
        Line("paper", "kind"), Line("person", "dated_on", "consultation"), "note"
    )

    def __init__(
        self,
        *args: Any,
        couple: Couple,
        kinds: Sequence[AttachmentKind],
        held: QuerySet[Consultation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"auto_id": "paper_%s"} | kwargs)
        self.people = {str(person.pk): person for person in couple.people}
        self.fields["person"].choices = [
            ("", "Both partners"),
            *((pk, person.name) for pk, person in self.people.items()),
        ]
        self.fields["consultation"].queryset = held.filter(couple=couple)
        self.fields["kind"].choices = [
            ("", "Choose"),
            *((kind.value, kind.label) for kind in kinds),
        ]

    def clean(self) -> dict[str, Any]:
        """Give the service the bytes, and the name they came with as text."""
        answers = super().clean() or {}
        file = answers.pop("paper", None)
        if file is not None:
            answers |= {"content": file.read(), "original_name": file.name or ""}
        return answers | {"person": self.people.get(answers.get("person", ""))}
