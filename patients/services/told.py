"""What is told in one row of a person's history; an empty answer was not said."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.medicine.dates import ApproximateDate
from patients.choices import MeasuredBy, Reaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyEntry:
    """What somebody does not bear, and what it did."""

    substance: str
    kind: Reaction | str = Reaction.ALLERGY
    reaction: str = ""
    severity: str = ""
    noticed: ApproximateDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugEntry:
    """What somebody takes or took; a dose and its unit belong together.

    Units: the unit is the code UCUM has for it.
    """

    name: str
    dose: Decimal | None = None
    unit: str = ""
    frequency: str = ""
    route: str = ""
    taken: str = ""
    kind: str = ""
    started: ApproximateDate | None = None
    ended: ApproximateDate | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementEntry:
    """The measures of one day; what was not measured is None.

    Units: cm, kg, mmHg, a minute, degrees Celsius, per cent.
    """

    measured_on: date
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    pulse_per_min: int | None = None
    temperature_c: Decimal | None = None
    spo2_percent: int | None = None
    source: MeasuredBy | str = MeasuredBy.HERE
    note: str = ""


Told = AllergyEntry | DrugEntry | MeasurementEntry
