"""Free times are what is open minus what is busy."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from appointments.models import Closure, Room
from appointments.selectors import Wanted, free_slots, nearest_slots
from tests.factories import accounts, appointments
from tests.factories.appointments import NOW, at

pytestmark = pytest.mark.usefixtures("clock")
TUESDAY = date(2026, 3, 10)


@pytest.fixture
def wanted(couple, clinician, house) -> Wanted:
    """A follow-up of half an hour for both, with the only clinician, in Consulting 1."""
    return Wanted(
        appointments.kind("follow_up"), [clinician], [house["Consulting 1"]], couple.people
    )


def times(wanted, *, on=date(2026, 3, 11), now=NOW) -> list[str]:
    [day] = free_slots(wanted=wanted, from_on=on, days=1, now=now)
    return [slot.at for slot in day.slots]


def test_an_empty_day_is_offered_each_half_hour_until_closing(wanted):
    assert times(wanted) == [f"{h:02}:{m:02}" for h in range(8, 18) for m in (0, 30)]


def test_today_begins_with_the_quarter_that_is_running(wanted):
    assert times(wanted, on=TUESDAY)[0] == "10:30"
    assert times(wanted, on=TUESDAY, now=NOW + timedelta(minutes=15))[0] == "11:00"


def test_a_day_that_has_passed_offers_nothing(wanted):
    assert times(wanted, on=date(2026, 3, 9)) == []


def test_what_is_busy_is_not_offered_and_gaps_are_closed(wanted, other_couple, clinician):
    appointments.visit(
        by=clinician, couple=other_couple, starts_at=at(9, day=11),
        kind=appointments.kind("pregnancy_visit"),
    )  # fmt: skip
    assert times(wanted)[:5] == ["08:00", "08:30", "09:15", "09:30", "10:00"]


@pytest.mark.parametrize("code", ["blood_draw", "blood_draw_woman"])
def test_a_partner_elsewhere_in_the_house_is_busy(wanted, couple, clinician, house, code):
    appointments.visit(
        by=clinician, couple=couple, starts_at=at(9, day=11), room=house["Laboratory"],
        kind=appointments.kind(code),
    )  # fmt: skip
    assert "09:00" not in times(wanted)


def test_another_clinician_or_room_takes_over(wanted, other_couple, clinician, house):
    appointments.visit(by=clinician, couple=other_couple, starts_at=at(9, day=11))
    other = accounts.staff("clinician", username="other")
    appointments.hours(by=clinician, clinician=other)
    either = Wanted(
        wanted.kind,
        [clinician, other],
        [house["Consulting 1"], house["Consulting 2"]],
        wanted.people,
    )
    [day] = free_slots(wanted=either, from_on=date(2026, 3, 11), days=1, now=NOW)
    nine = next(slot for slot in day.slots if slot.at == "09:00")
    assert (nine.clinician_id, nine.room_id) == (other.pk, house["Consulting 2"].pk)


def test_a_cancelled_visit_is_not_busy(wanted, other_couple, clinician):
    visit = appointments.visit(by=clinician, couple=other_couple, starts_at=at(9, day=11))
    visit.bookings.update(active=False)
    assert "09:00" in times(wanted)


def test_a_closed_day_says_that_it_is_closed(wanted, clinician):
    Closure.objects.create(
        written_by=clinician, first_on=date(2026, 3, 11), last_on=date(2026, 3, 11)
    )
    closed, opened = free_slots(wanted=wanted, from_on=date(2026, 3, 11), days=2, now=NOW)
    assert (closed.is_open, list(closed.slots)) == (False, [])
    assert opened.is_open


def test_a_clinician_on_leave_offers_nothing_while_the_house_is_open(wanted, clinician):
    Closure.objects.create(
        written_by=clinician, clinician=clinician,
        first_on=date(2026, 3, 11), last_on=date(2026, 3, 11),
    )  # fmt: skip
    [day] = free_slots(wanted=wanted, from_on=date(2026, 3, 11), days=1, now=NOW)
    assert (day.is_open, list(day.slots)) == (True, [])


def test_a_visit_without_a_clinician_asks_nobodys_hours(couple, house):
    draw = Wanted(appointments.kind("blood_draw"), [], [house["Laboratory"]], couple.people)
    assert times(draw)[:3] == ["08:00", "08:15", "08:30"]


def test_a_visit_without_a_room_is_not_offered(couple, clinician, house):
    kind = appointments.kind("lit_session")
    rooms = [room for room in Room.objects.all() if room.kind in kind.room_kinds]
    assert times(Wanted(kind, [clinician], rooms, couple.people)) == []


def test_a_fortnight_takes_three_queries(wanted, django_assert_num_queries):
    with django_assert_num_queries(3):
        days = free_slots(wanted=wanted, from_on=TUESDAY, days=14, now=NOW)
    assert len(days) == 14


def test_today_is_the_clinics_today_when_utc_is_still_yesterday(wanted, clock, clinician):
    """18:31 in UTC is one minute past midnight in the clinic."""
    for who in (None, clinician):
        appointments.hours(by=clinician, clinician=who, opens=time(0), closes=time(2))
    clock.move_to(datetime(2026, 3, 10, 18, 31, tzinfo=UTC))
    assert timezone.localdate() == date(2026, 3, 11)
    assert times(wanted, on=timezone.localdate(), now=timezone.now())[:2] == [
        "00:00",
        "00:30",
    ]


def test_a_night_of_changing_clocks_offers_the_doubled_hour_twice(
    wanted, clinician, settings
):
    settings.TIME_ZONE = "Europe/Kyiv"
    for who in (None, clinician):
        appointments.hours(by=clinician, clinician=who, opens=time(2), closes=time(5))
    offered = times(wanted, on=date(2026, 10, 25))[:8]
    assert offered == [
        *("02:00", "02:30", "03:00", "03:30"),
        *("03:00", "03:30", "04:00", "04:30"),
    ]


def test_the_nearest_lie_before_and_after(wanted, other_couple, clinician):
    appointments.visit(by=clinician, couple=other_couple, starts_at=at(14))
    nearest = nearest_slots(wanted=wanted, starts_at=at(14), now=NOW)
    assert [slot.at for slot in nearest] == ["13:00", "13:30", "15:00"]


def test_a_button_carries_begin_clinician_and_room(wanted, clinician, house):
    [slot] = nearest_slots(wanted=wanted, starts_at=at(12), now=NOW)[1:2]
    assert slot.value == f"2026-03-10T06:30Z|{clinician.pk}|{house['Consulting 1'].pk}"
