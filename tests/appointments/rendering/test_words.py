from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.choices import ReminderState, Status
from appointments.rendering import words
from foundation.messaging.choices import State

START = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
MUMBAI = ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(
    ("passed", "word"),
    [
        pytest.param(timedelta(seconds=-1), "Booked", id="before"),
        pytest.param(timedelta(seconds=59), "Booked", id="within the first minute"),
        pytest.param(timedelta(minutes=1), "Late 1 min", id="a minute"),
        pytest.param(timedelta(minutes=59), "Late 59 min", id="under an hour"),
        pytest.param(timedelta(hours=1, minutes=5), "Late 1 h 5 min", id="over an hour"),
        pytest.param(timedelta(hours=12), "Not noted", id="half a day"),
    ],
)
def test_whoever_has_not_come_is_late(passed, word):
    look = words.status_look(Status.BOOKED, starts_at=START, now=START + passed)
    assert look.word == word


def test_whoever_has_arrived_is_not_late():
    now = START + timedelta(hours=1)
    assert words.status_look("arrived", starts_at=START, now=now).word == "Arrived"


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_look(status):
    assert words.STATUS[status].icon


@pytest.mark.parametrize("state", [s for s in ReminderState if s != ReminderState.QUEUED])
def test_every_state_of_a_reminder_has_its_look(state):
    assert words.reminder_look(state, None) == words.REMINDER[state]


@pytest.mark.parametrize("state", list(State))
def test_a_reminder_handed_over_stands_as_its_message(state):
    assert words.reminder_look(ReminderState.QUEUED, state) == words.MESSAGE[state]


def test_free_times_are_gathered_by_day():
    moments = [START, START + timedelta(minutes=30), START + timedelta(days=1)]
    assert (
        words.times_by_day(moments, MUMBAI) == "Tue 10 Mar 14:00, 14:30; Wed 11 Mar 14:00"
    )


@pytest.mark.parametrize(
    ("many", "said"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_names_are_listed(many, said):
    assert words.listed(many) == said
