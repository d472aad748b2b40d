"""Open what was shipped, for a recovery."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from clinic.backups.shipping import SEALED, open_sealed
from foundation.safekeeping.services import ChoreFailed


class Command(BaseCommand):
    help = "Open shipped files, or all of a folder, into another folder."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("sealed", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")

    def handle(self, *, sealed: list[Path], to: Path, **options: object) -> None:
        files = [
            file
            for path in sealed
            for file in (sorted(path.glob(f"*{SEALED}")) if path.is_dir() else [path])
        ]
        try:
            opened = [open_sealed(file, into=to) for file in files]
        except (ChoreFailed, OSError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{len(opened)} files opened.")
