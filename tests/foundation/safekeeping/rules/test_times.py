"""A backup every night, a drill every week, and what was missed is caught up with."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from foundation.safekeeping.choices import Kind
from foundation.safekeeping.rules.times import age_words, is_due, is_too_old

PUNE = ZoneInfo("Asia/Kolkata")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 22nd is a Sunday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PUNE)


@pytest.mark.parametrize(
    ("kind", "done", "tried", "now", "due"),
    [
        pytest.param(Kind.BACKUP, None, None, at(20, 12), True, id="never made"),
        pytest.param(Kind.BACKUP, at(20, 2, 30), None, at(20, 12), False, id="this night"),
        pytest.param(Kind.BACKUP, at(20, 2, 29), None, at(20, 2, 30), True, id="half past"),
        pytest.param(Kind.BACKUP, at(19, 2, 31), None, at(20, 2, 29), False, id="not yet"),
        pytest.param(Kind.BACKUP, at(17, 2, 31), None, at(20, 9), True, id="was off"),
        pytest.param(
            Kind.BACKUP, at(19, 3), at(20, 8, 45), at(20, 9), False, id="tried just now"
        ),
        pytest.param(
            Kind.BACKUP, at(19, 3), at(20, 8, 30), at(20, 9), True, id="tried long ago"
        ),
        pytest.param(Kind.DRILL, None, None, at(20, 12), True, id="never drilled"),
        pytest.param(Kind.DRILL, at(15, 2, 40), None, at(22, 2, 29), False, id="saturday"),
        pytest.param(Kind.DRILL, at(15, 2, 40), None, at(22, 2, 30), True, id="sunday"),
        pytest.param(Kind.DRILL, at(22, 2, 40), None, at(28, 23), False, id="this week"),
        pytest.param(Kind.DRILL, at(14, 12), None, at(18, 9), True, id="a Sunday missed"),
    ],
)
def test_when_it_is_time(kind, done, tried, now, due):
    assert is_due(kind, done_at=done, tried_at=tried, now=now) is due


@pytest.mark.parametrize(
    ("kind", "age", "old"),
    [
        (Kind.BACKUP, timedelta(hours=26), False),
        (Kind.BACKUP, timedelta(hours=26, seconds=1), True),
        (Kind.DRILL, timedelta(days=8), False),
        (Kind.DRILL, timedelta(days=8, seconds=1), True),
        (Kind.BACKUP, timedelta(seconds=-1), True),
    ],
    ids=["26 hours", "a second more", "8 days", "a second more than that", "the future"],
)
def test_when_the_last_one_is_too_old(kind, age, old):
    now = at(20, 12)
    assert is_too_old(kind, done_at=now - age, now=now) is old
    assert is_too_old(kind, done_at=None, now=now)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(minutes=60), "1 h"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(hours=48), "2 days"),
        (timedelta(minutes=-2), "in the future"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(age, words):
    assert age_words(age) == words
