"""The whole clinic as `make run` opens it, in a folder and on a port of its own."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clinic.kept import free_port
from clinic.programs import BASE, running_pid
from tests.reliability.programs import wait_until

OPENING_S = 180
RUN_FOLDER = pytest.StashKey[Path]()
OF_THIS_RUN = {
    *("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"),
    *("SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS", "PUBLIC_URL"),
}


@dataclass
class RunningClinic:
    """Web, worker, beat, database and queue under their supervisor."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What stands on the screen of the person who opened the clinic."""
        return (self.folder / "screen").read_text()

    def pid(self, name: str) -> int | None:
        """Which process is web, worker, beat, postgres or valkey now.

        Nothing while it is away, 0 in the instant before its number is written.
        """
        return running_pid(self.folder / "run" / f"{name}.pid")

    def kill(self, name: str) -> None:
        """Kill one program as a power cut would, and wait for its successor."""
        before = self.pid(name)
        assert before, f"{name} does not run"
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: (self.pid(name) or before) != before, seconds=20)

    def open(self) -> None:
        """Type `make run` and wait until the door answers."""
        kept = {name: word for name, word in os.environ.items() if name not in OF_THIS_RUN}
        own = {"DECIDUA_FOLDER": str(self.folder), "PORT": str(self.port)}
        log = {"MESSAGE_LOG": str(self.folder / "messages.log")}
        with (self.folder / "screen").open("w") as screen:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "manage.py", "dev"],
                cwd=BASE,
                env=kept | own | log,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: self.process.poll() is not None or self.is_open, OPENING_S)
        assert self.process.poll() is None, self.said

    @property
    def is_open(self) -> bool:
        return "is open at" in self.said

    def close(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def open_folder(config: pytest.Config) -> Path:
    """A new folder that any account of this machine reaches; it goes with the run.

    PostgreSQL must not run as root: in some containers it runs as nobody, who cannot
    enter the folders that pytest makes.
    """
    folder = Path(tempfile.mkdtemp(dir=config.stash[RUN_FOLDER]))
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="session")
def running_clinic(pytestconfig: pytest.Config) -> Iterator[RunningClinic]:
    """The whole clinic, opened once for all tests; they may kill parts, which come back."""
    clinic = RunningClinic(open_folder(pytestconfig))
    clinic.open()
    yield clinic
    clinic.close()
