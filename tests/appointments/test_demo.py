"""The appointment book of the demonstration is believable and keeps the laws."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from appointments.models import Appointment, Booking, Reminder, Room
from appointments.selectors import calls_to_make, day_board
from appointments.services import load_catalogue, queue_due_reminders
from clinic.demo import appointments as demo
from tests.factories import accounts, patients
from tests.factories.appointments import at

TUESDAY = date(2026, 3, 10)


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret


@pytest.fixture
def staff(db):
    roles = ("reception", "nurse", "clinician", "manager")
    everybody = {role: accounts.staff(role) for role in roles}
    return everybody | {"clinician2": accounts.staff("clinician", username="clinician2")}


@pytest.fixture
def couples(staff):
    return [patients.couple(by=staff["clinician"]) for _couple in range(70)]


@pytest.fixture
def seeded(staff, couples, clock):
    load_catalogue()
    seed = {"staff": staff, "couples": couples, "on": TUESDAY}
    demo.seed(**seed, rng=chance(1923))
    return seed


def test_the_day_is_full_and_stands_as_it_would_at_this_hour(seeded, clock):
    board = day_board(Appointment.objects.all(), on=TUESDAY, now=timezone.now())
    statuses = {line.status for line in board}
    assert 22 <= len(board) <= 30
    assert {"booked", "in_room", "completed"} <= statuses
    assert all(line.status != "completed" for line in board if line.starts_at > at(10, 30))


def test_every_visit_that_stands_has_its_bookings(seeded):
    for visit in Appointment.objects.prefetch_related("bookings").in_full():
        is_standing = visit.status != "cancelled"
        assert {b.resource for b in visit.bookings.all()} == {
            resource.key for resource in visit.resources
        }
        assert {b.active for b in visit.bookings.all()} == {is_standing}
        visit.full_clean()


def test_what_was_due_was_sent_and_nothing_old_leaves_at_the_first_beat(seeded):
    assert calls_to_make(Reminder.objects.all(), now=timezone.now()) == 2
    assert Reminder.objects.filter(message__state="sent").count() > 20
    assert Reminder.objects.filter(state="planned").exists()
    assert queue_due_reminders() == 0


def test_the_same_day_is_filled_once(seeded):
    before = Appointment.objects.count()
    demo.seed(**seeded, rng=chance(1))
    assert Appointment.objects.count() == before
    assert Room.objects.count() == len(demo.ROOMS)


def test_the_next_morning_is_filled_too_and_yesterday_is_closed(seeded, clock):
    clock.shift(timedelta(days=1))
    demo.seed(**seeded | {"on": TUESDAY + timedelta(days=1)}, rng=chance(2))
    tomorrow = day_board(
        Appointment.objects.all(), on=TUESDAY + timedelta(days=1), now=timezone.now()
    )
    assert len(tomorrow) >= 22
    yesterday = {
        line.status
        for line in day_board(Appointment.objects.all(), on=TUESDAY, now=timezone.now())
    }
    assert "booked" not in yesterday
    assert Booking.objects.filter(active=True).exists()
