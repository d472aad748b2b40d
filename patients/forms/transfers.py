"""What is asked about one embryo transfer."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from foundation.ui.edits import EditForm
from foundation.ui.fields import ApproximateDateField
from foundation.ui.forms import Line
from patients import choices as words
from patients.forms.folds import Fold
from patients.forms.pregnancies import one_of
from patients.models import EmbryoTransfer, IvfCycle, Pregnancy
from patients.rendering import when_text
from patients.rendering.cycles import cycle_name
from patients.services import TransferEntry

PERCENT = 100


class TransferForm(EditForm):
    """One transfer as it is told; cleaned, it is the entry the service asks for."""

    transferred = ApproximateDateField(label="When", required=False)
    result = one_of("What came of it", words.TransferResult)
    kind = one_of("Fresh or frozen", words.TransferKind)
    stage = one_of("Stage", words.TransferStage)
    embryo_day = forms.IntegerField(
        label="Day of the embryo",
        min_value=1,
        max_value=7,
        required=False,
        help_text="Only where it is known to the day: it dates the pregnancy.",
    )
    embryos = forms.IntegerField(
        label="Embryos put back", min_value=1, max_value=9, required=False
    )
    good_embryos = forms.IntegerField(
        label="Of them good", min_value=0, max_value=9, required=False
    )
    ploidy = one_of("Chromosomes", words.Ploidy, usually=words.Ploidy.UNTESTED)
    egg = one_of("Egg", words.Egg, usually=words.Egg.OWN)
    donor_code = forms.CharField(
        label="Code of the donor",
        max_length=12,
        required=False,
        help_text="Where the egg was donated by somebody on file: D0007.",
    )
    egg_age_years = forms.IntegerField(
        label="Age of the egg",
        min_value=15,
        max_value=60,
        required=False,
        help_text="Years, of whoever gave it, on the day it was taken.",
    )
    predicted_percent = forms.DecimalField(
        label="Predicted chance",
        min_value=0,
        max_value=PERCENT,
        max_digits=4,
        decimal_places=1,
        required=False,
        help_text="Per cent, of a pregnancy.",
    )
    pregnancy = forms.ChoiceField(label="Pregnancy that came of it", required=False)
    cycle = forms.ChoiceField(label="IVF cycle it came of", required=False)
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    layout = Layout(
        Line("transferred", "result", "kind", "cycle"),
        Line("stage", "embryo_day", "embryos", "good_embryos"),
        Fold(
            "Chromosomes, egg, chance, pregnancy",
            Line("ploidy", "egg", "donor_code"),
            Line("egg_age_years", "predicted_percent", "pregnancy"),
        ),
        "note",
    )
    # Every column of a transfer is asked, some under another name.
    tells_the_rest = False

    record: EmbryoTransfer

    def __init__(
        self,
        *args: Any,
        lines: Sequence[tuple[int, Pregnancy]],
        cycles: Sequence[tuple[int, IvfCycle]],
        **kwargs: Any,
    ) -> None:
        self.by_key = {str(row.pk): row for _number, row in lines}
        self.cycles = {str(row.pk): row for _number, row in cycles}
        super().__init__(*args, **{"auto_id": "transfer_%s"} | kwargs)
        self.fields["pregnancy"].choices = [
            ("", "None on file"),
            *((str(row.pk), _named(number, row)) for number, row in lines),
        ]
        self.fields["cycle"].choices = [
            ("", "None on file"),
            *((str(row.pk), cycle_name(row, number=number)) for number, row in cycles),
        ]

    def on_file(self) -> Mapping[str, Any]:
        row = self.record
        same = {
            name: getattr(row, name)
            for name in TransferForm.base_fields
            if hasattr(row, name)
        }
        percent = None if row.predicted_chance is None else row.predicted_chance * PERCENT
        chosen = {
            "pregnancy": str(row.pregnancy_id or ""),
            "cycle": str(row.cycle_id or ""),
            "donor_code": row.donor.code if row.donor else "",
        }
        return {**same, "predicted_percent": percent, **chosen}

    def clean_pregnancy(self) -> Pregnancy | None:
        return self.by_key.get(self.cleaned_data["pregnancy"])

    def clean_cycle(self) -> IvfCycle | None:
        return self.cycles.get(self.cleaned_data["cycle"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.errors:
            return answers
        told = {name: answers.pop(name) for name in TransferEntry.__slots__}
        return {"entry": TransferEntry(**told), **answers}


def _named(number: int, row: Pregnancy) -> str:
    return f"{number}: {when_text(row)}, {row.get_outcome_display()}"
