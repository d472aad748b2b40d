"""A clinic that is open, at half past ten on Tuesday 10 March 2026."""

import pytest
import time_machine

from tests.factories import appointments


@pytest.fixture
def clock():
    with time_machine.travel(appointments.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def house(clinician):
    """Rooms by name; `clinician` is in from eight to six on every day."""
    return appointments.house(by=clinician, clinicians=[clinician])
