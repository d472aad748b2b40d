"""What is asked along the day of an infusion."""

from collections import Counter
from decimal import Decimal
from typing import Any, cast

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Layout
from django import forms
from django.http import HttpRequest
from django.utils import timezone

from foundation.ui.fields import DayField, MomentField
from foundation.ui.forms import ASKED_ANEW, ClinicForm, Line
from therapy.forms.sessions import VersionedForm, label_field
from therapy.forms.signing import SecondSignature
from therapy.models import Infusion
from therapy.models.infusion_rows import Sign
from therapy.selectors.infusion_gates import ChairSide, LotInHand

SPARE_ROWS = 2


class LotForm(ClinicForm):
    """One line: vials of one lot and one size, as their label says."""

    brand = forms.CharField(label="Brand", max_length=100)
    number = forms.CharField(label="Lot number", max_length=40)
    expires_on = DayField(label="Expires on")
    vial_g = forms.DecimalField(label="Vial", max_digits=5, decimal_places=2, min_value=0)
    quantity = forms.IntegerField(label="Vials", min_value=1, max_value=99)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].help_text = ""
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}, line {self.prefix}"
            field.error_messages["required"] = f"{field.label}: please fill this in."
            if name in {"brand", "number"}:
                field.widget.attrs["autocomplete"] = "off"

    @property
    def in_hand(self) -> LotInHand:
        """Give the lot that was typed."""
        return LotInHand(**self.cleaned_data)

    @property
    def faults(self) -> list[str]:
        """Give every refusal of this line, in words."""
        return [str(error) for errors in self.errors.values() for error in errors]


LotForms = forms.formset_factory(LotForm, extra=SPARE_ROWS, max_num=20)


class StartInfusionForm(SecondSignature, VersionedForm):
    """Labels, vials, the look at the recalls, and a second person's signature."""

    band = label_field("Her wristband", "C1023F")
    label = label_field("Label of the infusion", "C1023F")
    recalls_checked = forms.BooleanField(label="None of these lots is on the recall list")
    acknowledged = forms.BooleanField(
        label="I have read the notes above",
        required=False,
        widget=forms.CheckboxInput(attrs=ASKED_ANEW),
    )

    layout = Layout(
        Line("band", "label"),
        "recalls_checked",
        "acknowledged",
        Line("checker", "passphrase"),
    )

    def __init__(
        self, data: Any = None, *, record: Infusion, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, record=record, request=request, **kwargs)
        self.lots = LotForms(data, prefix="lots", initial=_vials_planned(record))

    def is_valid(self) -> bool:
        lots_are_fine = self.lots.is_valid()
        return super().is_valid() and lots_are_fine

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if self.lots.is_valid() and {"band", "label"} <= asked.keys():
            filled = [each for each in self.lots if each.has_changed()]
            asked["chair"] = ChairSide(
                band=asked.pop("band"),
                label=asked.pop("label"),
                lots=[each.in_hand for each in filled if each.cleaned_data],
            )
        return asked


def _vials_planned(infusion: Infusion) -> list[dict[str, Any]]:
    """Begin with the planned sizes and counts; lot and expiry are read from the vials."""
    sizes = Counter(Decimal(size) for size in infusion.plan["vials_g"])
    return [
        {"brand": "", "vial_g": size, "quantity": count} for size, count in sizes.items()
    ]


class VitalsForm(VersionedForm):
    """One set of vital signs, the running rate, and what she feels."""

    adds_only = True

    taken_at = MomentField(label="Taken at")
    rate_ml_per_h = forms.IntegerField(
        label="Pump runs at", required=False, min_value=0, max_value=2000
    )
    pulse = forms.IntegerField(label="Pulse", required=False)
    systolic = forms.IntegerField(label="Systolic", required=False)
    diastolic = forms.IntegerField(label="Diastolic", required=False)
    temperature_c = forms.DecimalField(
        label="Temperature", required=False, max_digits=3, decimal_places=1
    )
    spo2_pct = forms.IntegerField(label="Oxygen", required=False)
    breaths = forms.IntegerField(label="Breaths", required=False)
    signs = forms.MultipleChoiceField(
        label="What she feels or shows",
        required=False,
        choices=Sign.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(label="Remark", required=False, max_length=300)

    layout = Layout(
        Line("taken_at", AppendedText("rate_ml_per_h", "ml/h")),
        Line(
            AppendedText("pulse", "/min"),
            AppendedText("systolic", "mmHg"),
            AppendedText("diastolic", "mmHg"),
        ),
        Line(
            AppendedText("temperature_c", "°C"),
            AppendedText("spo2_pct", "%"),
            AppendedText("breaths", "/min"),
        ),
        "signs",
        "remark",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("pulse", "systolic", "diastolic", "spo2_pct", "breaths"):
            self.fields[name].min_value = 0
        infusion = cast(Infusion, self.treatment)
        if not infusion.started_at or infusion.has_ended:
            self.fields["rate_ml_per_h"].widget = forms.HiddenInput()

    def first(self) -> dict[str, Any]:
        return {"taken_at": timezone.now()}


class EndForm(VersionedForm):
    """How much she received, until when, and why it was stopped if it was."""

    given_ml = forms.DecimalField(label="She received", max_digits=7, decimal_places=1)
    ended_at = MomentField(label="Ended at")
    reason = forms.CharField(
        label="Stopped early because",
        required=False,
        max_length=300,
        help_text="Leave it empty when she received all of it.",
    )
    note = forms.CharField(label="Note", required=False, max_length=500)

    layout = Layout(Line(AppendedText("given_ml", "ml"), "ended_at"), "reason", "note")

    def first(self) -> dict[str, Any]:
        return {"ended_at": timezone.now()}
