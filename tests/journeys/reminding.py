"""What left the house, as the log of messages has it, and a worker killed around it."""

import json
import os
import signal

from tests.reliability.programs import wait_until
from tests.stack import RunningClinic


def sent_to(clinic: RunningClinic, number: str) -> list[str]:
    """The keys of all messages that left for this telephone, in their order."""
    log = clinic.folder / "messages.log"
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    letters = [json.loads(line) for line in lines]
    return [letter["key"] for letter in letters if letter["address"] == number]


def kill_worker(clinic: RunningClinic) -> int:
    """Kill the worker and do not wait for its successor."""
    killed = clinic.pid("worker")
    assert killed, "the worker does not run"
    os.kill(killed, signal.SIGKILL)
    return killed


def kill_successor(clinic: RunningClinic, killed: int) -> None:
    """Kill the worker that took the place of a killed one, as soon as it is there."""
    wait_until(lambda: (clinic.pid("worker") or killed) != killed, seconds=20)
    clinic.kill("worker")
