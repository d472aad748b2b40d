"""The demonstration shows a file that only its care team opens, and a review that waits."""

import random

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.demo import restrictions
from clinic.management.commands.seed_demo import engage_staff
from patients.models import BrokenGlass, Couple, Restriction
from tests.factories import appointments, patients

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    return engage_staff()


def seeded(staff) -> Couple | None:
    """What the demonstration restricts of everybody who is on file."""
    rng = random.Random(7)  # noqa: S311 - no secret
    couples = list(Couple.objects.order_by("pk"))
    return restrictions.seed(staff=staff, couples=couples, on=timezone.localdate(), rng=rng)


def test_one_file_is_open_to_its_team_and_to_reception_for_booking(staff):
    couple = patients.couple(by=staff["reception"])
    patients.couple(by=staff["reception"], woman="Meera Example")
    closed = seeded(staff)
    assert Restriction.objects.get().couple == closed != couple
    sees = {
        name
        for name, user in staff.items()
        if Couple.objects.visible_to(user).filter(pk=closed.pk).exists()
    }
    assert sees == {"clinician2", "reception", "privacy"}


@pytest.mark.parametrize("name", ["clinician", "nurse", "laboratory"])
def test_others_are_led_to_the_glass(client, staff, name):
    patients.couple(by=staff["reception"])
    closed = seeded(staff)
    client.force_login(staff[name])
    answer = client.get(closed.get_absolute_url())
    assert answer.url == reverse("patients:glass_break", args=[closed.number])


def test_a_broken_glass_waits_for_the_privacy_officer(client, staff):
    patients.couple(by=staff["reception"])
    seeded(staff)
    glass = BrokenGlass.objects.get()
    assert (glass.written_by, glass.is_open) == (staff["nurse"], False)
    client.force_login(staff["privacy"])
    page = client.get(reverse("patients:restricted_list")).content.decode()
    assert reverse("patients:glass_review", args=[glass.pk]) in page


def test_nobody_who_is_booked_is_restricted(staff):
    couple = patients.couple(by=staff["clinician"])
    appointments.house(by=staff["manager"], clinicians=[staff["clinician"]])
    appointments.visit(by=staff["clinician"], couple=couple, starts_at=appointments.NOW)
    assert seeded(staff) is None
    assert not Restriction.objects.exists()
