from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.rules.quarters import moment_of, quarter_of, quarters_of, touched

TEN = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


def test_a_moment_belongs_to_the_quarter_that_holds_it():
    assert moment_of(quarter_of(TEN + timedelta(minutes=14, seconds=59))) == TEN


def test_quarters_are_the_same_in_every_zone():
    assert quarter_of(TEN) == quarter_of(TEN.astimezone(ZoneInfo("Asia/Kathmandu")))


@pytest.mark.parametrize(
    ("minutes", "count"),
    [
        pytest.param(15, 1, id="one"),
        pytest.param(16, 2, id="a begun quarter counts whole"),
        pytest.param(60, 4, id="an hour"),
    ],
)
def test_a_visit_takes_whole_quarters(minutes, count):
    assert quarters_of(minutes) == count
    assert len(touched((TEN, TEN + timedelta(minutes=minutes)))) == count


def test_a_visit_leaves_the_quarter_in_which_it_ends():
    first = touched((TEN, TEN + timedelta(minutes=30)))
    second = touched((TEN + timedelta(minutes=30), TEN + timedelta(minutes=45)))
    assert not set(first) & set(second)
