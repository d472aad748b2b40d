"""Small programs for the supervisor to look after."""

import sys
import time
from pathlib import Path

from clinic.programs import Service
from clinic.supervisor import Supervisor

SLEEPER = "import time; time.sleep(60)"


def service(folder: Path, name: str, code: str = SLEEPER) -> Service:
    """A program of one line of Python."""
    return Service(name, [sys.executable, "-c", code], folder)


def wait_until(condition, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def main(folder: Path) -> None:
    """Look after two programs until told to stop, as `manage.py dev` does."""
    supervisor = Supervisor(folder, say=lambda sentence: None)
    with supervisor.on_duty():
        for name in ("web", "worker"):
            supervisor.watch(service(folder, name))
        (folder / "on duty").touch()
        supervisor.keep()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
