"""`make run` opens the clinic; a part that dies comes back; Ctrl-C leaves nothing."""

import json
import time
from urllib.request import urlopen

import pytest

from clinic.demo import SIGN_INS
from clinic.programs import COMMANDS
from tests.reliability.programs import wait_until
from tests.timing import kept_waiting

PARTS = ["postgres", "valkey", *COMMANDS]
SECOND_START_S = 5
STARTS_AT_MOST = 4


def health(clinic):
    with urlopen(f"{clinic.url}/healthz", timeout=5) as answer:  # noqa: S310 - our own
        return json.load(answer)["status"]


def is_well(clinic):
    try:
        return health(clinic) == "ok"
    except OSError:
        return False


def test_the_screen_shows_where_to_go_and_who_may_sign_in(running_clinic):
    assert f"Decidua is open at {running_clinic.url}/" in running_clinic.said
    assert [
        password for _, password, _ in SIGN_INS if password not in running_clinic.said
    ] == []


def test_all_is_well_behind_the_door(running_clinic):
    assert health(running_clinic) == "ok"


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_is_killed_comes_back(running_clinic, name):
    running_clinic.kill(name)
    wait_until(lambda: is_well(running_clinic), seconds=20)
    assert f"{name} was killed (SIGKILL); it starts again" in running_clinic.said


def test_closing_leaves_nothing_and_the_second_start_is_quick(running_clinic):
    """Other tests work meanwhile: a start may wait as long as other steady work does."""
    starts: list[float] = []
    while not starts or (min(starts) > SECOND_START_S and len(starts) < STARTS_AT_MOST):
        assert running_clinic.close() == 0
        assert [name for name in PARTS if running_clinic.pid(name)] == []
        waits, began = kept_waiting(), time.monotonic()
        running_clinic.open()
        took = time.monotonic() - began
        starts.append(took / ((waits + kept_waiting()) / 2))
    assert min(starts) <= SECOND_START_S, starts
    assert health(running_clinic) == "ok"
