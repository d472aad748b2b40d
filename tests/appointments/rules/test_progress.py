import pytest

from appointments.choices import Status
from appointments.rules.progress import FOLLOWS, STEP_BACK, refusal


def test_every_status_says_what_may_follow():
    assert set(FOLLOWS) == set(Status)


@pytest.mark.parametrize("over", [Status.COMPLETED, Status.CANCELLED])
def test_nothing_follows_a_visit_that_is_over(over):
    assert FOLLOWS[over] == set()


def test_a_late_arrival_after_all():
    assert refusal(Status.NO_SHOW, Status.ARRIVED) is None


def test_a_refusal_is_a_sentence():
    assert refusal(Status.CANCELLED, Status.ARRIVED) == (
        "This visit is “Cancelled” and cannot become “Arrived”."
    )


def test_a_cancelled_visit_cannot_be_taken_back_because_its_time_was_given_away():
    assert Status.CANCELLED not in STEP_BACK


def test_a_step_back_leads_to_a_status_the_step_could_have_come_from():
    assert all(step in FOLLOWS[before] for step, before in STEP_BACK.items())
