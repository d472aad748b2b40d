"""What is asked when somebody is measured; only what was measured is typed."""

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from foundation.ui.fields import DayField
from foundation.ui.forms import Line
from patients import choices as words
from patients.forms.entries import EntryForm, PlainDecimalField, note
from patients.forms.pregnancies import AskingForm, one_of
from patients.services.told import MeasurementEntry


def _decimal(label: str, *, digits: int, places: int) -> PlainDecimalField:
    return PlainDecimalField(
        label=label, max_digits=digits, decimal_places=places, required=False
    )


def _whole(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=999, required=False)


class MeasurementForm(EntryForm, AskingForm):
    """The measures of one day."""

    measured_on = DayField(label="Day", initial=timezone.localdate)
    height_cm = _decimal("Height (cm)", digits=4, places=1)
    weight_kg = _decimal("Weight (kg)", digits=5, places=2)
    systolic_mmhg = _whole("Upper pressure (mmHg)")
    diastolic_mmhg = _whole("Lower pressure (mmHg)")
    pulse_per_min = _whole("Pulse (a minute)")
    temperature_c = _decimal("Temperature (°C)", digits=3, places=1)
    spo2_percent = _whole("Oxygen saturation (%)")
    source = one_of("From", words.MeasuredBy, usually=words.MeasuredBy.HERE)
    note = note()

    layout = Layout(
        Line("measured_on", "height_cm", "weight_kg", "source"),
        Line("systolic_mmhg", "diastolic_mmhg", "pulse_per_min"),
        Line("temperature_c", "spo2_percent"),
        "note",
    )
    entry = MeasurementEntry
