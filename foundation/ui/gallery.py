"""What the gallery shows: invented people, every state of every component."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Layout
from django import forms
from django.utils.safestring import SafeString

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.sources import Source
from foundation.ui import charts, words
from foundation.ui.fields import (
    ApproximateDateField,
    ClockField,
    DayField,
    GestationField,
    PhoneField,
)
from foundation.ui.forms import ClinicForm, Group, Line


class SampleForm(ClinicForm):
    """One field of each kind."""

    outcome = forms.ChoiceField(
        choices=[("", "Choose"), ("early", "Early loss"), ("live", "Live birth")]
    )
    ended_on = ApproximateDateField(label="Ended")
    gestation_days = GestationField(label="Gestation", required=False)
    sampled_on = DayField(label="Sampled on", required=False)
    started_at = ClockField(label="Started at", required=False)
    phone = PhoneField(label="Telephone", required=False)
    weight_kg = forms.DecimalField(label="Weight", max_digits=5, decimal_places=1)
    heartbeat = forms.ChoiceField(
        label="Heartbeat seen",
        choices=[("y", "Yes"), ("n", "No"), ("u", "Not known")],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label="May be contacted by",
        required=False,
        choices=[("sms", "SMS"), ("mail", "E-mail"), ("whatsapp", "WhatsApp")],
        widget=forms.CheckboxSelectMultiple,
    )
    checked = forms.BooleanField(label="A second person checked the identity")
    doctor = forms.ChoiceField(
        required=False,
        choices=[("1", "Dr Ada Example"), ("2", "Dr Ben Example")],
        widget=forms.Select(attrs={"data-searchable": True}),
    )
    remarks = forms.CharField(
        required=False,
        help_text="Seen by everyone who may open the chart.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    layout = Layout(
        Line("outcome", "ended_on", "gestation_days"),
        Line("sampled_on", "started_at", AppendedText("weight_kg", "kg")),
        Group("Seen and agreed", Line("heartbeat", "channels"), "checked"),
    )


def context() -> dict[str, Any]:
    """Give the gallery's template one sample of everything."""
    typed = {
        "ended_on": "31 Feb 2024",
        "gestation_days": "8.3 w",
        "sampled_on": "12 Mar 2024",
        "phone": "12",
        "weight_kg": "a lot",
        "remarks": "Typed and kept.",
    }
    refused = SampleForm({f"refused-{k}": v for k, v in typed.items()}, prefix="refused")
    refused.add_error(None, "She already has an ongoing pregnancy on file.")
    return {
        "form": SampleForm(prefix="fresh"),
        "refused": refused,
        "tones": list(words.TONES),
        "notices": ["info", "good", "caution", "stop"],
        "flags": [*words.FLAGS, None],
        "gates": list(words.GATES),
        "findings": _findings(),
        "chart": _chart(),
    }


def _findings() -> list[Finding]:
    source = Source("Clinic policy 4, second edition", "page 2")
    return [
        Finding("sample-note", Severity.NOTE, "The brand changed since the last infusion."),
        Finding("sample-stop", Severity.STOP, "HBV: not tested.", source),
        Finding(
            "sample-caution", Severity.CAUTION, "17 days since the last session.", source
        ),
    ]


def _chart() -> SafeString:
    values = ["19.4", "17.2", "13.1", "11.0", "<5", "8.4"]
    points = [
        charts.Point(
            on=date(2025, 1, 8) + timedelta(days=41 * number),
            value=Decimal(shown.strip("<")),
            shown=shown,
            outside=None if shown.startswith("<") else Decimal(shown) > 12,
        )
        for number, shown in enumerate(values)
    ]
    marks = [
        charts.Mark(on=date(2025, 2, 24), label="LIT 1"),
        charts.Mark(on=date(2025, 3, 20), label="LIT 2"),
        charts.Mark(on=date(2025, 6, 8), label="IVIG"),
    ]
    return charts.trend(
        points,
        title="CD56⁺CD16⁺ NK cells (% of lymphocytes)",
        low=Decimal(5),
        high=Decimal(12),
        marks=marks,
    )
