"""The doors through which visits are booked and moved."""

import re

import pytest
from django.urls import reverse

from appointments import services
from appointments.models import Appointment
from foundation.records.models import Look
from tests.factories import appointments
from tests.factories.appointments import at
from tests.sending import as_it_stands

pytestmark = pytest.mark.usefixtures("clock", "house")
AJAX = {"HX-Request": "true", "HX-Target": "booking"}


def door(couple) -> str:
    return reverse("appointments:appointment_book", args=[couple.number])


def slots(response) -> list[str]:
    return re.findall(r'name="slot" value="([^"]+)"', response.content.decode())


@pytest.fixture
def desk(client, receptionist):
    client.force_login(receptionist)
    return client


@pytest.fixture
def visit(couple, clinician, house) -> Appointment:
    return appointments.visit(by=clinician, couple=couple, starts_at=at(14))


def test_one_click_on_a_free_time_books_it(desk, couple, clinician, house):
    page = desk.get(door(couple))
    first = slots(page)[0]
    assert first == f"2026-03-10T05:00Z|{clinician.pk}|{house['Consulting 1'].pk}"
    answer = desk.post(door(couple), {"kind": "first_consultation", "slot": first})
    visit = Appointment.objects.get()
    assert (answer.status_code, answer.url) == (302, visit.get_absolute_url())
    assert (visit.starts_at, visit.comes, visit.written_by.username) == (
        at(10, 30),
        "both",
        "reception",
    )
    assert "Booked: First consultation, Tue 10 Mar 10:30" in (
        desk.get(answer.url).content.decode()
    )


def test_inside_a_page_the_browser_is_led_to_the_visit(desk, couple):
    first = slots(desk.get(door(couple)))[0]
    posted = {"kind": "first_consultation", "slot": first}
    answer = desk.post(door(couple), posted, headers=AJAX)
    assert answer.headers["HX-Redirect"] == Appointment.objects.get().get_absolute_url()


def test_the_swapped_part_equals_the_part_of_a_fresh_page(desk, couple):
    def bare(html: str) -> str:
        return re.sub(r'name="(csrf\w+|submission_key)" value="[^"]+"', "", html).strip()

    query = {"kind": "follow_up", "from_on": "12 Mar 2026"}
    part = desk.get(door(couple), query, headers=AJAX).content.decode()
    page = desk.get(door(couple), query).content.decode()
    assert '<div class="stack" id="booking">' in part
    assert bare(part) in bare(page)


def test_two_clicks_on_one_form_book_once(desk, couple):
    posted = {
        "kind": "first_consultation",
        "slot": slots(desk.get(door(couple)))[0],
        "submission_key": "6f9c1f9e-6f8e-4f43-9f0a-2a6f7d9b1c11",
    }
    answers = [desk.post(door(couple), posted) for _click in range(2)]
    assert answers[0].url == answers[1].url
    assert Appointment.objects.count() == 1


def test_a_time_somebody_took_meanwhile_is_refused_with_the_nearest(
    desk, couple, visit, other_couple, house, clinician
):
    slot = f"2026-03-10T08:30Z|{clinician.pk}|{house['Consulting 1'].pk}"
    answer = desk.post(door(other_couple), {"kind": "first_consultation", "slot": slot})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "Consulting 1 and clinician are already booked at this time (Tue 10 Mar 14:00). "
        "Nearest free: Tue 10 Mar 12:30, 13:00, 15:00."
    ) in page
    assert "Nearest free times" in page
    assert couple.number not in page
    assert slots(answer)[0] == f"2026-03-10T07:00Z|{clinician.pk}|" + slot.split("|")[2]
    assert Appointment.objects.get() == visit


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"slot": "tomorrow"}, "This time can no longer be chosen."),
        ({"slot": "2026-03-99T05:00Z|1|1"}, "This time can no longer be chosen."),
        ({"slot": "2026-03-10T05:00Z|999999|1"}, "This time can no longer be chosen."),
        ({}, "Please fill this in."),
        ({"kind": "tea"}, "Select a valid choice."),
        ({"from_on": "31 Feb 2026"}, "There is no 31 Feb"),
    ],
)
def test_bad_input_is_refused_in_words(desk, couple, posted, sentence):
    answer = desk.post(door(couple), {"kind": "first_consultation"} | posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Appointment.objects.count() == 0


def test_a_time_that_has_passed_is_refused_in_words(desk, couple, clinician, house):
    slot = f"2026-03-10T04:30Z|{clinician.pk}|{house['Consulting 1'].pk}"
    answer = desk.post(door(couple), {"kind": "first_consultation", "slot": slot})
    assert "This time has passed." in answer.content.decode()


def test_another_kind_changes_rooms_and_who_may_come(desk, couple, house):
    page = desk.get(door(couple), {"kind": "ivig", "room": house["Consulting 1"].pk})
    html = page.content.decode()
    assert page.status_code == 200
    assert "Infusion chair 1" in html
    assert "Consulting 1" not in html
    assert 'name="clinician"' not in html
    assert '<option value="woman" selected>' in html


def test_a_field_of_the_calendar_fills_the_form(desk, couple, house):
    query = {"at": "2026-03-12T04:45Z", "room": house["Laboratory"].pk}
    html = desk.get(door(couple), query).content.decode()
    assert "Book Thu 12 Mar 10:15" in html
    assert '<option value="blood_draw" selected>' in html


def test_a_field_that_is_not_free_for_the_visit_says_so(desk, couple, visit, house):
    query = {"at": "2026-03-10T08:15Z", "room": house["Consulting 1"].pk}
    html = desk.get(door(couple), query).content.decode()
    assert "Tue 10 Mar 13:45 is not free for this visit." in html


def test_an_unreadable_time_in_the_address_is_ignored(desk, couple):
    assert desk.get(door(couple), {"at": "noon"}).status_code == 200


def test_a_week_without_a_free_time_leads_on(desk, couple, clinician):
    clinician.weekly_hours.update(voided_at=at(8), void_reason="She has left.")
    assert "Nothing is free in these seven days." in desk.get(door(couple)).content.decode()


def test_the_search_keeps_the_time_of_the_calendar(desk, couple):
    url = reverse("appointments:appointment_book")
    query = {"q": "asha", "at": "2026-03-12T04:45Z", "room": "3", "next": "//evil"}
    html = desk.get(url, query).content.decode()
    assert f"{door(couple)}?at=2026-03-12T04%3A45Z&amp;room=3" in html
    assert "evil" not in html
    look = Look.objects.get(action="couples.sought")
    assert (look.details, look.shown) == ({"sought": "asha"}, [couple.pk])


def test_the_search_finds_nobody_without_a_word(desk, couple):
    html = desk.get(reverse("appointments:appointment_book")).content.decode()
    assert "Begin to type." in html
    assert couple.number not in html


def test_the_laboratory_books_nothing(client, laboratory, couple, visit):
    client.force_login(laboratory)
    doors = [
        reverse("appointments:appointment_book"),
        door(couple),
        reverse("appointments:appointment_move", args=[visit.pk]),
    ]
    assert {client.get(url).status_code for url in doors} == {403}
    assert client.post(door(couple), {"kind": "first_consultation"}).status_code == 403


def test_an_unknown_couple_is_not_found(desk, couple):
    url = reverse("appointments:appointment_book", args=["C999999"])
    assert desk.get(url).status_code == 404
    assert desk.post(url, {}).status_code == 404


def test_the_booking_page_takes_at_most_twelve_queries(
    desk, couple, django_assert_max_num_queries
):
    desk.get(door(couple))
    with django_assert_max_num_queries(12):
        desk.get(door(couple))


def test_opening_the_page_is_on_the_record_once(desk, couple):
    desk.get(door(couple))
    desk.get(door(couple), {"kind": "ivig"}, headers=AJAX)
    look = Look.objects.get(action="booking.opened")
    assert look.subject_id == str(couple.pk)


def test_a_click_moves_a_visit(desk, visit, clinician, house):
    url = reverse("appointments:appointment_move", args=[visit.pk])
    page = desk.get(url)
    later = f"2026-03-10T09:00Z|{clinician.pk}|{house['Consulting 1'].pk}"
    assert later in slots(page)
    answer = desk.post(url, as_it_stands(page, url) | {"slot": later})
    visit.refresh_from_db()
    assert answer.url == visit.get_absolute_url()
    assert visit.starts_at == at(14, 30)
    assert visit.kind.code == "first_consultation"


def test_a_visit_is_not_moved_onto_another(desk, visit, other_couple, clinician, house):
    appointments.visit(by=clinician, couple=other_couple, starts_at=at(16))
    url = reverse("appointments:appointment_move", args=[visit.pk])
    slot = f"2026-03-10T10:30Z|{clinician.pk}|{house['Consulting 1'].pk}"
    answer = desk.post(url, as_it_stands(desk.get(url), url) | {"slot": slot})
    assert answer.status_code == 422
    assert "are already booked at this time" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.starts_at == at(14)


@pytest.fixture
def moved(desk, visit, clinician, house):
    """A page of free times that was open while a colleague moved the visit."""
    url = reverse("appointments:appointment_move", args=[visit.pk])
    opened = as_it_stands(desk.get(url), url)
    services.move(
        appointment=Appointment.objects.get(), starts_at=at(15), clinician=clinician,
        room=house["Consulting 1"], by=clinician,
    )  # fmt: skip
    return {"url": url, "opened": opened}


def test_a_visit_moved_by_a_colleague_meanwhile_stays_where_it_was_put(
    desk, visit, moved, clinician, house
):
    slot = f"2026-03-10T10:30Z|{clinician.pk}|{house['Consulting 1'].pk}"

    late = desk.post(moved["url"], moved["opened"] | {"slot": slot}, headers=AJAX)

    assert late.status_code == 422
    html = late.content.decode()
    assert f"{clinician} saved this while you had it open." in html
    assert "<td>10 Mar 2026 14:00</td><td>10 Mar 2026 15:00</td>" in html
    visit.refresh_from_db()
    assert visit.starts_at == at(15)
    again = as_it_stands(late, moved["url"]) | {"slot": slot}
    assert desk.post(moved["url"], again).status_code == 302


def test_looking_at_other_days_does_not_hide_what_a_colleague_did(desk, moved):
    asked = {"version": moved["opened"]["version"][0], "from_on": "12 Mar 2026"}

    part = desk.get(moved["url"], asked, headers=AJAX)

    assert part.status_code == 200
    assert "saved this while you had it open" in part.content.decode()


def test_an_unknown_visit_cannot_be_moved(desk, visit):
    url = reverse("appointments:appointment_move", args=[visit.pk + 1])
    assert desk.get(url).status_code == 404


def test_a_visit_that_has_begun_says_why_it_is_not_moved(desk, visit, clinician, house):
    Appointment.objects.update(status="arrived", arrived_at=at(13, 55))
    url = reverse("appointments:appointment_move", args=[visit.pk])
    slot = f"2026-03-10T10:30Z|{clinician.pk}|{house['Consulting 1'].pk}"
    answer = desk.post(url, as_it_stands(desk.get(url), url) | {"slot": slot})
    assert "Only a visit that has not begun can be moved." in answer.content.decode()


def test_the_next_seven_days_follow(desk, couple):
    html = desk.get(door(couple), {"from_on": "17 Mar 2026"}).content.decode()
    assert "from_on=24+Mar+2026" in html
    assert "from_on=10+Mar+2026" in html


def test_a_day_that_has_passed_begins_today(desk, couple):
    first = slots(desk.get(door(couple), {"from_on": "1 Jan 2026"}))[0]
    assert first.startswith("2026-03-10T05:00Z")


@pytest.mark.parametrize(
    "asked",
    [
        {"from_on": "31 Dec 2199"},
        {"from_on": "31 Dec 9999"},
        {"at": "2199-12-31T23:59Z"},
        {"at": "9999-12-31T23:59Z"},
        {"at": "0001-01-01T00:00Z"},
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_no_fault(desk, couple, asked):
    assert desk.get(door(couple), asked).status_code == 200
