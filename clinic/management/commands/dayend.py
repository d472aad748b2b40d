"""Print the end of a day, with the newest seal."""

from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone

from clinic.day_end.printing import end_of, keep_day_end
from clinic.management.commands.daysheet import day_of
from foundation.records.changes import ClinicCommand
from foundation.safekeeping.services.files import own_folder
from reports.rendering import NotDrawable


class Command(ClinicCommand):
    help = "Print the day's figures and the newest seal of the logs, as a PDF."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="another day than today")
        parser.add_argument("--to", type=Path, metavar="FILE")

    def handle(self, *, on: str | None, to: Path | None, **options: object) -> None:
        day = day_of(on) if on else timezone.localdate()
        if to is None and settings.DAYSHEET_FOLDER is None:
            raise CommandError("Name a file: --to FILE, or a folder in DAYSHEET_FOLDER.")
        file = to or end_of(own_folder(settings.DAYSHEET_FOLDER), on=day)
        try:
            keep_day_end(file, on=day)
        except (NotDrawable, OSError) as fault:
            raise CommandError(f"No sheet was printed. {fault}") from fault
        self.stdout.write(
            f"{file}: print it and keep it outside; the seal on it is compared by "
            "audit_verify --anchor."
        )
