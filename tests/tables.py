"""The tables of the tests: built once in a run, copied for each of its processes."""

import fcntl
import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.servers import TABLES_GATE

BUILT = "built_tables"


def copy_built_tables() -> None:
    """Let the database of this process begin as a copy of the built one.

    A server that somebody named is not ours to fill; there each process builds its own.
    """
    if TABLES_GATE not in os.environ:
        return
    gate = Path(os.environ[TABLES_GATE])
    with gate.open("a") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not gate.stat().st_size:
            _build()
            one_at_a_time.write(BUILT)
    connection.settings_dict["TEST"]["TEMPLATE"] = BUILT


def _build() -> None:
    """Every migration, in a database of its own that nothing is left connected to."""
    kept = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {BUILT}")
    connection.settings_dict["NAME"] = BUILT
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
