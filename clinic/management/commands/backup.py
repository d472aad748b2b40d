"""Make a backup now."""

from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.template.defaultfilters import filesizeformat

from clinic.backups.making import back_up
from foundation.records.changes import ClinicCommand
from foundation.safekeeping.services import ChoreFailed


class Command(ClinicCommand):
    help = "Seal the whole clinic into one file that appears complete or not at all."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER")

    def handle(self, *, to: Path | None, **options: object) -> None:
        folder = to or settings.BACKUP_FOLDER
        if folder is None:
            raise CommandError("Name a folder: --to FOLDER, or the setting BACKUP_FOLDER.")
        try:
            chore = back_up(folder)
        except (ChoreFailed, OSError) as fault:
            raise CommandError(f"No backup was made. {fault}") from fault
        told = chore.details
        self.stdout.write(
            f"{folder / chore.file}: {filesizeformat(told['size'])}, "
            f"{told['rows']} rows of {told['tables']} tables, "
            f"{told['documents']} documents, {told['papers']} papers from outside, "
            f"{chore.took.total_seconds():.1f} s."
        )
