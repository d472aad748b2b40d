"""What is asked about a scan, a fetus, a tissue test and a treatment in a pregnancy."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms

from foundation.ui.edits import EditForm
from foundation.ui.fields import ApproximateDateField, DayField, GestationField
from foundation.ui.forms import Line
from patients import choices as words
from patients.forms.pregnancies import AskingForm, one_of, yes_or_no
from patients.models.parts import PregnancyPart
from patients.services import FetusEntry, ScanEntry, TissueEntry, TreatmentEntry
from patients.services.parts import PartEntry

UNSAID = "Not written down"


def _seen(label: str) -> forms.TypedChoiceField:
    return yes_or_no(label, "Seen", "Looked for and not seen", unsaid=UNSAID)


def _length(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=4, decimal_places=1, required=False)


def _note() -> forms.CharField:
    return forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class PartForm(EditForm):
    """One part of a pregnancy; cleaned, it is the entry the service asks for."""

    entry: ClassVar[type[PartEntry]]
    # Every column is asked, some under another name.
    tells_the_rest = False

    record: PregnancyPart | None

    def on_file(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in self.entry.__slots__}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        told = {name: answers.pop(name) for name in self.entry.__slots__}
        return {"entry": self.entry(**told), **answers}


class ScanForm(PartForm, AskingForm):
    """One scan; what nobody wrote down stays so."""

    scanned_on = DayField(label="Day of the scan")
    ga_days = GestationField(label="Gestation by the report", ranges=False, required=False)
    heartbeat = _seen("Heartbeat")
    msd_mm = _length("Sac, mean diameter (mm)")
    yolk_sac = _seen("Yolk sac")
    embryo = _seen("Embryo")
    crl_mm = _length("Length of the embryo (mm)")
    note = _note()

    layout = Layout(
        Line("scanned_on", "ga_days", "msd_mm"),
        Line("yolk_sac", "embryo", "crl_mm", "heartbeat"),
        "note",
    )
    entry = ScanEntry


class FetusForm(PartForm):
    """One fetus."""

    outcome = forms.ChoiceField(
        label="What became of it", choices=[("", "Choose"), *words.FetusOutcome.choices]
    )
    sex = one_of("Sex", words.Sex)
    birth_weight_g = forms.IntegerField(label="Birth weight (g)", required=False)
    morphology = one_of("Morphology", words.Morphology, usually=words.Morphology.UNKNOWN)
    note = _note()

    layout = Layout(Line("outcome", "sex", "birth_weight_g", "morphology"), "note")
    entry = FetusEntry


class TissueForm(PartForm):
    """One result of tissue, as the laboratory wrote it."""

    tested_on = DayField(label="Day of the test", required=False)
    method = one_of("Method", words.TissueMethod)
    result = forms.CharField(
        label="Result, as the laboratory wrote it",
        max_length=300,
        required=False,
        help_text="For example 46,XX or 47,XY,+16.",
    )
    maternal_excluded = yes_or_no("Cells of the mother excluded")
    histology = forms.CharField(max_length=300, required=False)

    layout = Layout(
        Line("tested_on", "method", "maternal_excluded"), Line("result", "histology")
    )
    entry = TissueEntry


class TreatmentForm(PartForm):
    """One treatment during a pregnancy."""

    kind = forms.ChoiceField(
        label="Which", choices=[("", "Choose"), *words.TreatmentKind.choices]
    )
    started = ApproximateDateField(label="From", required=False)
    ended = ApproximateDateField(label="To", required=False)
    dose = forms.CharField(
        label="Dose in words",
        max_length=200,
        required=False,
        help_text="For another treatment, also which.",
    )

    layout = Layout(Line("kind", "started", "ended"), "dose")
    entry = TreatmentEntry
