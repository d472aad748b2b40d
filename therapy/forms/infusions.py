"""What is asked when an infusion is planned, started, watched and ended."""

from datetime import date
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Layout
from django import forms

from foundation.medicine.dates import ApproximateDate
from foundation.ui.fields import DayField
from foundation.ui.forms import ClinicForm, Group, Line
from therapy.models.infusion import HerState, VialRounding
from therapy.rules.catalogue import products
from therapy.selectors.infusions import Wish, infusion_protocols

NOT_KNOWN = ("", "Not known")


class PlanForm(ClinicForm):
    """The dose, the weight and the facts the gates ask for; an unknown fact stays open."""

    protocol = forms.ChoiceField(label="Protocol")
    product = forms.ChoiceField(label="Product (brand)")
    planned_for = DayField(label="Day of the infusion")
    dose_mg_per_kg = forms.DecimalField(
        label="Dose", min_value=0, max_digits=6, decimal_places=1
    )
    weight_kg = forms.DecimalField(label="Weight", max_digits=5, decimal_places=2)
    weighed_on = DayField(label="Weighed on")
    rounding = forms.ChoiceField(label="Whole vials", choices=VialRounding.choices)
    first_rules = forms.BooleanField(
        label="First infusion, or start again as if it were",
        required=False,
        help_text="Set by itself when she never had this brand here, or long ago.",
    )
    at_risk = forms.BooleanField(
        label="At risk: never faster than the cap of the label",
        required=False,
        help_text="Earlier thrombosis, kidneys, diabetes, oestrogen, lack of fluid.",
    )
    her_state = forms.ChoiceField(
        label="Where she stands", required=False, choices=[NOT_KNOWN, *HerState.choices]
    )
    creatinine_mg_per_dl = forms.DecimalField(
        label="Creatinine", required=False, max_digits=4, decimal_places=2, min_value=0
    )
    creatinine_on = DayField(label="Creatinine sampled on", required=False)
    reacted_before = forms.TypedChoiceField(
        label="Ever reacted to a blood product",
        required=False,
        choices=[NOT_KNOWN, ("no", "No"), ("yes", "Yes")],
        coerce=lambda said: said == "yes",
        empty_value=None,
    )

    layout = Layout(
        Group(
            "What she is to receive",
            Line("protocol", "product"),
            Line("planned_for", AppendedText("dose_mg_per_kg", "mg/kg")),
            Line(AppendedText("weight_kg", "kg"), "weighed_on"),
            "rounding",
            Line("first_rules", "at_risk"),
        ),
        Group(
            "What the checks ask for",
            "her_state",
            Line(AppendedText("creatinine_mg_per_dl", "mg/dl"), "creatinine_on"),
            "reacted_before",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["protocol"].choices = [
            ("", "Choose"),
            *((code, each.name) for code, each in infusion_protocols().items()),
        ]
        self.fields["product"].choices = [
            ("", "Choose"),
            *((code, each.brand) for code, each in products().items()),
        ]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        value, on = asked.get("creatinine_mg_per_dl"), asked.get("creatinine_on")
        if (value is None) != (on is None) and not self.errors:
            beside = "creatinine_on" if on is None else "creatinine_mg_per_dl"
            self.add_error(beside, "A creatinine needs its value and its day.")
        return asked

    @property
    def wish(self) -> Wish | None:
        """What is asked for so far; None until protocol, product and day are known.

        A fact that is missing or cannot be read yet is not known.
        """
        self.is_valid()
        asked = self.cleaned_data
        if not all(asked.get(name) for name in ("protocol", "product", "planned_for")):
            return None
        defaults = {"dose_mg_per_kg": None, "weight_kg": None, "weighed_on": None}
        return Wish(**{**defaults, **asked})


def day_typed(on: date) -> str:
    """Write a day as somebody would type it: 24 Nov 2026."""
    return str(ApproximateDate.of(on))
