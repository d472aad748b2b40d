"""The emergency: a backup becomes the clinic again."""

from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone

from appointments.services import queue_due_reminders
from clinic.backups.drilling import prove
from clinic.backups.making import told
from clinic.backups.reading import look_through, pour
from foundation.messaging.services import doubt_messages
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import ChoreFailed

MAY_HAVE_LEFT = "The clinic was restored from a backup; it may have been sent since."
RAN_THEN = "It ran when the backup was made from which the clinic was restored."


def restore(file: Path) -> Chore:
    """Read a backup into the clinic's own database, which must be empty.

    The file is looked through before anything is written. Nothing is ever written over:
    where there are tables already, it stops.

    Raises: ChoreFailed, OSError.
    """
    began_at = timezone.now()
    _refuse_to_write_over()
    look_through(file)
    address = connection.get_connection_params()
    manifest = pour(file, into=address)
    prove(manifest, at=address)
    return begin_again(
        began_at=began_at, of=manifest["began_at"], file=file.name, **told(manifest)
    )


def begin_again(*, began_at: datetime, of: str, file: str = "", **figures: int) -> Chore:
    """Put on record that the clinic stands again as it did at a moment.

    What may have left since is not sent on a guess, and what ran then is over.
    """
    doubted = _doubt_what_may_have_left()
    now = timezone.now()
    left = Chore.objects.running()
    left.update(state=State.FAILED, ended_at=now, reason=RAN_THEN)
    return Chore.objects.create(
        kind=Kind.RESTORE,
        state=State.DONE,
        began_at=began_at,
        ended_at=now,
        file=file,
        details=figures | {"of": of, "doubted": doubted},
    )


def _doubt_what_may_have_left() -> int:
    """Reminders that were due since the backup may have left: they become calls to make."""
    queue_due_reminders()
    return doubt_messages(reason=MAY_HAVE_LEFT)


def _refuse_to_write_over() -> None:
    if connection.introspection.table_names():
        raise ChoreFailed(
            "The database has tables already. Restore into an empty one: name a new "
            "database in DATABASE_URL."
        )
