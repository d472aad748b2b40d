"""The beat asks in time: after a kill, a cut file, a clock that was set, a silent queue."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from celery.exceptions import OperationalError

from clinic.ticking import Ticker

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
OFTEN, SELDOM = "sent every ten seconds", "counted every day"
SCHEDULE = {
    OFTEN: {"task": "often", "schedule": 10.0},
    SELDOM: {"task": "seldom", "schedule": timedelta(days=1)},
    "drawn": {"task": "drawn", "schedule": 15.0},
}


class Recorder(Ticker):
    """Writes down what it would have asked a worker for."""

    producer = None

    def apply_async(self, entry, **how):
        self.asked = [*getattr(self, "asked", []), entry.name]
        self.sync()


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def beat(clock, tmp_path):
    """Start a beat; each start reads the same file."""
    app = Celery("beat", broker="memory://", set_as_current=False)
    app.conf.update(beat_schedule=SCHEDULE, timezone="UTC", result_expires=None)

    def start(kind=Recorder):
        return kind(app=app, schedule_filename=str(tmp_path / "beat"))

    return start


def asked_in(ticker, clock, seconds):
    """What it asks for while the clock goes on, second by second."""
    ticker.asked = []
    for _second in range(seconds):
        clock.shift(1)
        while ticker.tick() == 0:
            pass
    return Counter(ticker.asked)


def test_work_is_asked_for_in_time(beat, clock):
    assert asked_in(beat(), clock, 60) == {OFTEN: 6, "drawn": 4}


def test_what_was_missed_while_the_beat_was_dead_is_asked_for_at_once(beat, clock):
    asked_in(beat(), clock, 20)
    clock.shift(timedelta(hours=3))
    assert asked_in(beat(), clock, 1) == {OFTEN: 1, "drawn": 1}


def test_a_day_goes_on_over_restarts(beat, clock):
    """A clinic that closes its machine each night still counts every day."""
    asked_in(beat(), clock, 20)
    clock.shift(timedelta(hours=23))
    assert SELDOM not in asked_in(beat(), clock, 20)
    clock.shift(timedelta(hours=1))
    assert asked_in(beat(), clock, 2)[SELDOM] == 1


def test_a_clock_set_back_stops_nothing(beat, clock):
    ticker = beat()
    asked_in(ticker, clock, 20)
    clock.shift(-timedelta(hours=5))
    assert asked_in(ticker, clock, 61) == {OFTEN: 6, "drawn": 4}


def test_a_clock_set_back_while_the_beat_was_dead_stops_nothing(beat, clock):
    asked_in(beat(), clock, 20)
    clock.shift(-timedelta(days=400))
    assert asked_in(beat(), clock, 61) == {OFTEN: 6, "drawn": 4}


def test_a_clock_set_forward_asks_once_not_for_every_tick_that_never_was(beat, clock):
    ticker = beat()
    asked_in(ticker, clock, 20)
    clock.shift(timedelta(hours=5))
    assert asked_in(ticker, clock, 2) == {OFTEN: 1, "drawn": 1}


def damaged(kept: bytes) -> list[bytes]:
    rng = random.Random(7)  # noqa: S311 - no secret
    cut = [kept[:length] for length in range(len(kept))]
    garbled = []
    for _ in range(200):
        content = bytearray(kept)
        for _ in range(rng.choice([1, 3, 30])):
            content[rng.randrange(len(content))] = rng.randrange(256)
        garbled.append(bytes(content))
    shapes = [b"[]", b"7", b"null", b'{"drawn": 7}', b'{"drawn": "2026-11-30"}', b"\0" * 90]
    return [*cut, *garbled, *shapes]


def test_a_file_cut_short_or_garbled_is_begun_anew(beat, clock, tmp_path):
    asked_in(beat(), clock, 20)
    kept = (tmp_path / "beat").read_bytes()
    assert set(json.loads(kept)) == set(SCHEDULE)
    for content in damaged(kept):
        (tmp_path / "beat").write_bytes(content)
        assert asked_in(beat(), clock, 11)[OFTEN] >= 1


def test_a_disk_that_is_full_stops_nothing(beat, clock, monkeypatch, caplog):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clinic.ticking.write_private", full)
    assert asked_in(beat(), clock, 60) == {OFTEN: 6, "drawn": 4}
    assert "The beat cannot keep its times: No space left on device." in caplog.text


def test_a_queue_that_is_silent_is_told_in_one_line_and_asked_again(beat, clock, caplog):
    class Silent(Ticker):
        producer = None

        def send_task(self, *args, **how):
            raise OperationalError("connection refused")

    ticker = beat(Silent)
    clock.shift(11)
    while ticker.tick() == 0:
        pass
    assert [record.getMessage() for record in caplog.records] == [
        "The queue did not take often: OperationalError."
    ]
    caplog.clear()
    clock.shift(11)
    while ticker.tick() == 0:
        pass
    assert len(caplog.records) == 2
