"""Try out whether the clinic would come back."""

from pathlib import Path

from django.conf import settings
from django.core.management import CommandError

from clinic.backups.drilling import drill
from clinic.backups.shelf import newest_in
from foundation.records.changes import ClinicCommand
from foundation.safekeeping.services import ChoreFailed


class Command(ClinicCommand):
    help = "Restore a backup (the newest) on the side, compare it, and clean up."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")

    def handle(self, *, file: Path | None, **options: object) -> None:
        try:
            chore = drill(file or newest())
        except (ChoreFailed, OSError) as fault:
            raise CommandError(f"The drill failed. {fault}") from fault
        told = chore.details
        self.stdout.write(
            f"{chore.file} came back whole: {told['rows']} rows of {told['tables']} "
            f"tables, {told['documents']} documents, {told['papers']} papers; "
            f"{told['seals']} seals hold. Server "
            f"{told['start_s']} s, restore {told['restore_s']} s, comparison "
            f"{told['compare_s']} s."
        )


def newest() -> Path:
    """The newest backup of the clinic's folder."""
    folder = settings.BACKUP_FOLDER
    if folder is None:
        raise CommandError("Name a file, or a folder in the setting BACKUP_FOLDER.")
    found = newest_in(folder)
    if found is None:
        raise CommandError(f"There is no backup in {folder}.")
    return found
