"""A PostgreSQL to try a backup out in: started for one drill, gone without a trace."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg2.extensions import parse_dsn

from clinic import servers
from clinic.backups.clients import Address
from clinic.programs import (
    ServiceFailed,
    locked_pid_file,
    running_pid,
    stop_left_overs,
    write_pid,
)
from clinic.seats import postgres_seat
from foundation.safekeeping.services import ChoreFailed

OWNER = "owner.pid"


def drills() -> Path:
    """Where drills have their folders; TMPDIR says on which disk."""
    return Path(tempfile.gettempdir()) / f"decidua-drills-{os.getuid()}"


@contextmanager
def scratch_database() -> Iterator[Address]:
    """Give an empty database of its own server, and remove both afterwards.

    Raises: ChoreFailed where no server can be started.
    """
    with _scratch_folder() as folder:
        try:
            server = servers.start_postgres(folder, durable=False)
        except ServiceFailed as fault:
            message = f"No PostgreSQL could be started for the drill. {fault}"
            raise ChoreFailed(message) from fault
        try:
            yield parse_dsn(servers.local_urls(folder)["OWNER_DATABASE_URL"])
        finally:
            server.stop()


def clear_drills() -> None:
    """Stop and remove what drills left behind that were killed."""
    for folder in drills().glob("*/"):
        if running_pid(folder / OWNER) is None:
            _remove(folder)


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """A folder whose owner is seen to live: its pid file is locked as long as he does."""
    parent = drills()
    parent.mkdir(mode=0o711, exist_ok=True)
    with (parent / "gate").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # a drill that begins is not yet seen to live
        clear_drills()
        folder = Path(tempfile.mkdtemp(dir=parent))
        owner = locked_pid_file(folder / OWNER)
    folder.chmod(0o711)  # for PostgreSQL, which runs as nobody where we are root
    write_pid(owner, os.getpid())
    try:
        yield folder
    finally:
        owner.close()
        _remove(folder)


def _remove(folder: Path) -> None:
    """Remove the folder, and the rows: they lie elsewhere where `nobody` reads them."""
    stop_left_overs(folder)
    rows = postgres_seat(folder).rows
    shutil.rmtree(rows, ignore_errors=True)
    if not rows.is_relative_to(folder):
        shutil.rmtree(rows.parent, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
