"""What is said of one item of the work-up."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Line
from patients.choices import WorkupStepKind


class WorkupStepForm(ClinicForm):
    """Ordered, come back, or not done; with the day, what was found, and why not."""

    kind = forms.ChoiceField(
        label="What is new", choices=WorkupStepKind.choices, widget=forms.RadioSelect
    )
    happened_on = DayField(label="On", initial=timezone.localdate)
    finding = forms.CharField(
        label="What was found",
        max_length=300,
        required=False,
        help_text="As the report says it.",
    )
    reason = forms.CharField(
        label="Why not",
        max_length=300,
        required=False,
        help_text="Only where it will not be done.",
    )

    layout = Layout("kind", Line("happened_on", "finding", "reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "workup_%s"} | kwargs)
