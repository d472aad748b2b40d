"""Which processes belong to a program of this clinic, and how one of them is ended."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

# Of the words behind the name in /proc/<pid>/stat.
STATE, PARENT = 0, 1
DEAD = "Z"


def family(pid: int) -> list[int]:
    """A program's first process and all that descend from it: workers, backends, children.

    PostgreSQL's backends lead groups of their own, so the group is not enough.
    """
    parents = dict(_parents())
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def end(pid: int, *, of: int) -> bool:
    """Kill one process as a power cut would, if it is still a member of that family.

    It is held by a handle before it is looked at: no other process can take its number.
    """
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        if pid not in family(of):
            return False
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
    return True


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "stat").read_text().rpartition(")")[2].split()
            if words[STATE] != DEAD:
                yield int(entry.name), int(words[PARENT])
