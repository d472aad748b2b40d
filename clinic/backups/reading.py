"""Reading a backup back: into a database, or only to see that it is whole."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from typing import Any

from clinic.backups.bundles import DATABASE, MANIFEST, parts_of
from clinic.backups.clients import Address, running
from foundation.safekeeping.services import ChoreFailed, SealedReader
from foundation.safekeeping.services.envelopes import Unreadable

# All of it or nothing; roles and rights are those of the database it goes into.
POURING = ("--single-transaction", "--no-owner", "--no-privileges")

Manifest = dict[str, Any]


def look_through(file: Path) -> Manifest:
    """Open every chunk and compare every sum; nothing is written anywhere.

    Raises: ChoreFailed.
    """
    return _read(file, keep=len)


def pour(file: Path, *, into: Address) -> Manifest:
    """Read the database of a backup into an empty one; give the manifest.

    Raises: ChoreFailed; the database is then as empty as before, unless the file was cut:
    look it through before where that matters.
    """
    arguments = [*POURING, f"--dbname={into['dbname']}"]
    with running("pg_restore", arguments, at=into, stdin=PIPE) as client:
        return _read(file, keep=client.stdin.write)


def _read(file: Path, *, keep: Callable[[bytes], object]) -> Manifest:
    """Go through the parts in their order, handing each piece of the dump to `keep`."""
    total, manifest = hashlib.sha256(), None
    try:
        with file.open("rb") as source:
            for name, content in parts_of(SealedReader(source)):
                part = content.read()
                if name.startswith(f"{DATABASE}/"):
                    total.update(part)
                    keep(part)
                elif name == MANIFEST:
                    manifest = json.loads(part)
    except Unreadable as fault:
        raise ChoreFailed(str(fault)) from fault
    if manifest is None:
        raise ChoreFailed("The backup has no manifest.")
    if total.hexdigest() != manifest["database"]:
        raise ChoreFailed("The database in the backup is not what the manifest says.")
    return manifest
