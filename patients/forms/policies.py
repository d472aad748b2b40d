"""What the clinic decides, since when, and why."""

from typing import Any

from django import forms
from django.utils import timezone

from foundation.ui.edits import SuccessorForm
from foundation.ui.fields import DayField, GestationField
from patients.models import PolicyAnswer
from patients.rules.policies import Kind, Question
from patients.selectors.policies import workup_labels

YES_NO = [(True, "Yes"), (False, "No")]


class PolicyForm(SuccessorForm):
    """An answer to one question. It is never changed: another one follows it."""

    valid_from = DayField(label="From which day on", initial=timezone.localdate)
    reason = forms.CharField(
        label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    record: PolicyAnswer | None

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        self.question = question
        self.base_fields = {"value": _value_field(question), **self.base_fields}
        super().__init__(*args, **kwargs)

    def on_file(self) -> dict[str, Any]:
        return {"value": self.record.value} if self.record else {}

    def newest(self) -> PolicyAnswer | None:
        rows = PolicyAnswer.objects.standing().filter(question=self.question.code)
        return rows.first()

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        return tuple(value) if isinstance(value, list) else value

    def clean(self) -> dict[str, Any]:
        return {**super().clean(), "question": self.question}


def _value_field(question: Question) -> forms.Field:
    """Ask as the question wants to be answered."""
    match question.kind:
        case Kind.FLAG:
            return forms.TypedChoiceField(
                label=question.text,
                choices=YES_NO,
                coerce=lambda said: str(said) == "True",
                widget=forms.RadioSelect,
            )
        case Kind.DAYS:
            return GestationField(
                label=question.text, ranges=False, help_text="Weeks and days: 13+6"
            )
        case Kind.ITEMS:
            return forms.TypedMultipleChoiceField(
                label=question.text,
                choices=list(workup_labels().items()),
                widget=forms.CheckboxSelectMultiple,
            )
    return forms.IntegerField(
        label=question.text, min_value=question.low, max_value=question.high
    )
