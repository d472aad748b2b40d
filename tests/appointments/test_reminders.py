"""People who agreed are reminded once; nobody else is."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from appointments import services
from appointments.models import Reminder
from appointments.selectors import reminders_held_up
from appointments.tasks import queue_due_reminders
from foundation.messaging.models import Message
from foundation.messaging.services import gateways, send_waiting
from patients.models import ContactConsent
from tests.factories import appointments
from tests.factories.appointments import NOW, at
from tests.foundation.messaging.gateways import Postman, Refuser

pytestmark = pytest.mark.usefixtures("clock")
FRIDAY = at(14, day=20)


@pytest.fixture
def book(couple, clinician, house):
    """Book a first consultation for both partners."""

    def book(starts_at=FRIDAY, **changes):
        order = {
            "couple": couple,
            "kind": appointments.kind(),
            "starts_at": starts_at,
            "comes": "both",
            "room": house["Consulting 1"],
            "clinician": clinician,
            "by": clinician,
        }
        return services.book(**order | changes)

    return book


@pytest.fixture
def postman(monkeypatch):
    carrier = Postman()
    monkeypatch.setattr(gateways, "gateway_for", lambda channel: carrier)
    return carrier


def agree(person, channel: str, by, *, granted: bool = True) -> None:
    ContactConsent.objects.create(
        written_by=by, person=person, channel=channel, granted=granted
    )


def planned() -> list[tuple]:
    rows = Reminder.objects.order_by("due_at", "pk")
    return [(r.person.name, r.channel, r.kind, r.due_at, r.state) for r in rows]


def test_only_whoever_agreed_is_reminded(book):
    """Asha agreed to an SMS; Rohan was never asked, and that is not yes."""
    book()
    assert planned() == [
        ("Asha Sample", "sms", "two_days", at(18, day=18), "planned"),
        ("Asha Sample", "sms", "two_hours", at(12, day=20), "planned"),
    ]


def test_a_no_is_a_no(book, couple, clinician):
    agree(couple.man, "sms", clinician, granted=False)
    book()
    assert {row[0] for row in planned()} == {"Asha Sample"}


def test_partners_who_share_a_telephone_get_one_message(book, couple, clinician):
    agree(couple.man, "sms", clinician)
    shared = couple.woman.phones.get()
    couple.man.phones.update(number=shared.number, digits=shared.digits)
    book()
    assert {row[0] for row in planned()} == {"Asha Sample"}


def test_a_channel_that_reaches_people_comes_first(book, couple, clinician, settings):
    couple.woman.email = "asha@example.org"
    couple.woman.save()
    agree(couple.woman, "email", clinician)
    settings.EMAIL_HOST = ""
    book(at(14, day=19))
    settings.EMAIL_HOST = "mail.example.org"
    book(at(14, day=20))
    assert [row[1] for row in planned()] == ["sms", "email", "sms", "email"]


def test_an_agreed_channel_without_an_address_is_passed_over(book, couple, clinician):
    couple.woman.phones.update(voided_at=timezone.now(), void_reason="Wrong number.")
    couple.woman.email = "asha@example.org"
    couple.woman.save()
    agree(couple.woman, "email", clinician)
    book()
    assert {row[1] for row in planned()} == {"email"}


def test_a_partner_who_stays_at_home_is_not_reminded(book, couple, clinician, house):
    agree(couple.man, "sms", clinician)
    book(kind=appointments.kind("ivig"), comes="woman", room=house["Infusion chair 1"])
    assert {row[0] for row in planned()} == {"Asha Sample"}


def test_a_due_reminder_is_sent_once_however_often_the_beat_comes(book, clock, postman):
    visit = book()
    clock.move_to(at(18, day=18))
    for _beat in range(2):
        queue_due_reminders()
        send_waiting()
    reminder = visit.reminders.get(kind="two_days")
    assert (reminder.state, reminder.message.state) == ("queued", "sent")
    assert len(postman.carried) == 1


def test_the_message_names_clinic_and_time_and_no_reason(book, clock, postman, settings):
    settings.CLINIC_NAME = "Sample Clinic"
    book()
    clock.move_to(at(18, day=18))
    queue_due_reminders()
    message = Message.objects.get()
    assert message.text == (
        "Sample Clinic: We look forward to seeing you on Friday 20 March 2026 at 14:00. "
        "Please come to our reception. If you need another time, please telephone us."
    )
    assert message.subject == "Your appointment on Friday 20 March 2026"
    assert message.not_after == FRIDAY


def test_the_hour_in_the_message_is_the_clinics_in_a_zone_with_summer_time(
    book, clock, settings
):
    settings.TIME_ZONE = "Europe/Kyiv"
    visit = book(at(14, day=30))  # 08:30 UTC, summer time began on the 29th
    clock.move_to(visit.reminders.get(kind="two_days").due_at)
    queue_due_reminders()
    assert "Monday 30 March 2026 at 11:30" in Message.objects.get().text


def test_a_visit_at_short_notice_is_confirmed_at_once(
    book, postman, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        visit = book(at(15))
    [letter] = postman.carried
    assert visit.reminders.get().message.state == "sent"
    assert "Your appointment is booked for Tuesday 10 March 2026 at 15:00" in letter.text


def test_a_booking_at_night_is_confirmed_at_night(
    book, clock, postman, django_capture_on_commit_callbacks
):
    clock.move_to(at(23, 30))
    with django_capture_on_commit_callbacks(execute=True):
        book(at(15, day=11))
    assert len(postman.carried) == 1


def test_a_confirmation_that_was_held_up_lets_people_sleep(book, clock, postman):
    clock.move_to(at(23, 30))
    book(at(15, day=11))
    clock.move_to(at(23, 46))
    queue_due_reminders()
    assert Reminder.objects.get(kind="on_booking").due_at == at(8, day=11)
    clock.move_to(at(8, day=11))
    queue_due_reminders()
    send_waiting()
    assert len(postman.carried) == 1


def test_a_missed_evening_is_caught_up_in_the_morning(book, clock, postman):
    """The beat stood still from six in the evening until half past nine."""
    book()
    clock.move_to(at(21, 30, day=18))
    queue_due_reminders()
    assert Reminder.objects.get(kind="two_days").due_at == at(8, day=19)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (services.mark_arrived, {}),
        (services.cancel, {"reason": "She is ill."}),
    ],
)
def test_whoever_came_or_cancelled_is_not_reminded(book, clock, postman, act, words, nurse):
    visit = book()
    act(appointment=visit, by=nurse, **words)
    clock.move_to(at(18, day=18))
    queue_due_reminders()
    assert {row[4] for row in planned()} == {"cancelled"}
    assert Message.objects.count() == 0


def test_a_reminder_in_the_outbox_is_called_back(book, clock, postman, nurse):
    visit = book()
    clock.move_to(at(18, day=18))
    queue_due_reminders()
    services.cancel(appointment=visit, reason="She is ill.", by=nurse)
    send_waiting()
    assert Message.objects.get().state == "withdrawn"
    assert postman.carried == []


def test_a_moved_visit_reminds_of_the_new_time_only(book, clock, postman, clinician, house):
    visit = book()
    services.move(
        appointment=visit, starts_at=at(9, day=24), room=house["Consulting 2"],
        clinician=clinician, by=clinician,
    )  # fmt: skip
    assert [(row[3], row[4]) for row in planned()] == [
        (at(18, day=18), "cancelled"),
        (at(12, day=20), "cancelled"),
        (at(18, day=22), "planned"),
        (at(8, day=24), "planned"),
    ]


def test_a_visit_moved_there_and_back_is_still_reminded_of(book, clinician, house):
    visit = book()
    for day in (24, 20):
        services.move(
            appointment=visit, starts_at=at(14, day=day), room=house["Consulting 1"],
            clinician=clinician, by=clinician,
        )  # fmt: skip
    assert [row[4] for row in planned()].count("planned") == 2


def test_a_visit_changed_behind_the_services_is_noticed(book, clock, postman):
    visit = book()
    type(visit).objects.update(starts_at=at(15, day=20), ends_at=at(16, day=20))
    clock.move_to(at(18, day=18))
    queue_due_reminders()
    assert Reminder.objects.get(kind="two_days").state == "cancelled"


def test_a_consent_taken_back_since_the_booking_counts(book, clock, couple, clinician):
    book()
    ContactConsent.objects.update(granted=False)
    clock.move_to(at(18, day=18))
    queue_due_reminders()
    assert Reminder.objects.get(kind="two_days").state == "withheld"
    assert Message.objects.count() == 0


def test_a_reminder_found_after_the_visit_began_is_too_late(book, clock):
    book()
    clock.move_to(FRIDAY)
    queue_due_reminders()
    assert {row[4] for row in planned()} == {"expired"}


def test_a_refused_reminder_is_on_the_list_of_calls_until_somebody_called(
    book, clock, monkeypatch, receptionist
):
    visit = book()
    refuser = Refuser(is_final=True)
    monkeypatch.setattr(gateways, "gateway_for", lambda channel: refuser)
    clock.move_to(at(18, day=18))
    queue_due_reminders()
    send_waiting()
    reminder = visit.reminders.get(kind="two_days")
    to_call = Reminder.objects.to_call(timezone.now())
    assert list(to_call) == [reminder]
    services.mark_called(reminder=reminder, by=receptionist)
    assert (reminder.called_at, reminder.called_by) == (at(18, day=18), receptionist)
    assert not to_call.all().exists()
    with pytest.raises(ValidationError, match="A colleague has already made this call"):
        services.mark_called(reminder=reminder, by=receptionist)


def test_a_beat_that_stands_still_is_noticed(book, clock, postman):
    book()
    clock.move_to(at(18, 4, day=18))
    assert reminders_held_up(now=timezone.now()) == 0
    clock.move_to(at(18, 6, day=18))
    assert reminders_held_up(now=timezone.now()) == 1
    queue_due_reminders()
    clock.shift(360)
    assert reminders_held_up(now=timezone.now()) == 1
    send_waiting()
    assert reminders_held_up(now=timezone.now()) == 0


def test_the_night_is_no_sign_of_a_stopped_beat(book, clock):
    book()
    clock.move_to(at(22, day=18))
    assert reminders_held_up(now=timezone.now()) == 0


def test_a_thousand_due_reminders_are_handed_over_in_batches(
    book, couple, clinician, clock, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("appointments.services.reminding.BATCH", 10)
    visit = book()
    Reminder.objects.bulk_create(
        Reminder(appointment=visit, person=couple.woman, channel="sms", kind="two_days",
                 for_start=FRIDAY + timedelta(days=n), due_at=NOW, state="planned")
        for n in range(1, 26)
    )  # fmt: skip
    assert services.queue_due_reminders() == 25
    assert Reminder.objects.filter(state="cancelled").count() == 25
