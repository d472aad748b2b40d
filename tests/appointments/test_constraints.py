"""The tables of the appointment book refuse what cannot be, in words."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from appointments.models import Appointment, Booking, Closure, Reminder, Room, WeeklyHours
from tests.factories import appointments
from tests.factories.appointments import at


@pytest.fixture
def visit(couple, clinician, house, clock) -> Appointment:
    return appointments.visit(by=clinician, couple=couple, starts_at=at(14))


def broken_by(act) -> str:
    """The name of the constraint that refuses the act, asked of the database itself."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    return refusal.value.__cause__.diag.constraint_name


def refusal_of(record) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    return refusal.value.messages


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"ends_at": at(14)}, "ends_after_it_began"),
        ({"ends_at": at(14) + timedelta(hours=12, minutes=15)}, "ends_after_it_began"),
        ({"starts_at": at(13, 50)}, "keeps_to_the_quarters"),
        ({"ends_at": at(14, 20)}, "keeps_to_the_quarters"),
        ({"status": "arrived"}, "status_has_its_times"),
        ({"status": "completed"}, "status_has_its_times"),
        ({"arrived_at": at(13, 55)}, "status_has_its_times"),
        ({"status": "cancelled", "ended_at": at(13)}, "cancelled_with_a_reason"),
        ({"cancel_reason": "She is ill."}, "cancelled_with_a_reason"),
        ({"voided_at": at(13)}, "voided_with_a_reason"),
    ],
)
def test_a_visit_cannot_be_like_this(visit, changes, law):
    update = Appointment.objects.filter(pk=visit.pk).update
    assert broken_by(lambda: update(**changes)) == f"appointments_appointment_{law}"


def test_nobody_is_in_two_places_at_once(visit, other_couple, clinician):
    """The same doctor for another couple, half an hour into the first visit."""
    room = Room.objects.get(name="Consulting 2")
    overlap = {"couple": other_couple, "starts_at": at(14, 30), "room": room}
    law = broken_by(lambda: appointments.visit(by=clinician, **overlap))
    assert law == "appointments_booking_one_visit_at_a_time"


def test_the_next_visit_may_begin_when_this_one_ends(visit, other_couple, clinician):
    following = appointments.visit(by=clinician, couple=other_couple, starts_at=at(15))
    assert following.bookings.count() == 4


def test_a_freed_time_may_be_taken(visit, other_couple, clinician):
    visit.bookings.update(active=False)
    appointments.visit(by=clinician, couple=other_couple, starts_at=at(14))
    assert Booking.objects.filter(active=True).count() == 4


def test_a_booking_says_in_words_that_it_lost(visit):
    twin = Booking(
        appointment=visit,
        resource=visit.resources[0].key,
        during=DateTimeTZRange(at(14), at(14, 15)),
    )
    assert refusal_of(twin) == ["Somebody has just taken this time."]


def test_a_booking_takes_a_time(visit):
    update = visit.bookings.update
    law = broken_by(lambda: update(during=DateTimeTZRange(at(14), at(14))))
    assert law == "appointments_booking_takes_a_time"


def test_a_booking_names_what_it_takes(visit):
    assert sorted(str(b).split()[0] for b in visit.bookings.all()) == [
        "clinician",
        "person",
        "person",
        "room",
    ]


@pytest.mark.parametrize("model", [Appointment, Booking, Room])
def test_nothing_of_the_book_is_deleted(visit, model):
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def test_two_rooms_of_one_name_are_refused(house, clinician):
    room = Room(name="Laboratory", kind="laboratory", written_by=clinician)
    assert refusal_of(room) == ["There is already a room of this name."]
    law = broken_by(room.save)
    assert law == "appointments_room_one_of_each_name"


def test_hours_close_after_they_open(clinician):
    hours = WeeklyHours(weekday=0, opens=time(9), closes=time(9), written_by=clinician)
    assert refusal_of(hours) == ["Closing time lies after opening time."]
    assert broken_by(hours.save) == "appointments_weeklyhours_close_after_they_open"


def test_hours_of_the_house_are_entered_once(house, clinician):
    hours = WeeklyHours(weekday=0, opens=time(8), closes=time(12), written_by=clinician)
    assert refusal_of(hours) == ["These hours are already entered."]
    assert broken_by(hours.save) == "appointments_weeklyhours_entered_once"


def test_days_off_end_after_they_begin(clinician):
    off = Closure(
        first_on=date(2026, 3, 11), last_on=date(2026, 3, 10), written_by=clinician
    )
    assert refusal_of(off) == ["The last day lies before the first."]
    assert broken_by(off.save) == "appointments_closure_ends_after_it_began"


def test_a_kind_of_visit_lasts_whole_quarters(house):
    kind = appointments.kind()
    kind.minutes = 50
    assert refusal_of(kind) == [
        "A visit lasts whole quarters of an hour, twelve hours at most."
    ]
    assert broken_by(kind.save) == "appointments_visitkind_lasts_whole_quarters"


def test_an_edition_of_a_kind_is_loaded_once(house):
    twin = appointments.kind()
    twin.pk = None
    assert broken_by(twin.save) == "appointments_visitkind_one_row_per_edition"


def test_a_kind_is_confirmed_by_somebody(house):
    kind = appointments.kind()
    kind.confirmed_at = at(10)
    assert broken_by(kind.save) == "appointments_visitkind_confirmed_by_somebody"


@pytest.fixture
def reminder(visit, couple) -> Reminder:
    return Reminder.objects.create(
        appointment=visit, person=couple.woman, channel="sms", kind="two_days",
        for_start=visit.starts_at, due_at=at(10, day=8),
    )  # fmt: skip


def test_a_reminder_is_planned_once(reminder):
    reminder.pk = None
    assert refusal_of(reminder) == ["This reminder is already planned."]
    law = broken_by(reminder.save)
    assert law == "appointments_reminder_once_per_person_and_time"


def test_a_cancelled_reminder_may_be_planned_again(reminder):
    Reminder.objects.update(state="cancelled")
    reminder.pk = None
    reminder.save()
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"state": "queued"}, "handed_over_with_its_message"),
        ({"called_at": at(10)}, "called_by_somebody"),
    ],
)
def test_a_reminder_cannot_be_like_this(reminder, changes, law):
    update = Reminder.objects.update
    assert broken_by(lambda: update(**changes)) == f"appointments_reminder_{law}"
