"""What is asked when a consultation is drafted, amended or signed."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from foundation.ui.edits import EditForm, SuccessorForm
from foundation.ui.fields import DayField
from foundation.ui.forms import Line
from patients.models import Consultation, Couple
from patients.services.consultations import ConsultationEntry

LONGEST = 10_000


def _text(label: str, *, required: bool = False, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ConsultationForm(EditForm):
    """A draft; cleaned, it is the entry the service asks for."""

    held_on = DayField(label="Day", initial=timezone.localdate)
    person = forms.ChoiceField(label="Who was seen", required=False)
    reason = _text("Reason", required=True, rows=2)
    examination = _text("Examination")
    assessment = _text("Assessment")
    plan = _text("Plan")

    layout = Layout(
        Line("held_on", "person"),
        "reason",
        Line("examination", "assessment"),
        "plan",
    )

    record: Consultation | None

    def __init__(self, *args: Any, couple: Couple, **kwargs: Any) -> None:
        self.people = {str(person.pk): person for person in couple.people}
        super().__init__(*args, **{"auto_id": "consultation_%s"} | kwargs)
        self.fields["reason"].widget.attrs["autofocus"] = True
        self.fields["person"].choices = [
            ("", "Both together"),
            *((pk, person.name) for pk, person in self.people.items()),
        ]

    def on_file(self) -> Mapping[str, Any]:
        names = set(ConsultationEntry.__slots__) - {"person"}
        said = {name: getattr(self.record, name) for name in names}
        return said | {"person": str(self.record.person_id or "")}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        told = {name: answers.pop(name) for name in ConsultationEntry.__slots__}
        told["person"] = self.people.get(told["person"])
        return {"entry": ConsultationEntry(**told), **answers}


class AmendmentForm(SuccessorForm, ConsultationForm):
    """Another version of a signed consultation, and why."""

    amended_because = forms.CharField(
        label="Why is it amended?",
        max_length=300,
        help_text="Both versions stay readable, with this reason.",
    )

    layout = Layout(
        "amended_because",
        Line("held_on", "person"),
        "reason",
        Line("examination", "assessment"),
        "plan",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs.pop("autofocus")
        self.fields["amended_because"].widget.attrs["autofocus"] = True

    def newest(self) -> Consultation | None:
        """Give the version on file now."""
        return self.record


class SignatureForm(EditForm):
    """Nothing but the version somebody read and puts his name to."""
