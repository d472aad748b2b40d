"""What work costs, measured so that a busy machine does not spoil it."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.db import connection

NANOSECONDS_IN_A_MS = 1_000_000


def least_ms(work: Callable[[], object], *, rounds: int) -> float:
    """The processor's time that work takes, here and in the database; the best round.

    A server on another machine is not seen: then the clock on the wall counts. What
    follows every line for the report of coverage looks away meanwhile.
    """
    follower = sys.gettrace()
    sys.settrace(None)
    try:
        return min(_cost(work) for _ in range(rounds))
    finally:
        sys.settrace(follower)


def kept_waiting(*, seconds: float = 1.0) -> float:
    """How much longer than alone this machine takes now for steady work; 1 when idle."""
    began, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < seconds:
        pass
    return (time.perf_counter() - began) / seconds


def _cost(work: Callable[[], object]) -> float:
    theirs = _backend_ns()  # reading it takes a while of ours, which is not the work's
    began, ours = time.perf_counter(), time.process_time_ns()
    work()
    ours, took = time.process_time_ns() - ours, time.perf_counter() - began
    if theirs is None:
        return took * 1000
    return (ours + (_backend_ns() or 0) - theirs) / NANOSECONDS_IN_A_MS


def _backend_ns() -> int | None:
    """How long the server's process of our connection has been on a processor."""
    host = connection.settings_dict["HOST"]
    if host in {"127.0.0.1", "localhost", "::1"}:
        with suppress(OSError):
            number = connection.connection.info.backend_pid
            return int(Path(f"/proc/{number}/schedstat").read_text().split()[0])
    return None
