"""When the house is open, by the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.rules.opening import DaysOff, Timetable, WeeklyOpening

MUMBAI = ZoneInfo("Asia/Kolkata")
KYIV = ZoneInfo("Europe/Kyiv")
TUESDAY = date(2026, 3, 10)


def table(*openings: tuple[int, int], weekday: int = 1, off: tuple = ()) -> Timetable:
    return Timetable(
        tuple(WeeklyOpening(weekday, time(a), time(b)) for a, b in openings), off
    )


def local(hour: int, minute: int = 0, zone: ZoneInfo = MUMBAI) -> datetime:
    return datetime.combine(TUESDAY, time(hour, minute), tzinfo=zone)


def test_without_hours_the_house_is_never_open():
    assert Timetable().periods(TUESDAY, MUMBAI) == []


def test_hours_belong_to_their_weekday():
    assert table((9, 17), weekday=2).periods(TUESDAY, MUMBAI) == []


def test_a_pause_at_noon_splits_the_day():
    assert table((14, 18), (9, 13)).periods(TUESDAY, MUMBAI) == [
        (local(9), local(13)),
        (local(14), local(18)),
    ]


@pytest.mark.parametrize(
    ("start", "end", "is_open"),
    [
        pytest.param(local(9), local(10), True, id="from the first minute"),
        pytest.param(local(12), local(13), True, id="to the last minute"),
        pytest.param(local(8, 45), local(9, 45), False, id="before opening"),
        pytest.param(local(12, 30), local(13, 30), False, id="beyond closing"),
        pytest.param(local(12), local(15), False, id="across the pause"),
    ],
)
def test_a_visit_lies_within_one_opening(start, end, is_open):
    assert table((9, 13), (14, 18)).covers((start, end), MUMBAI) is is_open


@pytest.mark.parametrize(
    ("first", "last", "is_open"),
    [
        pytest.param(-1, -1, True, id="closed until yesterday"),
        pytest.param(-1, 0, False, id="closed until today"),
        pytest.param(0, 3, False, id="closed from today"),
        pytest.param(1, 1, True, id="closed from tomorrow"),
    ],
)
def test_days_off_include_both_ends(first, last, is_open):
    off = DaysOff(TUESDAY + timedelta(days=first), TUESDAY + timedelta(days=last))
    assert bool(table((9, 17), off=(off,)).periods(TUESDAY, MUMBAI)) is is_open


def test_half_past_midnight_belongs_to_the_new_day():
    start = datetime(2026, 3, 9, 19, 0, tzinfo=UTC)  # 00:30 on Tuesday in Mumbai
    period = (start, start + timedelta(minutes=15))
    assert table((0, 6)).covers(period, MUMBAI)


@pytest.mark.parametrize(
    ("on", "hours"),
    [
        pytest.param(date(2026, 3, 28), 6, id="an ordinary night"),
        pytest.param(date(2026, 3, 29), 5, id="clocks go forward"),
        pytest.param(date(2026, 10, 25), 7, id="clocks go back"),
    ],
)
def test_a_night_has_as_many_hours_as_the_zone_says(on, hours):
    night = table((0, 6), weekday=on.weekday())
    [(opens, closes)] = night.periods(on, KYIV)
    assert closes.astimezone(UTC) - opens.astimezone(UTC) == timedelta(hours=hours)


def test_a_morning_by_the_wall_clock_moves_in_utc_with_the_season():
    mornings = Timetable(
        tuple(WeeklyOpening(day, time(9), time(10)) for day in range(7))
    ).all_periods(date(2026, 3, 28), days=2, zone=KYIV)
    assert [start.astimezone(UTC).hour for start, _end in mornings] == [7, 6]
