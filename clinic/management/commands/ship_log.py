"""Carry the write-ahead log to where backups lie, sealed, until told to stop."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from clinic.backups.shipping import LOG, ship

EVERY_S = 3


class Command(BaseCommand):
    help = "Seal what PostgreSQL puts into the spool and keep it beside the backups."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("spool", type=Path, metavar="SPOOL")
        parser.add_argument(
            "--once", action="store_true", help="what is there now, no more"
        )

    def handle(self, *, spool: Path, once: bool, **options: object) -> None:
        if settings.BACKUP_FOLDER is None:
            raise CommandError("Name a folder in the setting BACKUP_FOLDER.")
        while True:
            self.ship(spool, fails=once)
            if once:
                return
            time.sleep(EVERY_S)

    def ship(self, spool: Path, *, fails: bool) -> None:
        """A full disk is waited out: the spool keeps what was not shipped."""
        try:
            shipped = ship(spool, to=settings.BACKUP_FOLDER / LOG)
        except OSError as fault:
            if fails:
                raise CommandError(f"The log was not shipped. {fault}") from fault
            self.stderr.write(f"The log was not shipped. {fault}")
            return
        for path in shipped:
            self.stdout.write(path.name)
