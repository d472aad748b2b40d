"""What is asked about one IVF cycle."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from foundation.ui.edits import EditForm
from foundation.ui.fields import ApproximateDateField
from foundation.ui.forms import Line
from patients.forms.pregnancies import one_of
from patients.models import IvfCycle
from patients.models.cycle import MOST, Cancelled, CycleKind, Stimulation
from patients.services import CycleEntry


def _number(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, required=False, help_text=help_text
    )


class CycleForm(EditForm):
    """One cycle as it is told; cleaned, it is the entry the service asks for."""

    started = ApproximateDateField(label="Began", required=False)
    kind = one_of("Kind of cycle", CycleKind)
    stimulation = one_of("Stimulation", Stimulation)
    reference = forms.CharField(
        label="Number at its clinic",
        max_length=40,
        required=False,
        help_text="Of the cycle or of the retrieval.",
    )
    oocytes = _number("Eggs collected", "0 where none were found.")
    mature = _number("Of them mature")
    fertilised = _number("Fertilised")
    day5 = _number("Embryos on day 5")
    frozen = _number("Embryos frozen")
    cancelled = forms.ChoiceField(
        label="Cancelled because",
        choices=[("", "Not cancelled"), *Cancelled.choices],
        required=False,
    )
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    layout = Layout(
        Line("started", "kind", "stimulation", "reference"),
        Line("oocytes", "mature", "fertilised", "day5"),
        Line("frozen", "cancelled"),
        "note",
    )
    # Every column of a cycle is asked, the date under another name.
    tells_the_rest = False

    record: IvfCycle | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "cycle_%s"} | kwargs)

    def on_file(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in CycleEntry.__slots__}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        told = {name: answers.pop(name) for name in CycleEntry.__slots__}
        return {"entry": CycleEntry(**told), **answers}
