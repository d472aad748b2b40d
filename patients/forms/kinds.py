"""The lists below a pregnancy: what each holds, what it asks, and how it is called."""

from dataclasses import dataclass
from typing import Any

from patients.forms.parts import (
    FetusForm,
    PartForm,
    ScanForm,
    TissueForm,
    TreatmentForm,
)
from patients.models import (
    Fetus,
    PregnancyTreatment,
    TissueTest,
    UltrasoundScan,
)
from patients.models.parts import PregnancyPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One list below a pregnancy; `one` is what a single row of it is called."""

    code: str
    model: type[PregnancyPart]
    form: type[PartForm]
    title: str
    one: str
    nothing: str
    icon: str
    columns: tuple[str, ...]

    def ask(
        self,
        typed: Any = None,
        *,
        record: PregnancyPart | None = None,
        is_at_work: bool = True,
    ) -> PartForm:
        """Ask about one row; of the forms on the page the one at work has the cursor."""
        form = self.form(typed, record=record, auto_id=f"{self.code}_%s")
        if is_at_work:
            [first, *_others] = self.form.entry.__slots__
            form.fields[first].widget.attrs["autofocus"] = True
        return form


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            code="scans",
            model=UltrasoundScan,
            form=ScanForm,
            title="Ultrasound scans",
            one="scan",
            nothing="No scan is on file.",
            icon="soundwave",
            columns=(
                *("Day", "Sac", "Yolk sac", "Embryo", "Length", "Heartbeat"),
                "Gestation",
            ),
        ),
        Kind(
            code="fetuses",
            model=Fetus,
            form=FetusForm,
            title="Fetuses",
            one="fetus",
            nothing="No fetus is on file by itself.",
            icon="person-hearts",
            columns=("No.", "What became of it", "Sex", "Birth weight", "Morphology"),
        ),
        Kind(
            code="tissue",
            model=TissueTest,
            form=TissueForm,
            title="Tissue tests",
            one="tissue test",
            nothing="No test of tissue is on file.",
            icon="clipboard2-pulse",
            columns=(
                *("Day", "Method", "Result", "Cells of the mother excluded"),
                "Histology",
            ),
        ),
        Kind(
            code="treatments",
            model=PregnancyTreatment,
            form=TreatmentForm,
            title="Treatments during it",
            one="treatment",
            nothing="No treatment is on file.",
            icon="capsule",
            columns=("Which", "From", "To", "Dose"),
        ),
    )
}
