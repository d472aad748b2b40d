"""A PostgreSQL and a Valkey for the tests, thrown away afterwards.

Loaded before the settings are read. Every run has its own pair, so that several
runs may share a machine; the remains of a killed run are cleared by the next.
DATABASE_URL or REDIS_URL in the environment is used instead when set.
"""

import fcntl
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

from clinic import programs, servers
from tests.stack import RUN_FOLDER, running_clinic

__all__ = ["running_clinic"]  # for every test, and one for all of them

TABLES_GATE = "DECIDUA_TESTS_TABLES"
RUNS = Path(tempfile.gettempdir()) / f"decidua-tests-{os.getuid()}"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start what is missing and tell the settings where it is."""
    os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
    os.environ.setdefault("ENCRYPTION_KEYS", f"tests:{secrets.token_hex(32)}")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
    os.environ.setdefault("PUBLIC_URL", "http://127.0.0.1:8000")
    if not early_config.known_args_namespace.help:
        folder = early_config.stash[RUN_FOLDER] = begin_run(early_config)
        start_missing(folder, early_config)


def begin_run(config: pytest.Config) -> Path:
    """Clear what killed runs left, and make the folder of this one."""
    RUNS.mkdir(mode=0o711, exist_ok=True)
    with (RUNS / "gate").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # a run that begins is not yet seen to live
        clear_remains(RUNS)
        return new_run(RUNS, config)


def start_missing(folder: Path, config: pytest.Config) -> None:
    """Start the servers that nobody named, and stop them when the run is over.

    On a server of our own the tables are built once and copied for each process.
    """
    urls = servers.local_urls(folder)
    urls["DATABASE_URL"] = urls["OWNER_DATABASE_URL"]  # tests make and empty tables
    for name, start in servers.STARTERS.items():
        if not os.environ.get(name):
            server = start(folder, durable=False)
            config.add_cleanup(server.stop)
            os.environ[name] = urls[name]
            if name == "DATABASE_URL":
                os.environ[TABLES_GATE] = str(folder / "tables")


def new_run(runs: Path, config: pytest.Config) -> Path:
    """A folder of this run; its pid file is locked for as long as the run lives."""
    folder = Path(tempfile.mkdtemp(dir=runs))
    folder.chmod(0o711)
    owner = programs.locked_pid_file(folder / "owner.pid")
    programs.write_pid(owner, os.getpid())
    config.add_cleanup(owner.close)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def clear_remains(runs: Path) -> None:
    """Stop and remove what runs left behind that were killed."""
    for folder in runs.glob("*/"):
        if programs.running_pid(folder / "owner.pid") is None:
            for clinic in folder.glob("*/decidua.pid"):
                close_clinic(clinic)
            programs.stop_left_overs(folder)
            shutil.rmtree(folder, ignore_errors=True)


def close_clinic(pid_file: Path) -> None:
    """Stop a clinic that a killed run had opened: its supervisor, then its programs."""
    if supervisor := programs.running_pid(pid_file):
        programs.kill_group(supervisor)
    programs.stop_left_overs(pid_file.parent)
