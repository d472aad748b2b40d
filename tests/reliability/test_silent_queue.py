"""Without a queue people sign in, write and book at their usual pace; paper catches up."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from urllib.request import urlopen

import pytest

from tests.chaos.ledger import Kind, Ledger
from tests.chaos.staff import Colleague, Day
from tests.reliability.programs import wait_until
from tests.stack import RunningClinic

SENTENCE = "Printing and messages wait: the queue does not answer. Nothing is lost."
COUPLES = 3
CATCHES_UP_S = 60


@contextmanager
def hanging(clinic: RunningClinic) -> Iterator[None]:
    """The queue takes lines and answers nobody."""
    valkey = clinic.pid("valkey")
    os.kill(valkey, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(valkey, signal.SIGCONT)


@contextmanager
def dead_and_emptied(clinic: RunningClinic) -> Iterator[None]:
    """The queue is dead while its supervisor sleeps, and comes back with nothing."""
    supervisor, valkey = clinic.process.pid, clinic.pid("valkey")
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.kill(valkey, signal.SIGKILL)
        yield
        for kept in (clinic.folder / "valkey" / "appendonlydir").iterdir():
            kept.unlink()
    finally:
        os.kill(supervisor, signal.SIGCONT)


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def colleague(running_clinic, ledger, request):
    """A clinician with a browser, who notes what was promised."""
    seed = 7000 + len(request.node.name)
    colleague = Colleague(Day(running_clinic.port, ledger, seed), "clinician")
    colleague.day.ends = time.monotonic() + 120
    return colleague


def p95(colleague: Colleague) -> float:
    """Sign in and see some couples; what nineteen answers of twenty took at most."""
    colleague.browser.seconds.clear()
    colleague.browser.cookies.clear()
    colleague.sign_in()
    for _couple in range(COUPLES):
        colleague.see_a_couple()
    return quantiles(colleague.browser.seconds, n=20)[-1]


def health(clinic: RunningClinic) -> dict:
    with urlopen(f"{clinic.url}/healthz", timeout=5) as answer:  # noqa: S310 - our own
        return json.load(answer)


@pytest.mark.parametrize("silent", [hanging, dead_and_emptied])
def test_people_work_at_their_pace_without_a_queue_and_paper_catches_up(
    running_clinic, colleague, ledger, silent
):
    usual = p95(colleague)
    with silent(running_clinic):
        without = p95(colleague)
        papers = [promise.leads_to for promise in ledger.acknowledged(Kind.DOCUMENT)]
        page = colleague.browser.ask(papers[-1]).page
        told = health(running_clinic)
    assert without < 2 * usual + 0.2, (usual, without)
    assert SENTENCE in page
    assert "Printing waits" in page
    assert (told["status"], told["queue"]) == (
        "late work waits",
        "The queue does not answer.",
    )
    assert len(list(ledger.acknowledged(Kind.VISIT))) == 2 * COUPLES
    wait_until(lambda: all(is_drawn(colleague, paper) for paper in papers), CATCHES_UP_S)
    wait_until(lambda: SENTENCE not in colleague.browser.ask(papers[-1]).page, 20)
    assert ledger.strange == []


def is_drawn(colleague: Colleague, paper: str) -> bool:
    return colleague.browser.ask(f"{paper}pdf/").status == 200
