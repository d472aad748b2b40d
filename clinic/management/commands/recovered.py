"""After PostgreSQL was brought back to a moment: what left since is not sent again."""

from datetime import datetime

from django.core.management import CommandError
from django.utils import timezone

from clinic.backups.restoring import begin_again
from foundation.records.changes import ClinicCommand


class Command(ClinicCommand):
    help = "Say to which moment the database was brought back, before anything is started."

    def add_arguments(self, parser) -> None:
        parser.add_argument("moment", metavar="2026-11-30T10:42:00+05:30")

    def handle(self, *, moment: str, **options: object) -> None:
        try:
            at = datetime.fromisoformat(moment)
        except ValueError as fault:
            raise CommandError(
                "Write the moment like 2026-11-30T10:42:00+05:30."
            ) from fault
        if timezone.is_naive(at):
            at = timezone.make_aware(at)
        chore = begin_again(began_at=timezone.now(), of=at.isoformat())
        doubted = chore.details["doubted"]
        self.stdout.write(f"{doubted} messages may have left since and are calls to make.")
