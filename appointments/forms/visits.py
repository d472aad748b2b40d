"""What is asked about one visit."""

from typing import Any

from django import forms

from appointments.models import Appointment
from foundation.ui.edits import EditForm


class StepForm(EditForm):
    """Nothing is asked: only at which version of the visit the button stood."""


class CancelForm(EditForm):
    """Why a visit is cancelled."""

    reason = forms.CharField(
        label="Reason for cancelling",
        max_length=200,
        help_text="For colleagues only; the time is free for others at once.",
    )


class NoteForm(EditForm):
    """A remark for colleagues."""

    note = forms.CharField(
        label="Note for colleagues",
        max_length=300,
        required=False,
        help_text="What to bring, who accompanies them. Not for findings.",
    )

    record: Appointment

    def on_file(self) -> dict[str, Any]:
        return {"note": self.record.note}
