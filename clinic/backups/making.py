"""Making a backup: everything as it stood at one moment, sealed, in one file."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from subprocess import PIPE
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from django.utils import timezone

from clinic import VERSION
from clinic.backups import shelf
from clinic.backups.bundles import BundleWriter
from clinic.backups.clients import Address, running
from clinic.backups.stock import (
    newest_seal,
    rows_by_table,
    sums_of_documents,
    sums_of_papers,
)
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import SealedWriter, on_record
from foundation.safekeeping.services.files import Summed, appearing_whole, own_folder

FORMAT = 1


def back_up(folder: Path) -> Chore:
    """Write the whole clinic into one sealed file of the folder, and put it on record.

    The file appears complete or not at all. Older ones whose time is over are removed
    only when the new one is there.

    Raises: ChoreFailed, OSError; the record says why.
    """
    with on_record(Kind.BACKUP) as chore:
        shelf.clear_unfinished(own_folder(folder))
        path = folder / shelf.name_of(chore.began_at)
        with appearing_whole(path) as file:
            summed = Summed(file)
            manifest = _write(summed, began_at=chore.began_at)
            with appearing_whole(shelf.sum_beside(path)) as total:
                total.write(f"{summed.sha256}  {path.name}\n".encode())
        chore.file = path.name
        chore.details = told(manifest) | {"size": summed.size, "sha256": summed.sha256}
        chore.details["removed"] = shelf.tidy(folder, at=timezone.now())
    return chore


def _write(to: Summed, *, began_at: datetime) -> dict[str, Any]:
    """Seal database and manifest into the file."""
    sealed = SealedWriter(to)
    address = connection.get_connection_params()
    with BundleWriter(sealed) as bundle:
        with _standing_still(address) as (cursor, snapshot):
            manifest = _manifest(cursor, began_at=began_at)
            arguments = ["--format=custom", f"--snapshot={snapshot}"]
            with running("pg_dump", arguments, at=address, stdout=PIPE) as dump:
                manifest["database"] = bundle.add_database(dump.stdout)
        manifest["ended_at"] = timezone.now().isoformat()
        bundle.finish(manifest)
    sealed.finish()
    return manifest


@contextmanager
def _standing_still(address: Address) -> Iterator[tuple[Any, str]]:
    """See the database as it stands now, for counting and for pg_dump alike.

    Work goes on meanwhile; what is written later is in the next backup.
    """
    with closing(psycopg2.connect(**address)) as own:
        own.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]


def _manifest(cursor: Any, *, began_at: datetime) -> dict[str, Any]:
    """What the parts of the backup must amount to."""
    return {
        "format": FORMAT,
        "program": VERSION,
        "clinic": settings.CLINIC_NAME,
        "began_at": began_at.isoformat(),
        "server": cursor.connection.server_version,
        "rows": rows_by_table(cursor),
        "documents": sums_of_documents(cursor),
        "papers": sums_of_papers(cursor),
        "seal": newest_seal(cursor),
    }


def told(manifest: dict[str, Any]) -> dict[str, int]:
    """The figures of a manifest, for the record and for the screen."""
    return {
        "tables": len(manifest["rows"]),
        "rows": sum(manifest["rows"].values()),
        "documents": len(manifest["documents"]),
        "papers": len(manifest["papers"]),
    }
