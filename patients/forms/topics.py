"""The lists of a person's history: what each holds, what it asks, how it is called."""

from dataclasses import dataclass
from typing import Any

from patients.choices import Sex, Topic
from patients.forms.background import (
    ConditionForm,
    FamilyForm,
    LifestyleForm,
    MenstrualForm,
    OperationForm,
)
from patients.forms.entries import AllergyForm, DrugForm, EntryForm
from patients.forms.measurements import MeasurementForm
from patients.models import (
    Allergy,
    Asked,
    Condition,
    Drug,
    FamilyCondition,
    Lifestyle,
    Measurement,
    MenstrualHistory,
    Operation,
    Person,
)
from patients.models.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One list of a person's history; `one` is what a single row of it is called.

    `topic` is what somebody is asked about as a whole; None for what is not. `sheet` is
    the part of the chart the list stands on, `first` the question the cursor stands in;
    `is_hers` is asked of the woman alone.
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
    is_hers: bool = False

    def is_asked_of(self, person: Person) -> bool:
        """Tell whether this is asked of that partner at all."""
        return not self.is_hers or person.sex == Sex.FEMALE

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
            code="conditions",
            model=Condition,
            form=ConditionForm,
            topic=Topic.CONDITIONS,
            title="Illnesses",
            one="illness",
            icon="bandaid",
        ),
        Subject(
            code="operations",
            model=Operation,
            form=OperationForm,
            topic=Topic.OPERATIONS,
            title="Operations",
            one="operation",
            icon="hospital",
        ),
        Subject(
            code="family",
            model=FamilyCondition,
            form=FamilyForm,
            topic=Topic.FAMILY,
            title="Illnesses in the family",
            one="illness of a relative",
            icon="people",
        ),
        Subject(
            code="periods",
            model=MenstrualHistory,
            form=MenstrualForm,
            title="Periods",
            one="what she tells of her periods",
            icon="calendar3",
            first="menarche_years",
            is_hers=True,
        ),
        Subject(
            code="lifestyle",
            model=Lifestyle,
            form=LifestyleForm,
            title="Habits and work",
            one="habit or exposure",
            icon="cup-hot",
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
