"""The programs the clinic consists of, and how each is started, watched and stopped."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

BASE = Path(__file__).resolve().parent.parent


# What a real installation and a demonstration both run; only addresses and folders differ.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "web": (
        *("gunicorn", "clinic.wsgi", "--worker-class", "sync", "--workers", "2"),
        *("--preload", "--graceful-timeout", "10", "--no-control-socket"),
    ),
    "worker": (
        *("celery", "--app", "clinic", "worker", "--concurrency", "2"),
        *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
    ),
    "beat": ("celery", "--app", "clinic", "beat", "--loglevel", "WARNING"),
}


class ServiceFailed(RuntimeError):
    """A program did not start, or is running already; the message says which and why."""


@dataclass
class Service:
    """One program under supervision, with its pid file and its log below one folder.

    The program inherits a lock on its pid file. Whoever finds the lock held
    knows that the number inside is still that program, also after a reboot has
    given the number to somebody else.
    """

    name: str
    argv: Sequence[str | Path]
    folder: Path
    cwd: Path = BASE
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    # What must be cleared away before each start; nothing of the last run lives then.
    clear: Callable[[], object] = lambda: None
    process: subprocess.Popen[bytes] | None = None
    asked: bool = False

    @property
    def pid_file(self) -> Path:
        return self.folder / "run" / f"{self.name}.pid"

    @property
    def log_file(self) -> Path:
        return self.folder / "log" / f"{self.name}.log"

    def start(self) -> None:
        """Start the program in a session of its own, so that Ctrl-C reaches only us."""
        for path in (self.pid_file, self.log_file):
            path.parent.mkdir(parents=True, exist_ok=True)
        with locked_pid_file(self.pid_file) as pid_file, self.log_file.open("ab") as log:
            self.clear()
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                [str(word) for word in self.argv],
                cwd=self.cwd,
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[pid_file.fileno()],
            )
            write_pid(pid_file, self.process.pid)
        self.asked = False

    @property
    def exit_code(self) -> int | None:
        """What it ended with; nothing while it runs or before it was started."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """Ask it once to finish what it does and end; a second time would be rude."""
        if self.process and not self.asked and self.exit_code is None:
            self.process.send_signal(self.stop_signal)
            self.asked = True

    def stop(self, patience: float = 15) -> None:
        """Ask it to end, and end it with all its children when it does not."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        kill_group(self.process.pid)
        self.process.wait()

    def last_words(self, lines: int = 6) -> str:
        """The end of its log, for the person at the screen."""
        if not self.log_file.exists():
            return ""
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])


def wait_for(ready: Callable[[], bool], service: Service, seconds: float = 30) -> None:
    """Wait until a program answers.

    Raises: ServiceFailed with the end of its log when it ends or stays silent.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if service.exit_code is not None:
            break
        if ready():
            return
        time.sleep(0.02)
    fate = "stopped while starting" if service.exit_code is not None else "does not answer"
    raise ServiceFailed(f"{service.name} {fate}.\n{service.last_words()}".rstrip())


def locked_pid_file(path: Path) -> IO[str]:
    """Open a pid file and lock it; the lock lasts as long as any process that holds it.

    Raises: ServiceFailed when the program named in it still runs.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pid_file = path.open("a+")
    try:
        fcntl.flock(pid_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        pid_file.close()
        message = f"{path.stem} already runs as process {_number_in(path)}."
        raise ServiceFailed(message) from fault
    return pid_file


def write_pid(pid_file: IO[str], pid: int) -> None:
    """Put the number into a pid file in place of what stood there."""
    pid_file.truncate(0)
    pid_file.write(str(pid))
    pid_file.flush()


def running_pid(path: Path) -> int | None:
    """Which process holds this pid file; nothing when it has ended, however it ended."""
    if not path.exists():
        return None
    try:
        locked_pid_file(path).close()
    except ServiceFailed:
        return _number_in(path)
    return None


# A killed process is gone in milliseconds, on a busy machine in a second or two.
TO_BE_GONE_S = 5.0


def stop_left_overs(folder: Path, patience: float = 10) -> list[str]:
    """Stop the programs of a supervisor that died before them, and name them.

    All are asked at once with an interrupt, which each of our programs takes as
    "finish now, lose nothing"; what still runs after the patience is killed.
    """
    files = {
        path: pid for path in (folder / "run").glob("*.pid") if (pid := running_pid(path))
    }
    for pid in files.values():
        _send(pid, signal.SIGINT)
    _wait_for_the_end(files, patience)
    for pid in (pid for path, pid in files.items() if running_pid(path)):
        kill_group(pid)
    _wait_for_the_end(files, TO_BE_GONE_S)
    return sorted(path.stem for path in files)


def _wait_for_the_end(files: Iterable[Path], patience: float) -> None:
    """Wait until none of them runs, a killed one included: it takes a moment to be gone."""
    until = time.monotonic() + patience
    while any(running_pid(path) for path in files) and time.monotonic() < until:
        time.sleep(0.05)


def kill_group(pid: int) -> None:
    """End a program and every child it left behind; each program leads its own group."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _send(pid: int, number: int) -> None:
    """Send a signal to a leader; a leader already dead leaves a group to kill."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        kill_group(pid)


def _number_in(path: Path) -> int:
    """The process number in a pid file; 0 in the instant before it is written."""
    return int(path.read_text() or 0)
