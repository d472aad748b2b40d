"""Try the seals over acts, looks and kept versions."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import connection

from foundation.records.audit.verifying import verify


class Command(BaseCommand):
    help = "Find what was changed, taken away, put in or dated back in the sealed logs."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="a seal that was kept outside: its number and digest, as printed",
        )

    def handle(self, *, anchor: Path | None, **options: object) -> None:
        try:
            kept = anchor.read_text() if anchor else ""
            with connection.cursor() as cursor:
                verdict = verify(cursor, kept=kept)
        except (OSError, ValueError) as fault:
            raise CommandError(f"The kept seal cannot be read. {fault}") from fault
        if verdict.faults:
            raise CommandError("\n".join(["The seals do not hold.", *verdict.faults]))
        tried = f"{verdict.seals} seals over {verdict.rows} rows hold."
        self.stdout.write(f"{tried} {verdict.newest}".rstrip())
