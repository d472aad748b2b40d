"""What is asked of one person: an allergy, a drug."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms

from foundation.ui.edits import EditForm
from foundation.ui.fields import ApproximateDateField
from foundation.ui.forms import ClinicForm, Line
from patients import choices as words
from patients.forms.pregnancies import NOT_SAID, one_of
from patients.models.entries import Entry
from patients.services.told import AllergyEntry, DrugEntry, Told

_EITHER_WAY = re.compile(r"[1-9]\d{0,2},\d{3}")


def note() -> forms.CharField:
    return forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class PlainDecimalField(forms.DecimalField):
    """A number with a comma or a point, shown again without the noughts a table adds.

    A comma before three digits may be meant either way, and is asked about: a dose read
    as its thousandth is another dose.
    """

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.strip()
            if _EITHER_WAY.fullmatch(value):
                plain = value.replace(",", "")
                raise forms.ValidationError(
                    f"“{value}” can be read in two ways. Write {plain}, or a point instead "
                    "of the comma."
                )
            if value.count(",") == 1 and "." not in value:
                value = value.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class EntryForm(EditForm):
    """One row of somebody's history; cleaned, it is the entry the service asks for."""

    entry: ClassVar[type[Told]]
    # Every column is asked, some under another name.
    tells_the_rest = False

    record: Entry | None

    def on_file(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in self.entry.__slots__}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        told = {name: answers.pop(name) for name in self.entry.__slots__}
        return {"entry": self.entry(**told), **answers}


class AllergyForm(EntryForm):
    """One thing somebody does not bear."""

    substance = forms.CharField(label="To what", max_length=120)
    reaction = forms.CharField(label="What happened", max_length=200, required=False)
    severity = one_of("How severe", words.Severity)
    kind = one_of("Kind", words.Reaction, usually=words.Reaction.ALLERGY)
    noticed = ApproximateDateField(label="First noticed", required=False)
    note = note()

    layout = Layout(
        Line("substance", "reaction"), Line("severity", "kind", "noticed"), "note"
    )
    entry = AllergyEntry


class DrugForm(EntryForm):
    """One drug, as far as it is known."""

    name = forms.CharField(label="Drug", max_length=120)
    dose = PlainDecimalField(
        label="One dose", max_digits=9, decimal_places=3, required=False
    )
    unit = forms.ChoiceField(choices=[NOT_SAID, *words.DoseUnit.choices], required=False)
    frequency = one_of("How often", words.Frequency)
    route = one_of("Route", words.Route)
    taken = one_of("Now or before", words.Taken)
    kind = one_of("Given as", words.DrugKind)
    started = ApproximateDateField(label="From", required=False)
    ended = ApproximateDateField(label="To", required=False)
    reason = forms.CharField(label="What for", max_length=200, required=False)
    note = note()

    layout = Layout(
        Line("name", "dose", "unit", "frequency"),
        Line("route", "taken", "started", "ended"),
        Line("reason", "kind"),
        "note",
    )
    entry = DrugEntry


class AskedForm(ClinicForm):
    """That somebody asked, with the list in front of him."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
