"""Bring the clinic back from a backup, on a new machine or after a disaster."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from clinic.backups.restoring import restore
from clinic.owner import as_owner
from foundation.safekeeping.services import ChoreFailed


class Command(BaseCommand):
    help = "Read a backup into the clinic's own, empty database; never over anything."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            with as_owner():
                chore = restore(file)
        except (ChoreFailed, OSError) as fault:
            raise CommandError(f"Nothing was restored. {fault}") from fault
        told = chore.details
        self.stdout.write(
            f"The clinic stands as it did at {told['of']}: {told['rows']} rows of "
            f"{told['tables']} tables, {told['documents']} documents, "
            f"{told['papers']} papers. {told['doubted']} messages may have left since "
            "and are calls to make. Now run: manage.py prepare"
        )
