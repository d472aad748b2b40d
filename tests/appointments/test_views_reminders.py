"""The list of reminders, and the calls reception makes."""

import pytest
from django.urls import reverse

from appointments.models import Reminder
from appointments.selectors import calls_to_make
from foundation.messaging.models import Message
from foundation.records.models import Look
from patients.models import ContactConsent
from tests.factories import appointments, patients
from tests.factories.appointments import NOW, at

pytestmark = pytest.mark.usefixtures("clock", "house")
URL = reverse("appointments:reminder_list")


@pytest.fixture
def desk(client, receptionist):
    client.force_login(receptionist)
    return client


def remind(clinician, couple=None, *, hour: int = 14, day: int = 10, **outcome) -> Reminder:
    """A reminder of a visit on that day whose message stands so."""
    couple = couple or patients.couple(by=clinician)
    visit = appointments.visit(by=clinician, couple=couple, starts_at=at(hour, day=day))
    message = Message.objects.create(
        key=f"visit:{visit.pk}", channel="sms", address="+919820012345", template="t",
        text="We expect you.", not_before=NOW, **outcome,
    )  # fmt: skip
    return Reminder.objects.create(
        appointment=visit, person=couple.woman, channel="sms", kind="two_days",
        for_start=visit.starts_at, due_at=NOW, state="queued", message=message,
    )  # fmt: skip


FAILED = {"state": "failed", "error": "The line is engaged."}
UNKNOWN = {"state": "unknown", "error": "No answer."}
SENT = {"state": "sent", "sent_at": NOW}


def test_whoever_got_no_message_is_on_the_list_of_calls(desk, clinician, couple):
    ContactConsent.objects.create(
        written_by=clinician, person=couple.woman, channel="call", granted=True
    )
    remind(clinician, couple, **FAILED)
    html = desk.get(URL).content.decode()
    assert "Could not be sent" in html
    assert "The line is engaged." in html
    assert couple.woman.phones.get().number.as_international in html
    assert Look.objects.get(action="reminders.opened").details == {"show": "calls"}


def test_without_consent_to_a_call_no_telephone_is_shown(desk, clinician, couple):
    remind(clinician, couple, **UNKNOWN)
    html = desk.get(URL).content.decode()
    assert "Not certain that it was sent" in html
    assert "No consent to a call" in html
    assert couple.woman.phones.get().number.as_international not in html


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("calls", "Could not be sent"),
        ("coming", "Waiting to leave"),
        ("sent", "Sent"),
        ("others", "Called back"),
    ],
)
def test_each_reminder_is_on_one_list(desk, clinician, show, words):
    for hour, outcome in enumerate((FAILED, {}, SENT, {"state": "withdrawn"}), start=12):
        remind(clinician, hour=hour, **outcome)
    html = desk.get(URL, {"show": show}).content.decode()
    rows = html.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == 1
    assert words in rows


def test_a_call_takes_the_reminder_off_the_list(desk, clinician, receptionist):
    reminder = remind(clinician, **FAILED)
    door = reverse("appointments:reminder_call", args=[reminder.pk])
    answer = desk.post(door)
    assert answer.url == URL
    reminder.refresh_from_db()
    assert (reminder.called_by, reminder.called_at) == (receptionist, NOW)
    assert "Nobody needs a call." in desk.get(URL).content.decode()


def test_a_second_call_is_said_to_have_been_made(desk, clinician):
    door = reverse("appointments:reminder_call", args=[remind(clinician, **FAILED).pk])
    desk.post(door)
    desk.post(door)
    assert "A colleague has already made this call." in desk.get(URL).content.decode()


def test_nobody_is_called_about_a_visit_that_is_over(clinician):
    remind(clinician, hour=9, **FAILED)
    assert calls_to_make(Reminder.objects.all(), now=NOW) == 0


def test_a_stopped_beat_is_said_aloud(desk, clinician, clock):
    remind(clinician)
    clock.shift(360)
    assert "Reminders are not leaving." in desk.get(URL).content.decode()


def test_the_laboratory_does_not_follow_reminders(client, laboratory, clinician):
    client.force_login(laboratory)
    reminder = remind(clinician, **FAILED)
    assert client.get(URL).status_code == 403
    door = reverse("appointments:reminder_call", args=[reminder.pk])
    assert client.post(door).status_code == 403


def test_an_unknown_reminder_or_list_is_not_found(desk):
    assert desk.post(reverse("appointments:reminder_call", args=[1])).status_code == 404
    assert desk.get(URL, {"show": "secrets"}).status_code == 404


@pytest.mark.parametrize("show", ["calls", "sent"])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    desk, clinician, show, django_assert_max_num_queries
):
    outcome = FAILED if show == "calls" else SENT
    remind(clinician, **outcome)
    desk.get(URL, {"show": show})
    with django_assert_max_num_queries(9) as one:
        desk.get(URL, {"show": show})
    for number in range(30):
        remind(clinician, hour=9 + number % 6, day=11 + number // 6, **outcome)
    with django_assert_max_num_queries(len(one)):
        desk.get(URL, {"show": show})
