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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionEntry:
    """An illness; whether it goes on may not be known."""

    name: str
    state: str = ""
    began: ApproximateDate | None = None
    resolved: ApproximateDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEntry:
    """An operation, and what was found or went wrong."""

    name: str
    done: ApproximateDate | None = None
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyEntry:
    """An illness of a relative by blood, and from which age on."""

    relative: str
    name: str
    age_years: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenstrualEntry:
    """Her periods as told on one day; a cycle is its shortest and its longest.

    Units: years at the first period, days of the cycle and of bleeding.
    """

    told_on: date
    menarche_years: int | None = None
    cycle: tuple[int, int] | None = None
    regularity: str = ""
    flow: str = ""
    flow_days: int | None = None
    last_period: ApproximateDate | None = None
    last_period_certainty: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifestyleEntry:
    """One habit or exposure: never, before or now."""

    habit: str
    state: str
    amount: str = ""
    started: ApproximateDate | None = None
    ended: ApproximateDate | None = None
    note: str = ""


Told = (
    AllergyEntry
    | DrugEntry
    | MeasurementEntry
    | ConditionEntry
    | OperationEntry
    | FamilyEntry
    | MenstrualEntry
    | LifestyleEntry
)
