"""A couple of the demonstration that separated; she came again with another partner."""

import random
from datetime import date
from typing import Final

from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from patients.choices import Relation
from patients.models import Couple
from patients.models.couple import EndReason
from patients.services import (
    NewPerson,
    register_couple,
    register_new_couple,
    separate_couple,
)

SHE: Final = NewPerson(
    name="Tara Specimen", born=ApproximateDate(1990, 2), phones=("+919820077021",)
)
HE: Final = NewPerson(name="Nikhil Specimen", born=ApproximateDate(1988))
NOW: Final = NewPerson(
    name="Kiran Example", born=ApproximateDate(1986, 7), phones=("+919820077022",)
)


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> Couple:
    """Put a couple on file that has ended, and her again with a new partner."""
    desk = staff["reception"]
    former = register_couple(woman=SHE, man=HE, by=desk)
    separate_couple(
        couple=former,
        ended=ApproximateDate(on.year - 1),
        end_reason=EndReason.SEPARATED,
        end_note="Both told the desk.",
        by=staff["clinician"],
    )
    return register_new_couple(
        person=former.woman, partner=NOW, relation=Relation.MARRIED, by=desk
    )
