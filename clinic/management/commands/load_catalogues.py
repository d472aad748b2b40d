"""Bring the published numbers, definitions and protocols into the database."""

from django.db import transaction

import appointments.services
import immunology.services
import patients.services
import therapy.services
from clinic.owner import as_owner
from foundation.records.changes import ClinicCommand

LOADERS = (
    patients.services.load_catalogue,
    appointments.services.load_catalogue,
    immunology.services.load_catalogue,
    therapy.services.load_catalogue,
)


class Command(ClinicCommand):
    help = "Load the clinical catalogues; safe to repeat, an entry on file is never edited."

    def handle(self, **options) -> None:
        with as_owner(), transaction.atomic():
            for load in LOADERS:
                load()
