"""Let a new key of encryption take over."""

from django.core.management import CommandError

from clinic.keys import rotate_keys
from foundation.records import secrecy
from foundation.records.changes import ClinicCommand
from foundation.safekeeping.services import ChoreFailed


class Command(ClinicCommand):
    help = "Seal everything anew with the first of ENCRYPTION_KEYS; may be stopped."

    def handle(self, **options: object) -> None:
        try:
            for done in rotate_keys():
                self.stdout.write(f"{done.name}: {done.resealed} sealed anew")
        except ChoreFailed as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"Everything is sealed with the key {secrecy.current_key()!r}. The older keys "
            "may leave ENCRYPTION_KEYS. Keep them elsewhere for as long as you keep "
            "backups that were made before now: only they open those."
        )
