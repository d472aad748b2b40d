"""When people are reminded."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.choices import ReminderKind
from appointments.rules.reminding import HOUSE_POLICY, planned_reminders

MUMBAI = ZoneInfo("Asia/Kolkata")
ON_BOOKING, TWO_DAYS, TWO_HOURS = (
    ReminderKind.ON_BOOKING,
    ReminderKind.TWO_DAYS,
    ReminderKind.TWO_HOURS,
)


def local(day: int, hour: int, minute: int = 0, zone: ZoneInfo = MUMBAI) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=zone)


def plan(visit: datetime, *, booked: datetime) -> list[tuple[ReminderKind, datetime]]:
    zone = visit.tzinfo
    return [
        (planned.kind, planned.due_at)
        for planned in planned_reminders(
            starts_at=visit.astimezone(UTC),
            booked_at=booked,
            zone=zone,
            policy=HOUSE_POLICY,
        )
    ]


def test_two_days_before_at_six_and_two_hours_before():
    assert plan(local(20, 10, 30), booked=local(10, 10)) == [
        (TWO_DAYS, local(18, 18)),
        (TWO_HOURS, local(20, 8, 30)),
    ]


@pytest.mark.parametrize(
    ("visit", "due"),
    [
        pytest.param(local(20, 10), local(20, 8), id="eight o'clock is not quiet any more"),
        pytest.param(local(20, 9, 45), local(20, 8), id="moved to eight"),
        pytest.param(local(20, 9), local(20, 8), id="an hour's notice is enough"),
        pytest.param(local(20, 8, 45), local(19, 20), id="too short: the evening before"),
        pytest.param(local(20, 0, 30), local(19, 20), id="half past midnight"),
        pytest.param(local(20, 22, 59), local(20, 20, 59), id="the last minute awake"),
    ],
)
def test_nobody_is_woken_two_hours_before(visit, due):
    assert plan(visit, booked=local(10, 10))[1] == (TWO_HOURS, due)


def test_the_day_before_is_counted_by_the_clinics_calendar():
    half_past_midnight = local(20, 0, 30)  # still the 19th in UTC
    assert plan(half_past_midnight, booked=local(10, 10))[0] == (TWO_DAYS, local(18, 18))


def test_a_visit_at_short_notice_is_confirmed_at_once():
    booked = local(19, 11)
    assert plan(local(20, 10, 30), booked=booked) == [
        (ON_BOOKING, booked),
        (TWO_HOURS, local(20, 8, 30)),
    ]


@pytest.mark.parametrize(
    ("booked", "kind"),
    [
        pytest.param(local(18, 17, 59), TWO_DAYS, id="a minute before the first is due"),
        pytest.param(local(18, 18), ON_BOOKING, id="when it would be due"),
    ],
)
def test_short_notice_begins_when_the_first_reminder_would_have_gone(booked, kind):
    assert plan(local(20, 10, 30), booked=booked)[0][0] == kind


def test_a_confirmation_on_the_same_day_needs_no_second_message():
    assert plan(local(10, 15), booked=local(10, 10)) == [(ON_BOOKING, local(10, 10))]


def test_six_hours_apart_is_enough_for_a_second_message():
    kinds = [kind for kind, _due in plan(local(10, 18), booked=local(10, 10))]
    assert kinds == [ON_BOOKING, TWO_HOURS]


def test_whoever_books_at_night_is_awake():
    assert plan(local(11, 15), booked=local(10, 22))[0] == (ON_BOOKING, local(10, 22))


@pytest.mark.parametrize("minutes", [0, 10])
def test_a_visit_that_has_begun_reminds_nobody(minutes):
    visit = local(10, 10)
    assert plan(visit, booked=visit + timedelta(minutes=minutes)) == []


def test_six_in_the_evening_stays_six_when_the_clocks_change():
    kyiv = ZoneInfo("Europe/Kyiv")
    visit = local(30, 10, zone=kyiv)  # the clocks go forward on the 29th
    [first, second] = plan(visit, booked=local(10, 10, zone=kyiv))
    assert first == (TWO_DAYS, datetime(2026, 3, 28, 16, 0, tzinfo=UTC))
    assert second == (TWO_HOURS, datetime(2026, 3, 30, 5, 0, tzinfo=UTC))
