"""What is asked when two records become one, and when one becomes two again."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from foundation.accounts.models import User
from foundation.ui.edits import EditForm
from foundation.ui.forms import ClinicForm, Line
from patients.models import Couple
from patients.rules.typed import read_typed

NOT_OPEN = "No file of this number is open to you."
WHOM = (("woman", "the woman"), ("man", "the man"), ("couple", "the couple"))


class ChoiceForm(ClinicForm):
    """Who is on file twice, and in which file the record is kept."""

    who = forms.ChoiceField(
        label="Who is on file twice?", choices=WHOM, widget=forms.RadioSelect
    )
    into = forms.CharField(
        label="Number of the file to keep",
        max_length=20,
        help_text="C and its digits, as at the head of the chart.",
    )

    layout = Layout(Line("who", "into"))

    def __init__(self, *args: Any, couple: Couple, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.couple, self.user = couple, user
        woman, man = couple.people
        self.fields["who"].choices = [
            ("woman", f"{woman.name}, {woman.number}"),
            ("man", f"{man.name}, {man.number}"),
            ("couple", f"These two as a couple, {couple.number}"),
        ]

    def clean_into(self) -> Couple:
        """Find the file by its number, as people write it."""
        typed = read_typed(self.cleaned_data["into"])
        couples = Couple.objects.visible_to(self.user).standing().with_people()
        found = couples.filter(number=typed.number).first()
        if found is None:
            raise ValidationError(NOT_OPEN)
        return found


class MergeForm(ClinicForm):
    """Why the two are one, by somebody who compared them."""

    reason = forms.CharField(
        label="How do you know they are the same?",
        max_length=300,
        help_text="For example: same identity card, asked on the telephone.",
    )
    sure = forms.BooleanField(label="I compared both records and what will move.")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """The tick is for the person who sets it; the act needs no word of it."""
        answers = super().clean() or {}
        answers.pop("sure", None)
        return answers


class UndoForm(EditForm):
    """Why a merge is taken back."""

    reason = forms.CharField(
        label="Why is the merge taken back?",
        max_length=300,
        help_text="The merge stays readable, with both reasons.",
    )
