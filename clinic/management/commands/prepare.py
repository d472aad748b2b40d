"""Bring the database up to this version of the program."""

from django.core.management import BaseCommand, call_command

from clinic.owner import as_owner
from foundation.records.heartbeat import feel_heartbeat
from foundation.safekeeping.services import note_keys


class Command(BaseCommand):
    help = "Apply migrations and load the clinical catalogues; safe to repeat."

    def handle(self, **options: object) -> None:
        with as_owner():
            call_command("createcachetable", verbosity=0)
            call_command("migrate", verbosity=0)
            call_command("load_catalogues")
        note_keys()
        feel_heartbeat()  # from here on silence is counted
