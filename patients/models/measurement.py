"""What was measured of one person on one day: size, weight and vital signs."""

from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import F, Q

from foundation.records.models import AuthoredRecord, tracked
from patients.choices import MeasuredBy
from patients.models.entries import OPEN, Entry
from patients.models.merging import Moves

# Beyond these it is no measure of an adult: a slip of the finger, or another unit.
POSSIBLE: Final = {
    "height_cm": (100, 230),
    "weight_kg": (20, 350),
    "systolic_mmhg": (40, 300),
    "diastolic_mmhg": (20, 200),
    "pulse_per_min": (20, 250),
    "temperature_c": (30, 45),
    "spo2_percent": (50, 100),
}
MEASURES: Final = tuple(POSSIBLE)


def _possible(name: str, sentence: str) -> models.CheckConstraint:
    """A measure lies where one of an adult can lie; one that was not taken is empty."""
    low, high = (Decimal(bound) for bound in POSSIBLE[name])
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{name}_is_possible",
        violation_error_code=name,
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (low, high)}),
        violation_error_message=sentence,
    )


@tracked
class Measurement(Entry):
    """The measures of one day; what was not measured is empty, never normal."""

    measured_on = models.DateField("day")
    source = models.CharField(
        "from", max_length=8, choices=MeasuredBy, default=MeasuredBy.HERE
    )
    height_cm = models.DecimalField(
        "height (cm)", max_digits=4, decimal_places=1, null=True, blank=True
    )
    weight_kg = models.DecimalField(
        "weight (kg)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    systolic_mmhg = models.PositiveSmallIntegerField(
        "systolic pressure (mmHg)", null=True, blank=True
    )
    diastolic_mmhg = models.PositiveSmallIntegerField(
        "diastolic pressure (mmHg)", null=True, blank=True
    )
    pulse_per_min = models.PositiveSmallIntegerField(
        "pulse (a minute)", null=True, blank=True
    )
    temperature_c = models.DecimalField(
        "temperature (°C)", max_digits=3, decimal_places=1, null=True, blank=True
    )
    spo2_percent = models.PositiveSmallIntegerField(
        "oxygen saturation (%)", null=True, blank=True
    )
    note = models.TextField(blank=True)

    when_merged = {"person": Moves("measurements")}

    class Privacy:
        identifying: set[str] = set()
        clinical = {"measured_on", "source", "note", "void_reason", *MEASURES}
        open = OPEN

    class Meta(Entry.Meta):
        default_related_name = "measurements"
        ordering = ["-measured_on", "-pk"]
        constraints = [
            *AuthoredRecord.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_measures_something",
                condition=~Q(**{f"{name}__isnull": True for name in MEASURES}),
                violation_error_message="Write at least one measure.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_both_pressures",
                violation_error_code="diastolic_mmhg",
                condition=Q(systolic_mmhg__isnull=True, diastolic_mmhg__isnull=True)
                | Q(systolic_mmhg__isnull=False, diastolic_mmhg__isnull=False),
                violation_error_message="A blood pressure has two numbers.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_upper_pressure_first",
                violation_error_code="systolic_mmhg",
                condition=Q(systolic_mmhg__isnull=True)
                | Q(diastolic_mmhg__isnull=True)
                | Q(systolic_mmhg__gt=F("diastolic_mmhg")),
                violation_error_message="The upper pressure is the higher one.",
            ),
            _possible("height_cm", "A height lies between 100 and 230 cm."),
            _possible("weight_kg", "A weight lies between 20 and 350 kg."),
            _possible("systolic_mmhg", "An upper pressure lies between 40 and 300 mmHg."),
            _possible("diastolic_mmhg", "A lower pressure lies between 20 and 200 mmHg."),
            _possible("pulse_per_min", "A pulse lies between 20 and 250 a minute."),
            _possible("temperature_c", "A temperature lies between 30 and 45 °C."),
            _possible("spo2_percent", "A saturation lies between 50 and 100 %."),
        ]

    def __str__(self) -> str:
        return f"Measured on {self.measured_on:%-d %b %Y}"
