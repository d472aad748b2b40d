"""Nobody is woken by a message."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from foundation.messaging.rules.quiet import HOUSE_QUIET, QuietHours

CLINIC = ZoneInfo("Asia/Kolkata")


def at(hour: int, minute: int = 0, *, day: int = 10, zone: ZoneInfo = CLINIC) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        pytest.param(at(20, 59), False, id="the last minute of the evening"),
        pytest.param(at(21), True, id="the first minute of the night"),
        pytest.param(at(0, 30), True, id="half past midnight"),
        pytest.param(at(7, 59), True, id="the last minute of the night"),
        pytest.param(at(8), False, id="the first minute of the morning"),
    ],
)
def test_the_night_is_quiet(moment, is_quiet):
    assert HOUSE_QUIET.cover(moment) is is_quiet


def test_a_quiet_siesta_begins_and_ends_on_the_same_day():
    siesta = QuietHours(begins=time(13), ends=time(15))
    assert [siesta.cover(at(hour)) for hour in (12, 13, 15)] == [False, True, False]


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        pytest.param(at(22), at(8, day=11), id="in the evening: tomorrow morning"),
        pytest.param(at(1, 15), at(8), id="after midnight: this morning"),
        pytest.param(at(9, 7), at(9, 7), id="by day: at once"),
    ],
)
def test_what_may_not_leave_at_night_leaves_in_the_morning(moment, end):
    assert HOUSE_QUIET.end_after(moment) == end


def test_the_morning_comes_an_hour_earlier_when_the_clocks_go_forward():
    kyiv = ZoneInfo("Europe/Kyiv")
    night = datetime(2026, 3, 29, 1, 0, tzinfo=kyiv)
    assert HOUSE_QUIET.end_after(night) == datetime(2026, 3, 29, 8, 0, tzinfo=kyiv)


@pytest.mark.parametrize(
    ("moment", "evening"),
    [
        pytest.param(at(7), at(20, day=9), id="for an early morning"),
        pytest.param(at(22), at(20), id="for a late evening"),
    ],
)
def test_the_evening_before(moment, evening):
    assert HOUSE_QUIET.evening_before(moment, margin=timedelta(hours=1)) == evening


def test_quiet_hours_of_no_length_are_refused():
    with pytest.raises(ValueError, match="no quiet hours"):
        QuietHours(begins=time(8), ends=time(8))
