"""Records on file that are corrected or struck out."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from foundation.ui.edits import EditForm
from patients.choices import Father
from patients.forms.pregnancies import PregnancyForm, asked
from patients.models import Couple, Pregnancy
from patients.rendering import father_now
from patients.selectors.donors import code_of


class PregnancyChangeForm(EditForm, PregnancyForm):
    """A pregnancy on file, to be corrected."""

    layout = Layout(asked())
    # Every column of a pregnancy is asked, under another name.
    tells_the_rest = False

    record: Pregnancy

    def __init__(self, *args: Any, couple: Couple, **kwargs: Any) -> None:
        self.couple = couple
        super().__init__(*args, **kwargs)

    def on_file(self) -> dict[str, Any]:
        same = {
            name: getattr(self.record, name)
            for name in PregnancyForm.base_fields
            if hasattr(self.record, name)
        }
        father = father_now(self.record, self.couple)
        given = self.record.genetic_father if father == Father.DONOR else None
        code = code_of(given) if given else ""
        return {**same, "father": father, "father_code": code}


class VoidForm(EditForm):
    """Why a record is struck out."""

    reason = forms.CharField(
        label="Why is it struck out?",
        max_length=300,
        help_text="It stays readable with your name, the time and this reason.",
    )
