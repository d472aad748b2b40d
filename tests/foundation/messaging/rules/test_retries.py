from datetime import UTC, datetime, timedelta

import pytest

from foundation.messaging.rules.retries import next_try

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [
        pytest.param(1, timedelta(minutes=1), id="after the first try a minute"),
        pytest.param(2, timedelta(minutes=5), id="then five"),
        pytest.param(4, timedelta(hours=2), id="at last two hours"),
    ],
)
def test_pauses_grow(attempts, pause):
    assert next_try(attempts=attempts, at=NOW) == NOW + pause


def test_after_five_tries_it_is_given_up():
    assert next_try(attempts=5, at=NOW) is None
