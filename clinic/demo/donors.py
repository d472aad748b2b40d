"""Donors of the demonstration: invented people behind codes."""

import random
from datetime import date
from typing import Final

from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from patients.choices import Egg, Sex
from patients.models import Couple, EmbryoTransfer
from patients.services import DonorEntry, register_donor

DONORS: Final = (
    ("Anjali Specimen", Sex.FEMALE, ("egg",), 27, "B"),
    ("Olha Specimen", Sex.FEMALE, ("egg", "embryo"), 29, "O"),
    ("Vikram Specimen", Sex.MALE, ("sperm", "cells"), 33, "A"),
)


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> None:
    """Put three donors on file; one of them gave the egg of a transfer, if there is one."""
    donors = [
        register_donor(
            by=staff["clinician"],
            entry=DonorEntry(
                name=name,
                sex=sex,
                gives=gives,
                born=ApproximateDate(on.year - age, rng.randint(1, 12)),
                phone=f"+91 98200 78{number:03d}",
                abo=group,
                rhd="pos",
            ),
        )
        for number, (name, sex, gives, age, group) in enumerate(DONORS, start=1)
    ]
    donated = EmbryoTransfer.objects.filter(egg=Egg.DONOR).order_by("pk").first()
    if donated is not None:
        EmbryoTransfer.objects.filter(pk=donated.pk).update(donor=donors[0])
