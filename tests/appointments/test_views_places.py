"""The doors through which rooms, hours and days off are entered."""

from datetime import date, time

import pytest
from django.urls import reverse

from appointments.models import Closure, Room, WeeklyHours
from tests.factories import appointments
from tests.factories.appointments import at
from tests.sending import as_it_stands

pytestmark = pytest.mark.usefixtures("clock")
PAGE = reverse("appointments:place_list")
ROOM = {"room-name": "Scan room", "room-kind": "consulting"}
HOURS = {
    "hours-clinician": "",
    "hours-weekdays": ["0", "2"],
    "hours-opens": "9:00",
    "hours-closes": "17:30",
}
CLOSURE = {"closure-first_on": "24 Dec 2026", "closure-last_on": "", "closure-reason": ""}
ADDING = [("room_open", ROOM), ("hours_set", HOURS), ("closure_add", CLOSURE)]


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


def door(name: str, *args: int) -> str:
    return reverse(f"appointments:{name}", args=args)


def test_an_empty_clinic_is_told_what_is_missing(office):
    html = office.get(PAGE).content.decode()
    assert "Still to enter: a room, hours of the clinic, hours of a clinician." in html


def test_a_clinic_that_can_book_is_not(office, house):
    assert "Nothing can be booked yet." not in office.get(PAGE).content.decode()


def test_a_room_is_added_last(office, house):
    assert office.post(door("room_open"), ROOM).url == PAGE
    assert list(Room.objects.all())[-1].name == "Scan room"


def test_hours_are_added_for_several_days(office, clinician):
    office.post(door("hours_set"), HOURS | {"hours-clinician": clinician.pk})
    rows = WeeklyHours.objects.values_list("clinician", "weekday", "opens", "closes")
    assert list(rows) == [(clinician.pk, day, time(9), time(17, 30)) for day in (0, 2)]


def test_one_day_off_needs_no_last_day(office):
    office.post(door("closure_add"), CLOSURE)
    closure = Closure.objects.get()
    assert (closure.first_on, closure.last_on) == (date(2026, 12, 24), date(2026, 12, 24))


@pytest.mark.parametrize(
    ("name", "posted", "sentence"),
    [
        ("room_open", ROOM | {"room-name": "Laboratory"}, "already a room of this name"),
        ("room_open", ROOM | {"room-kind": "cellar"}, "Select a valid choice"),
        ("hours_set", HOURS | {"hours-closes": "8:00"}, "Closing time lies after"),
        ("hours_set", HOURS | {"hours-opens": "25:00"}, "is not a time"),
        ("hours_set", HOURS | {"hours-weekdays": []}, "Please choose"),
        (
            "closure_add",
            CLOSURE | {"closure-last_on": "23 Dec 2026"},
            "The last day lies before the first.",
        ),
        ("closure_add", CLOSURE | {"closure-first_on": "soon"}, "soon"),
    ],
)
def test_bad_input_is_refused_in_words(office, house, name, posted, sentence):
    answer = office.post(door(name), posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_half_of_the_days_are_never_saved(office, house):
    before = WeeklyHours.objects.count()
    posted = HOURS | {"hours-opens": "8:00", "hours-closes": "12:00"}
    assert office.post(door("hours_set"), posted).status_code == 422
    assert WeeklyHours.objects.count() == before


def test_what_is_no_longer_so_is_ended_and_stays_on_file(office, house, clinician):
    closure = Closure.objects.create(
        written_by=clinician, first_on=date(2026, 12, 24), last_on=date(2026, 12, 26)
    )
    hours = WeeklyHours.objects.first()
    room = house["Laboratory"]
    for name, row in (
        ("closure_lift", closure), ("hours_end", hours), ("room_close", room),
    ):  # fmt: skip
        opened = as_it_stands(office.get(PAGE), door(name, row.pk))
        assert office.post(door(name, row.pk), opened).url == PAGE
        row.refresh_from_db()
        assert row.voided_at is not None
        late = office.post(door(name, row.pk), opened)
        assert late.status_code == 422
        assert "saved this while you had it open" in late.content.decode()


def test_a_room_with_booked_visits_stays(office, house, couple, clinician):
    appointments.visit(by=clinician, couple=couple, starts_at=at(14))
    to = door("room_close", house["Consulting 1"].pk)
    answer = office.post(to, as_it_stands(office.get(PAGE), to))
    assert "Visits are still booked in Consulting 1." in answer.content.decode()
    assert Room.objects.standing().count() == len(house)


@pytest.mark.parametrize(("name", "posted"), ADDING)
def test_only_the_manager_changes_rooms_and_hours(client, receptionist, name, posted):
    client.force_login(receptionist)
    assert client.get(PAGE).status_code == 403
    assert client.post(door(name), posted).status_code == 403
    assert Room.objects.count() == WeeklyHours.objects.count() == 0


@pytest.mark.parametrize("name", ["room_close", "hours_end", "closure_lift"])
def test_what_is_not_there_cannot_be_ended(office, client, receptionist, name):
    assert office.post(door(name, 1)).status_code == 404
    client.force_login(receptionist)
    assert client.post(door(name, 1)).status_code == 403
