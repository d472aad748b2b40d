"""A believable clinic of synthetic people, for a first look and for tests of pages."""

import random

from django.db import transaction
from django.utils import timezone

from clinic.demo import (
    SIGN_INS,
    appointments,
    donors,
    doubles,
    immunology,
    patients,
    registers,
    reports,
    restrictions,
    separations,
    therapy,
)
from foundation.accounts.models import User
from foundation.records.changes import ClinicCommand
from patients.models import Couple

SEED = 1923
NAMES = {
    "reception": ("", "Rita", "Sample"),
    "nurse": ("Sister", "Nandini", "Sample"),
    "clinician": ("Dr", "Anil", "Example"),
    "clinician2": ("Dr", "Olena", "Example"),
    "laboratory": ("", "Lalit", "Sample"),
    "manager": ("", "Mira", "Example"),
    "privacy": ("", "Priya", "Example"),
    "administrator": ("", "Arun", "Example"),
    "researcher": ("Dr", "Rana", "Example"),
}


class Command(ClinicCommand):
    help = "Fill an empty clinic with synthetic couples; later, only today's appointments."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--couples", type=int, default=240)

    @transaction.atomic
    def handle(self, *, couples: int, **options) -> None:
        on, rng = timezone.localdate(), random.Random(SEED)  # noqa: S311 - no secret
        staff = engage_staff()
        on_file = list(Couple.objects.standing().with_people().order_by("pk"))
        if on_file:
            appointments.seed(staff=staff, couples=on_file, on=on, rng=rng)
            return
        seeded = patients.seed(staff=staff, on=on, rng=rng, count=couples)
        for package in (
            *(appointments, immunology, therapy, reports, restrictions),
            *(doubles, donors, separations, registers),
        ):
            package.seed(staff=staff, couples=seeded, on=on, rng=rng)


def engage_staff() -> dict[str, User]:
    """The demonstration accounts, made once."""
    staff = {user.username: user for user in User.objects.all()}
    for username, password, role in SIGN_INS:
        if username not in staff:
            title, first, last = NAMES[username]
            staff[username] = User.objects.create_user(
                username, password=password, role=role,
                title=title, first_name=first, last_name=last,
            )  # fmt: skip
    return staff
