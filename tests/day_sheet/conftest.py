"""Tomorrow in a small clinic: one couple with a session planned and a visit booked."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from appointments.models import Appointment
from clinic.day_sheet.facts import day_sheet_facts
from patients.models import Couple
from patients.models.restriction import closed_couple
from tests.factories import appointments, therapy


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def house(clinician):
    return appointments.house(by=clinician, clinicians=[clinician])


@pytest.fixture
def book(house, clinician, tomorrow):
    """Book a visit of tomorrow at an hour."""

    def book(couple, *, hour=10, **fields):
        starts_at = timezone.make_aware(datetime.combine(tomorrow, time(hour)))
        return appointments.visit(
            by=clinician, couple=couple, starts_at=starts_at, **fields
        )

    return book


@pytest.fixture
def planned(couple, clinician, book, tomorrow):
    """The couple is ready for a session tomorrow at ten."""
    therapy.ready(couple, by=clinician)
    therapy.session(couple, by=clinician, planned_for=tomorrow)
    book(couple)
    return couple


@pytest.fixture
def facts(tomorrow):
    """What the sheet of tomorrow says to a reader, and whose files were read."""

    def facts(by):
        return day_sheet_facts(
            Appointment.objects.marked_for(by),
            couples=Couple.objects.exclude(closed_couple(by)),
            on=tomorrow,
            at=timezone.now(),
        )

    return facts
