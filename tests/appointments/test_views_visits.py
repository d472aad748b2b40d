"""The doors of one visit and of the visits of a couple."""

import pytest
from django.urls import reverse

from appointments import services
from appointments.models import Appointment, Reminder
from foundation.messaging.models import Message
from foundation.records.models import Look
from tests.factories import appointments
from tests.factories.appointments import NOW, at
from tests.sending import as_it_stands

pytestmark = pytest.mark.usefixtures("clock")
STEPS = ("arrive", "call_in", "complete", "miss", "step_back")


@pytest.fixture
def visit(couple, clinician, house) -> Appointment:
    return appointments.visit(by=clinician, couple=couple, starts_at=at(10, 15))


@pytest.fixture
def desk(client, receptionist):
    client.force_login(receptionist)
    return client


def door(name: str, visit: Appointment) -> str:
    return reverse(f"appointments:appointment_{name}", args=[visit.pk])


def press(desk, name: str, visit: Appointment, **typed):
    """Open the visit, fill in one of its forms and send it."""
    to = door(name, visit)
    return desk.post(to, as_it_stands(desk.get(visit.get_absolute_url()), to) | typed)


def test_a_visit_shows_who_when_and_where(desk, visit):
    html = desk.get(visit.get_absolute_url()).content.decode()
    for words in (
        "First consultation",
        "Tuesday 10 March 2026",
        "10:15 to 11:15",
        "Asha Sample and Rohan Sample",
        "Consulting 1",
        "Late 15 min",
        "Nobody is reminded of this visit.",
    ):
        assert words in html
    assert Look.objects.get(action="appointment.opened").subject_id == str(visit.pk)


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["arrive"], "arrived"),
        (["arrive", "call_in"], "in_room"),
        (["arrive", "call_in", "complete"], "completed"),
        (["miss"], "no_show"),
        (["arrive", "step_back"], "booked"),
    ],
)
def test_a_visit_goes_on_step_by_step(desk, visit, steps, status):
    for step in steps:
        answer = press(desk, step, visit)
        assert (answer.status_code, answer.url) == (302, visit.get_absolute_url())
    visit.refresh_from_db()
    assert visit.status == status


def test_a_step_that_cannot_follow_is_refused_in_words(desk, visit):
    answer = desk.post(door("complete", visit), {"version": visit.version})
    assert answer.status_code == 422
    assert "This visit is “Booked” and cannot become “Completed”." in (
        answer.content.decode()
    )


@pytest.mark.parametrize(
    ("return_to", "lands"),
    [("/", "/"), ("https://example.org/", None), ("//example.org/", None)],
)
def test_a_button_leads_back_to_its_page_of_the_house(desk, visit, return_to, lands):
    answer = press(desk, "arrive", visit, return_to=return_to)
    assert answer.url == (lands or visit.get_absolute_url())


def test_a_visit_is_cancelled_with_a_reason(desk, visit):
    answer = press(desk, "cancel", visit, reason="She is ill.")
    assert answer.url == visit.get_absolute_url()
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_reason) == ("cancelled", "She is ill.")


def test_cancelling_without_a_reason_is_refused_in_words(desk, visit):
    answer = press(desk, "cancel", visit, reason=" ")
    assert answer.status_code == 422
    assert "Please fill this in." in answer.content.decode()
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_note_is_kept_and_taken_away(desk, visit):
    press(desk, "note", visit, note=" Brings her sister. ")
    visit.refresh_from_db()
    assert visit.note == "Brings her sister."
    press(desk, "note", visit, note="")
    visit.refresh_from_db()
    assert visit.note == ""


def test_a_note_that_is_too_long_is_refused_in_words(desk, visit):
    answer = press(desk, "note", visit, note="x" * 301)
    assert answer.status_code == 422
    assert "at most 300 characters" in answer.content.decode()


STALE = [
    pytest.param("arrive", {}, id="a step"),
    pytest.param("cancel", {"reason": "She is ill."}, id="cancelling"),
    pytest.param("note", {"note": "Brings her sister."}, id="a note"),
]


@pytest.mark.parametrize(("name", "typed"), STALE)
def test_what_a_colleague_did_meanwhile_is_shown_before_anything_is_done(
    desk, visit, clinician, name, typed
):
    to = door(name, visit)
    opened = as_it_stands(desk.get(visit.get_absolute_url()), to) | typed
    services.mark_arrived(appointment=Appointment.objects.get(), by=clinician)

    late = desk.post(to, opened)

    html = late.content.decode()
    assert late.status_code == 422
    assert f"{clinician} saved this while you had it open." in html
    assert '<th scope="row">Status</th><td>Booked</td><td>Arrived</td>' in html
    assert all(f'value="{word}"' in html for word in typed.values())
    visit.refresh_from_db()
    assert (visit.status, visit.note, visit.version) == ("arrived", "", 2)


def test_two_notes_for_colleagues_are_both_seen(desk, visit, clinician):
    to = door("note", visit)
    opened = as_it_stands(desk.get(visit.get_absolute_url()), to)
    other = Appointment.objects.get()
    services.write_note(appointment=other, note="Brings papers.", by=clinician)

    late = desk.post(to, opened | {"note": "Brings her sister."})
    assert "Brings papers." in late.content.decode()
    both = "Brings papers and her sister."
    assert desk.post(to, as_it_stands(late, to) | {"note": both}).status_code == 302

    visit.refresh_from_db()
    assert visit.note == both


@pytest.mark.parametrize("name", [*STEPS, "cancel", "note"])
def test_a_role_without_the_book_changes_nothing(client, laboratory, visit, name):
    client.force_login(laboratory)
    assert client.post(door(name, visit), {"reason": "x"}).status_code == 403
    assert client.get(visit.get_absolute_url()).status_code == 403
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize("name", [*STEPS, "cancel", "note", "detail"])
def test_an_unknown_visit_is_not_found(desk, visit, name):
    visit.pk += 1
    method = desk.get if name == "detail" else desk.post
    assert method(door(name, visit)).status_code == 404


@pytest.mark.parametrize("name", [*STEPS, "cancel", "note"])
def test_a_step_is_posted_never_followed(desk, visit, name):
    assert desk.get(door(name, visit)).status_code == 405


def remind(visit, **fields) -> Reminder:
    message = Message.objects.create(
        key=f"visit:{visit.pk}", channel="sms", address="+919820012345", template="t",
        text="We expect you.", not_before=NOW, **fields,
    )  # fmt: skip
    return Reminder.objects.create(
        appointment=visit, person=visit.couple.woman, channel="sms", kind="two_days",
        for_start=visit.starts_at, due_at=NOW, state="queued", message=message,
    )  # fmt: skip


def test_a_sent_reminder_says_when_and_to_whom(desk, visit):
    remind(visit, state="sent", sent_at=NOW)
    html = desk.get(visit.get_absolute_url()).content.decode()
    assert "Tue 10 Mar 10:30:00" in html
    assert "SMS …2345" in html
    assert "+919820012345" not in html
    assert "every" not in html.split('id="reminders"')[1].split(">")[0]


def test_the_page_asks_again_while_a_reminder_is_on_its_way(desk, visit):
    reminder = remind(visit)
    headers = {"HX-Request": "true", "HX-Target": "reminders"}
    part = desk.get(visit.get_absolute_url(), headers=headers).content.decode()
    opening = part.split('id="reminders"')[1].split(">")[0]
    assert f'hx-get="{visit.get_absolute_url()}"' in opening
    assert part.strip() in desk.get(visit.get_absolute_url()).content.decode()
    Message.objects.filter(pk=reminder.message_id).update(state="sent", sent_at=NOW)
    part = desk.get(visit.get_absolute_url(), headers=headers).content.decode()
    assert "hx-get" not in part.split('id="reminders"')[1].split(">")[0]


def test_asking_again_is_not_another_look(desk, visit):
    headers = {"HX-Request": "true", "HX-Target": "reminders"}
    desk.get(visit.get_absolute_url())
    for _ in range(2):
        desk.get(visit.get_absolute_url(), headers=headers)
    assert Look.objects.filter(action="appointment.opened").count() == 1


def test_a_part_asked_for_alone_is_a_look(desk, visit):
    desk.get(visit.get_absolute_url(), headers={"HX-Request": "true"})
    assert Look.objects.filter(action="appointment.opened").count() == 1


def test_a_couple_sees_its_visits_to_come_and_past(desk, visit, couple, clinician):
    appointments.visit(
        by=clinician, couple=couple, starts_at=at(9, day=2), status="completed",
        arrived_at=at(9, day=2), in_room_at=at(9, day=2), ended_at=at(10, day=2),
    )  # fmt: skip
    url = reverse("appointments:appointment_list", args=[couple.number])
    html = desk.get(url).content.decode()
    assert html.index("To come") < html.index("Tue 10 Mar 2026 10:15")
    assert html.index("Past and cancelled") < html.index("Mon 2 Mar 2026 09:00")
    part = desk.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in html


def test_a_couple_never_sees_the_visits_of_another(desk, visit, other_couple):
    url = reverse("appointments:appointment_list", args=[other_couple.number])
    html = desk.get(url).content.decode()
    assert "No visit has been booked yet." in html
    assert visit.get_absolute_url() not in html


def test_the_list_of_visits_is_closed_to_the_laboratory(client, laboratory, couple):
    client.force_login(laboratory)
    url = reverse("appointments:appointment_list", args=[couple.number])
    assert client.get(url).status_code == 403
    assert client.get(url.replace(couple.number, "C999999")).status_code == 403


def test_an_unknown_couple_has_no_list(desk):
    url = reverse("appointments:appointment_list", args=["C999999"])
    assert desk.get(url).status_code == 404


def test_the_list_takes_the_same_queries_for_one_visit_and_for_thirty(
    desk, couple, clinician, house, django_assert_max_num_queries
):
    url = reverse("appointments:appointment_list", args=[couple.number])
    appointments.visit(by=clinician, couple=couple, starts_at=at(11))
    desk.get(url)
    with django_assert_max_num_queries(6) as one:
        desk.get(url)
    for day in range(11, 28):
        for hour in (9, 14):
            appointments.visit(by=clinician, couple=couple, starts_at=at(hour, day=day))
    with django_assert_max_num_queries(len(one)):
        desk.get(url)
