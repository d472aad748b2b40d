"""The demonstration gives infusions that the rules themselves would plan."""

import random

import pytest
from django.utils import timezone

from clinic.demo import infusions
from tests.factories import accounts, patients
from therapy.models import Infusion, InfusionLot, InfusionVitals


@pytest.fixture
def staff(db):
    roles = {"nurse": "nurse", "clinician": "clinician", "clinician2": "clinician"}
    return {name: accounts.staff(role, name) for name, role in roles.items()}


def test_ten_are_given_and_two_are_planned_for_today(staff):
    couples = [patients.couple(by=staff["clinician"]) for _ in range(12)]
    today = timezone.localdate()
    rng = random.Random(7)  # noqa: S311 - no secret
    infusions.seed(staff=staff, couples=couples, on=today, rng=rng)
    given = Infusion.objects.given()
    assert given.count() == 10
    assert Infusion.objects.filter(state="planned", planned_for=today).count() == 2
    for each in given:
        each.full_clean()
        lots = InfusionLot.objects.filter(infusion=each)
        assert sum(lot.vial_g * lot.quantity for lot in lots) == each.grams
        assert InfusionVitals.objects.filter(infusion=each, is_before_start=True).exists()
