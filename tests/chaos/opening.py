"""A clinic for one run, in a folder that goes with it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic import programs
from tests.chaos.faults import second_beat
from tests.stack import RunningClinic


@contextmanager
def chosen_clinic(folder: Path | None, *, port: int) -> Iterator[RunningClinic]:
    """The clinic that is open in that folder, else one of our own for this run."""
    if folder:
        clinic = RunningClinic(folder, port)
        try:
            yield clinic
        finally:
            second_beat(clinic).stop()
        return
    with folder_of_its_own() as home, clinic_of_its_own(home) as clinic:
        yield clinic


@contextmanager
def clinic_of_its_own(folder: Path) -> Iterator[RunningClinic]:
    """Open a clinic in that folder and close it whatever happens."""
    clinic = RunningClinic(folder)
    try:
        clinic.open()
        yield clinic
    finally:
        second_beat(clinic).stop()
        if clinic.process and clinic.process.poll() is None:
            clinic.close()


@contextmanager
def folder_of_its_own() -> Iterator[Path]:
    """A folder that goes with the run; what a killed run leaves, the next tests clear."""
    runs = Path(tempfile.gettempdir()) / f"decidua-tests-{os.getuid()}"
    runs.mkdir(mode=0o711, exist_ok=True)
    with (runs / "gate").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        home = Path(tempfile.mkdtemp(dir=runs))
        owner = programs.locked_pid_file(home / "owner.pid")
        programs.write_pid(owner, os.getpid())
    folder = home / "clinic"
    folder.mkdir()
    for path in (home, folder):
        path.chmod(0o711)
    try:
        yield folder
    finally:
        owner.close()
        shutil.rmtree(home, ignore_errors=True)
