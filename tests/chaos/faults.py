"""What can break, one function each: it breaks something now and says what."""

import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from clinic.programs import COMMANDS, Service
from tests.chaos import victims
from tests.stack import RunningClinic

UP_TO_S = 20
HANGS_S = (1.0, 4.0)
FULL_S = (0.3, 1.5)
# A file of the database may not grow beyond this while its disk is "full".
LITTLE = 64 * 1024

Fault = Callable[[RunningClinic, random.Random], str]


def kill(clinic: RunningClinic, rng: random.Random, *, name: str) -> str:
    """Kill the program or one of its children: a web worker, a backend, a drawer."""
    first = _first(clinic, name)
    victim = rng.choice(victims.family(first)) if rng.random() < 0.7 else first
    victims.end(victim, of=first)
    return f"{name} {'itself' if victim == first else 'child'}"


def empty_the_queue(clinic: RunningClinic, rng: random.Random) -> str:
    """Kill the queue and take away what it kept."""
    first = _first(clinic, "valkey")
    victims.end(first, of=first)
    _wait(lambda: clinic.pid("valkey") != first)
    shutil.rmtree(clinic.folder / "valkey" / "appendonlydir", ignore_errors=True)
    return "valkey emptied"


def hang_the_queue(clinic: RunningClinic, rng: random.Random) -> str:
    """Stop the queue for some seconds: lines stay open, nobody answers."""
    first = _first(clinic, "valkey")
    victims.send(first, signal.SIGSTOP)
    time.sleep(rng.uniform(*HANGS_S))
    victims.send(first, signal.SIGCONT)
    return "valkey hung"


def two_beats(clinic: RunningClinic, rng: random.Random) -> str:
    """Let a second beat run beside the first, and kill one of the two."""
    second = second_beat(clinic)
    if second.exit_code is not None or second.process is None:
        second.start()
    time.sleep(rng.uniform(0.5, 2))
    if rng.random() < 0.5:
        return kill(clinic, rng, name="beat")
    second.process.kill()
    second.process.wait()
    return "second beat"


def full_disk(clinic: RunningClinic, rng: random.Random) -> str:
    """Let no file of the database or the message log grow for a moment.

    A limit on the size of files stands for a full disk: the same writes fail, also
    those of the write-ahead log, and nobody needs to be root.
    """
    name = rng.choice(["postgres", "postgres", "worker"])
    log = clinic.folder / "messages.log"
    size = LITTLE if name == "postgres" else _size(log) + rng.randrange(120)
    until = time.monotonic() + rng.uniform(*FULL_S)
    while time.monotonic() < until:
        _limit(clinic, name, size)
        time.sleep(0.05)
    _limit(clinic, name, resource.RLIM_INFINITY)
    return f"{name} disk full"


FAULTS: Mapping[str, Fault] = {
    "web": partial(kill, name="web"),
    "worker": partial(kill, name="worker"),
    "beat": partial(kill, name="beat"),
    "postgres": partial(kill, name="postgres"),
    "valkey": partial(kill, name="valkey"),
    "valkey-empty": empty_the_queue,
    "valkey-hang": hang_the_queue,
    "two-beats": two_beats,
    "disk-full": full_disk,
}


class NotThere(Exception):
    """A program is down already: there is nothing to break."""


_second: dict[Path, Service] = {}


def second_beat(clinic: RunningClinic) -> Service:
    """The other beat of this clinic, with a memory of its own."""
    if clinic.folder not in _second:
        argv = [sys.executable, "-m", *COMMANDS["beat"]]
        argv += ["--schedule", str(clinic.folder / "second-beat")]
        own = {"DECIDUA_DEMO": "1", "DECIDUA_FOLDER": str(clinic.folder)}
        service = Service("second-beat", argv, clinic.folder, env=own)
        _second[clinic.folder] = service
    return _second[clinic.folder]


def _first(clinic: RunningClinic, name: str) -> int:
    """The first process of a program; waits while the supervisor starts it again.

    Raises: NotThere when it did not come; never the number 0, which means everybody.
    """
    until = time.monotonic() + UP_TO_S
    while time.monotonic() < until:
        if pid := clinic.pid(name):
            return pid
        time.sleep(0.02)
    raise NotThere(name)


def _wait(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + UP_TO_S
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)


def _limit(clinic: RunningClinic, name: str, size: int) -> None:
    first = clinic.pid(name)
    for pid in victims.family(first) if first else ():
        try:
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
        except (ProcessLookupError, PermissionError):
            continue


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
