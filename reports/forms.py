"""What is asked when a report is issued."""

from django import forms

from foundation.ui.forms import ClinicForm, Line
from reports.models import DocumentQuerySet

NEW = "Nothing: it stands beside the others"


class IssueForm(ClinicForm):
    """A line to print on the report, and which earlier one it takes the place of."""

    replaces: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        to_field_name="number",
        required=False,
        empty_label=NEW,
        label="Replaces",
        error_messages={
            "invalid_choice": "Choose one of this couple's documents that still stands."
        },
    )
    note = forms.CharField(
        max_length=300,
        required=False,
        label="A line on the report",
        help_text="For example why it replaces an earlier one. Printed under the title.",
    )
    layout = Line("replaces", "note")

    def __init__(self, *args, replaceable: DocumentQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = replaceable
