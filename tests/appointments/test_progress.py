"""A visit goes on step by step, and a slip can be taken back."""

import pytest
from django.core.exceptions import ValidationError

from appointments import services
from tests.factories import appointments
from tests.factories.appointments import NOW, at


@pytest.fixture
def visit(couple, clinician, house, clock):
    return appointments.visit(by=clinician, couple=couple, starts_at=at(10, 15))


def times(visit) -> list[bool]:
    visit.refresh_from_db()
    return [bool(t) for t in (visit.arrived_at, visit.in_room_at, visit.ended_at)]


def test_a_visit_goes_on_with_the_time_of_each_step(visit, nurse, clock):
    services.mark_arrived(appointment=visit, by=nurse)
    assert (visit.status, visit.arrived_at) == ("arrived", NOW)
    clock.shift(600)
    services.mark_in_room(appointment=visit, by=nurse)
    services.mark_completed(appointment=visit, by=nurse)
    assert visit.status == "completed"
    assert (visit.in_room_at - visit.arrived_at).seconds == 600
    assert times(visit) == [True, True, True]


def test_somebody_called_straight_in_has_arrived(visit, nurse):
    services.mark_in_room(appointment=visit, by=nurse)
    assert times(visit) == [True, True, False]


def test_a_step_that_cannot_follow_is_refused(visit, nurse):
    with pytest.raises(ValidationError, match="cannot become"):
        services.mark_completed(appointment=visit, by=nurse)


@pytest.mark.parametrize(
    ("steps", "status", "kept"),
    [
        ([services.mark_arrived], "booked", [False, False, False]),
        ([services.mark_arrived, services.mark_in_room], "arrived", [True, False, False]),
        (
            [services.mark_arrived, services.mark_in_room, services.mark_completed],
            "in_room",
            [True, True, False],
        ),
        ([services.mark_no_show], "booked", [False, False, False]),
    ],
)
def test_the_last_step_can_be_taken_back(visit, nurse, steps, status, kept):
    for step in steps:
        step(appointment=visit, by=nurse)
    services.step_back(appointment=visit, by=nurse)
    assert visit.status == status
    assert times(visit) == kept


@pytest.mark.parametrize("reason", ["", "She is ill."])
def test_there_is_nothing_to_take_back(visit, nurse, reason):
    if reason:
        services.cancel(appointment=visit, reason=reason, by=nurse)
    with pytest.raises(ValidationError, match="no step to take back"):
        services.step_back(appointment=visit, by=nurse)


def test_nobody_is_missing_before_the_time(visit, nurse, clock):
    clock.move_to(at(10, 14))
    with pytest.raises(ValidationError, match="they may still come"):
        services.mark_no_show(appointment=visit, by=nurse)


def test_whoever_comes_late_has_come(visit, nurse):
    services.mark_no_show(appointment=visit, by=nurse)
    services.mark_arrived(appointment=visit, by=nurse)
    assert times(visit) == [True, False, False]
