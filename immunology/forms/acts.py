"""Signing, striking out, correcting, confirming."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from foundation.ui.edits import EditForm
from foundation.ui.forms import Line
from immunology.models import Laboratory, ReferenceInterval, Result
from immunology.selectors.judging import Typed


class SignForm(EditForm):
    """Nothing is asked: only which version of the panel was read."""


class VoidForm(EditForm):
    """Why it is struck out."""

    reason = forms.CharField(
        label="Why is it struck out?",
        max_length=300,
        help_text="For example: sample of another person.",
    )


class CorrectionForm(EditForm):
    """What the result should have been, and why it was not."""

    value = forms.CharField(
        label="Right value",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label="Reason",
        max_length=280,
        help_text="Printed beside the result. For example: decimal mark was misread.",
    )
    layout = Layout(Line("value", "reason"))

    record: Result

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = f"On file: {self.record.shown_with_unit}"

    def clean(self) -> dict[str, Any]:
        """Give the cell as it was typed, with the confirmation of an unusual value."""
        typed = Typed(self.cleaned_data.get("value", ""), self.data.get("sure", ""))
        return {"typed": typed, "reason": self.cleaned_data.get("reason", "")}


class LaboratoryForm(EditForm):
    """A laboratory, and whose published intervals are accepted for its results."""

    name = forms.CharField(max_length=120, help_text="As printed on its reports.")
    code = forms.CharField(label="Short name", max_length=20)
    interval_sets = forms.MultipleChoiceField(
        label="Reports with the intervals of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "Only what the laboratory itself states. Nothing ticked: its results show "
            "without a flag, unless an interval names no laboratory at all."
        ),
    )
    layout = Layout(Line("name", "code"))

    record: Laboratory | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = ReferenceInterval.objects.exclude(lab="").order_by("lab")
        names = published.values_list("lab", flat=True).distinct()
        self.fields["interval_sets"].choices = [(name, name) for name in names]

    def on_file(self) -> dict[str, Any]:
        names = ("name", "code", "interval_sets")
        return {name: getattr(self.record, name) for name in names}
