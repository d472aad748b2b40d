"""What is said of one item of the work-up."""

from typing import Any, Final

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Line
from patients.choices import WorkupStepKind
from patients.rules.workup_findings import FindingKind, Kind, Question

UNSAID: Final = ("", "Not written down")
PREFIX: Final = "answer_"
SIDE_BY_SIDE: Final = 4


class WorkupStepForm(ClinicForm):
    """Ordered, come back, or not done; with the day, what was found, and why not.

    Where its kind of finding asks questions, they follow; each may stay empty.
    """

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

    def __init__(
        self, *args: Any, found_by: FindingKind | None = None, **kwargs: Any
    ) -> None:
        self.found_by = found_by
        questions = found_by.questions if found_by else ()
        self.answered = [PREFIX + each.code for each in questions]
        self.layout = Layout(
            "kind",
            *(
                Line(*self.answered[first : first + SIDE_BY_SIDE])
                for first in range(0, len(questions), SIDE_BY_SIDE)
            ),
            Line("happened_on", "finding", "reason"),
        )
        super().__init__(*args, **{"auto_id": "workup_%s"} | kwargs)
        for question in questions:
            self.fields[PREFIX + question.code] = _field(question)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        said = {name: answers.pop(name, "") for name in self.answered}
        typed = {name.removeprefix(PREFIX): text for name, text in said.items()}
        return {**answers, "found_by": self.found_by, "answers": typed}


def _field(question: Question) -> forms.Field:
    if question.kind is Kind.NUMBER:
        return forms.CharField(label=question.asked, max_length=20, required=False)
    choices = [UNSAID, *question.options]
    return forms.ChoiceField(label=question.label, choices=choices, required=False)
