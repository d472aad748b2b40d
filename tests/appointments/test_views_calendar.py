"""The calendar shows a day and leads to booking."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from appointments.models import Appointment, Closure
from appointments.selectors import day_board, with_next_visit
from foundation.records.models import Look
from patients.models import Couple
from tests.factories import accounts, appointments, patients
from tests.factories.appointments import NOW, at

pytestmark = pytest.mark.usefixtures("clock", "house")
URL = reverse("appointments:calendar")


@pytest.fixture
def desk(client, receptionist):
    client.force_login(receptionist)
    return client


@pytest.fixture
def visit(couple, clinician, house) -> Appointment:
    return appointments.visit(by=clinician, couple=couple, starts_at=at(14))


def shown(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_visit_reaches_over_its_quarters(desk, visit):
    html = shown(desk.get(URL))
    assert 'rowspan="4"> <a href="' + visit.get_absolute_url() in html
    assert "Asha Sample and Rohan Sample" in html
    assert "14:00 · </span>Booked" in html
    assert Look.objects.get(action="calendar.opened").details == {"on": "2026-03-10"}


def test_every_row_of_the_table_has_a_field_for_every_column(desk, visit, house):
    [table] = re.findall(r"<tbody>(.*)</tbody>", shown(desk.get(URL)))
    open_spans = 0
    pending: list[int] = []
    for row in table.split("</tr>")[:-1]:
        pending = [left - 1 for left in pending if left > 1]
        spans = [int(span) for span in re.findall(r'<td[^>]*rowspan="(\d+)"', row)]
        assert row.count("<td") + len(pending) == len(house)
        pending += spans
        open_spans += len(spans)
    assert open_spans == 1


def test_a_free_field_opens_the_booking_with_its_time_and_room(desk, house):
    html = shown(desk.get(URL, {"on": "2026-03-11"}))
    room = house["Laboratory"]
    assert f"/appointments/book/?room={room.pk}&amp;at=2026-03-11T02:30Z" in html


def test_by_clinician_the_columns_are_those_who_have_hours(desk, visit, clinician):
    clinician.title, clinician.last_name = "Dr", "Example"
    clinician.save()
    html = shown(desk.get(URL, {"by": "clinicians"}))
    assert re.findall(r'<th scope="col">([^<]+)</th>', html) == ["Dr Example"]
    assert "First consultation · Consulting 1" in html
    assert f"?clinician={clinician.pk}&amp;at=" in html


def test_what_has_passed_cannot_be_booked_any_more(desk):
    html = shown(desk.get(URL))
    assert "at=2026-03-10T04:45Z" not in html
    assert "at=2026-03-10T05:00Z" in html


def test_a_cancelled_visit_leaves_the_calendar(desk, visit):
    Appointment.objects.update(
        status="cancelled", cancel_reason="She is ill.", ended_at=NOW
    )
    assert "Asha Sample" not in shown(desk.get(URL))


def test_a_visit_outside_opening_hours_is_still_shown(desk, visit):
    Appointment.objects.update(starts_at=at(19), ends_at=at(20))
    assert 'rowspan="4"' in shown(desk.get(URL))


def test_a_closed_day_says_so(desk, clinician):
    Closure.objects.create(
        written_by=clinician, first_on=date(2026, 3, 12), last_on=date(2026, 3, 12)
    )
    html = shown(desk.get(URL, {"on": "2026-03-12"}))
    assert "The clinic is closed on this day." in html


def test_a_way_of_looking_that_does_not_exist_is_not_found(desk):
    assert desk.get(URL, {"by": "planets"}).status_code == 404


def test_a_day_is_typed_as_people_write_it(desk):
    assert "<h1>Thursday 12 March 2026</h1>" in shown(desk.get(URL, {"on": "12 Mar 2026"}))


def test_an_unreadable_day_is_said_and_today_is_shown(desk):
    html = shown(desk.get(URL, {"on": "31 Feb 2026"}))
    assert "There is no 31 February 2026." in html
    assert "<h1>Tuesday 10 March 2026</h1>" in html


def test_the_calendar_is_closed_to_the_laboratory(client, laboratory):
    client.force_login(laboratory)
    assert client.get(URL).status_code == 403


def fill(clinician, count: int) -> None:
    """So many couples, each with a quarter of an hour, two at a time."""
    other = accounts.staff("clinician", username=f"other{count}")
    kind = appointments.kind("pregnancy_visit")
    rooms = {room.name: room for room in appointments.Room.objects.all()}
    for index in range(count):
        where, who = [("Consulting 1", clinician), ("Consulting 2", other)][index % 2]
        appointments.visit(
            by=clinician,
            couple=patients.couple(by=clinician),
            starts_at=at(12 + index // 8, 15 * (index // 2 % 4)),
            kind=kind, clinician=who, room=rooms[where],
        )  # fmt: skip


@pytest.mark.parametrize("by", ["rooms", "clinicians"])
def test_a_day_takes_the_same_queries_for_one_visit_and_for_thirty(
    desk, visit, clinician, django_assert_num_queries, django_assert_max_num_queries, by
):
    Appointment.objects.update(starts_at=at(9), ends_at=at(10))
    visit.bookings.update(active=False)
    desk.get(URL, {"by": by})
    with django_assert_max_num_queries(8) as one:
        desk.get(URL, {"by": by})
    fill(clinician, 30)
    with django_assert_num_queries(len(one)):
        desk.get(URL, {"by": by})


def test_the_day_board_takes_one_query_for_thirty_visits(
    visit, clinician, django_assert_num_queries
):
    visit.bookings.update(active=False)
    fill(clinician, 30)
    with django_assert_num_queries(1):
        board = day_board(Appointment.objects.all(), on=date(2026, 3, 10), now=NOW)
    assert len(board) == 31


def test_the_day_board_says_who_is_waiting_since_when(visit, couple):
    Appointment.objects.update(status="arrived", arrived_at=at(13, 50))
    [line] = day_board(Appointment.objects.all(), on=date(2026, 3, 10), now=NOW)
    assert (line.time, line.who, line.number, line.kind, line.room) == (
        "14:00",
        "Asha Sample and Rohan Sample",
        couple.number,
        "First consultation",
        "Consulting 1",
    )
    assert (line.look.word, line.waiting_since) == ("Arrived", at(13, 50))
    assert (line.url, line.couple_url) == (
        visit.get_absolute_url(),
        couple.get_absolute_url(),
    )


@pytest.mark.parametrize(
    ("starts_at", "on"),
    [
        pytest.param(at(0, 30, day=11), date(2026, 3, 11), id="half past midnight"),
        pytest.param(at(23, 45), date(2026, 3, 10), id="before midnight"),
        pytest.param(
            datetime(2026, 3, 10, 18, 30, tzinfo=UTC), date(2026, 3, 11), id="midnight"
        ),
    ],
)
def test_a_visit_belongs_to_the_clinics_day(visit, starts_at, on):
    ends_at = starts_at + timedelta(minutes=15)
    Appointment.objects.update(starts_at=starts_at, ends_at=ends_at)
    assert [line.pk for line in day_board(Appointment.objects.all(), on=on, now=NOW)] == [
        visit.pk
    ]


def coming():
    couples = with_next_visit(Couple.objects.all(), Appointment.objects.all(), now=NOW)
    return dict(couples.values_list("pk", "next_visit"))


def test_the_next_visit_of_each_couple(visit, couple, other_couple, clinician):
    appointments.visit(by=clinician, couple=couple, starts_at=at(9, day=12))
    assert coming() == {couple.pk: at(14), other_couple.pk: None}
    Appointment.objects.filter(pk=visit.pk).update(
        status="cancelled", cancel_reason="She is ill.", ended_at=NOW
    )
    assert coming() == {couple.pk: at(9, day=12), other_couple.pk: None}


@pytest.mark.parametrize("far", ["1 Jan 1900", "31 Dec 2199", "31 Dec 9999", "9" * 5000])
def test_a_day_at_the_end_of_the_calendar_is_no_fault(desk, far):
    assert desk.get(URL, {"on": far}).status_code == 200
