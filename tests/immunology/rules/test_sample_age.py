"""An old sample is refused, to the minute."""

from datetime import UTC, datetime, timedelta

import pytest

from immunology.rules.sample_age import SampleAge, sample_age_findings

TAKEN = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
LIMIT = SampleAge("phenotype", 48)


@pytest.mark.parametrize(
    ("late", "messages"),
    [
        pytest.param(timedelta(hours=48), [], id="the last minute still counts"),
        pytest.param(
            timedelta(hours=48, minutes=1),
            [
                "Received more than 48 hours after it was taken: "
                "this panel is not made from a sample that old."
            ],
            id="one minute too late",
        ),
    ],
)
def test_a_sample_is_taken_up_to_the_hour(late, messages):
    found = sample_age_findings(collected=TAKEN, received=TAKEN + late, limit=LIMIT)
    assert [finding.message for finding in found] == messages


@pytest.mark.parametrize(
    ("collected", "received", "limit"),
    [
        pytest.param(None, TAKEN, LIMIT, id="not known when it was taken"),
        pytest.param(TAKEN, None, LIMIT, id="not known when it came"),
        pytest.param(TAKEN, TAKEN + timedelta(days=9), None, id="no limit for this panel"),
    ],
)
def test_without_both_moments_nothing_is_said(collected, received, limit):
    assert sample_age_findings(collected=collected, received=received, limit=limit) == []
