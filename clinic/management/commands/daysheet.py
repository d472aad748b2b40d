"""Print a day for a time without power."""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from clinic.day_sheet.printing import keep_day_sheet, sheet_of
from foundation.accounts.models import User
from foundation.records.changes import ClinicCommand
from foundation.safekeeping.services import ChoreFailed
from foundation.safekeeping.services.files import own_folder


class Command(ClinicCommand):
    help = "Print tomorrow's list with one page for each couple, as a PDF."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="another day than tomorrow")
        parser.add_argument("--to", type=Path, metavar="FILE")
        parser.add_argument(
            "--by", metavar="USERNAME", help="who looks; restricted files open to him alone"
        )

    def handle(
        self, *, on: str | None, to: Path | None, by: str | None, **options: object
    ) -> None:
        day = day_of(on)
        file = to or in_folder(day)
        try:
            chore = keep_day_sheet(file, on=day, by=reader(by) if by else None)
        except (ChoreFailed, OSError) as fault:
            raise CommandError(f"No sheet was printed. {fault}") from fault
        told = chore.details
        self.stdout.write(
            f"{file}: {told['visits']} visits, {told['couples']} couples, "
            f"{chore.took.total_seconds():.1f} s. It is readable: print it, and shred it "
            "in the evening."
        )


def day_of(said: str | None) -> date:
    """The day that was said, else tomorrow."""
    if not said:
        return timezone.localdate() + timedelta(days=1)
    try:
        day = parse_date(said)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"{said} is not a day: write it as 2026-12-31.")
    return day


def in_folder(day: date) -> Path:
    if settings.DAYSHEET_FOLDER is None:
        raise CommandError("Name a file: --to FILE, or a folder in DAYSHEET_FOLDER.")
    return sheet_of(own_folder(settings.DAYSHEET_FOLDER), on=day)


def reader(username: str) -> User:
    """Who looks; the account must be one that may."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody who works here signs in as {username}.")
    return user
