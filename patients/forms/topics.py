"""The lists of a person's history: what each holds, what it asks, how it is called."""

from dataclasses import dataclass
from typing import Any

from patients.choices import Topic
from patients.forms.entries import AllergyForm, DrugForm, EntryForm
from patients.forms.measurements import MeasurementForm
from patients.models import Allergy, Asked, Drug, Measurement
from patients.models.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One list of a person's history; `one` is what a single row of it is called.

    `topic` is what somebody is asked about as a whole; None for what is not. `sheet` is
    the part of the chart the list stands on, `first` the question the cursor stands in.
    """

    code: str
    model: type[Entry]
    form: type[EntryForm]
    title: str
    one: str
    icon: str
    topic: Topic | None = None
    nothing: str = "Not asked yet."
    sheet: str = "history"
    first: str = ""

    def ask(self, typed: Any = None, *, record: Entry | None = None) -> EntryForm:
        """Ask about one row; the cursor stands in the first question."""
        form = self.form(typed, record=record, auto_id=f"{self.code}_%s")
        first = self.first or next(iter(self.form.entry.__slots__))
        form.fields[first].widget.attrs["autofocus"] = True
        return form


SUBJECTS = {
    subject.code: subject
    for subject in (
        Subject(
            code="allergies",
            model=Allergy,
            form=AllergyForm,
            topic=Topic.ALLERGIES,
            title="Allergies and intolerances",
            one="allergy or intolerance",
            icon="shield-exclamation",
        ),
        Subject(
            code="drugs",
            model=Drug,
            form=DrugForm,
            topic=Topic.DRUGS,
            title="Drugs",
            one="drug",
            icon="capsule",
        ),
        Subject(
            code="measurements",
            model=Measurement,
            form=MeasurementForm,
            sheet="measurement",
            first="height_cm",
            title="Measurements",
            one="measurement",
            icon="rulers",
        ),
    )
}

# That somebody asked is no list; an answer given by mistake is struck out like a row.
ANSWER = Subject(
    code="asked",
    model=Asked,
    form=EntryForm,
    title="Asked as a whole",
    one="answer",
    icon="question-circle",
)
STRUCK_OUT = {**SUBJECTS, ANSWER.code: ANSWER}
