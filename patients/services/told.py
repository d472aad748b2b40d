"""What is told in one row of a person's history; an empty answer was not said."""

from dataclasses import dataclass
from decimal import Decimal

from foundation.medicine.dates import ApproximateDate
from patients.choices import Reaction


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


Told = AllergyEntry | DrugEntry
