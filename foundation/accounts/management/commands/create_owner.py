"""The first account of a real installation; there is no default password."""

from getpass import getpass
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError

from foundation.accounts.models import User
from foundation.records.changes import ClinicCommand


class Command(ClinicCommand):
    help = "Create the owner of a new installation, once. Later accounts are invited."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--username", default="owner")
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--password-file", type=Path, help="a file with the first password; else asked"
        )

    def handle(self, *, username, email, password_file, **options) -> None:
        if User.objects.exists():
            self.stdout.write("There are accounts already; nothing to do.")
            return
        password = password_file.read_text().strip() if password_file else _asked()
        try:
            validate_password(password, User(username=username, email=email))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        User.objects.create_user(username, email, password, role="manager")
        self.stdout.write(f"Created {username}, who may now sign in and invite others.")


def _asked() -> str:
    password = getpass("Password for the owner: ")
    if password != getpass("Once more: "):
        raise CommandError("The two passwords differ; nothing was created.")
    return password
