"""A beat, a queue or a worker that stopped is told, in time and to those who can help."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from foundation.records.heartbeat import SILENT_AFTER, feel_heartbeat, late_work_alarm
from foundation.records.models import Heartbeat
from foundation.records.tasks import feel_heartbeat as stroke
from tests.factories import accounts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, 35, tzinfo=UTC)
SAID = (
    "Documents are not drawn and reminders do not leave since 30 November, 14:05. "
    "Please tell whoever looks after the computers. Nothing is lost."
)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        pytest.param(timedelta(0), "", id="just felt"),
        pytest.param(SILENT_AFTER, "", id="a busy worker"),
        pytest.param(SILENT_AFTER + timedelta(seconds=1), SAID, id="silent"),
        pytest.param(-SILENT_AFTER, "", id="two clocks that differ a little"),
        pytest.param(timedelta(hours=-1), SAID, id="the clock was set back an hour"),
    ],
)
def test_silence_is_told_from_a_busy_worker(clock, passed, said):
    feel_heartbeat()
    assert late_work_alarm(now=NOW + passed) == said


def test_a_beat_that_was_never_felt_is_told():
    assert "the beat has never been felt" in late_work_alarm(now=NOW)


def test_each_stroke_is_the_same_row(clock):
    stroke()
    clock.shift(10)
    stroke()
    assert Heartbeat.objects.get().felt_at == NOW + timedelta(seconds=10)


def test_the_beat_asks_for_a_stroke_well_within_the_patience(settings):
    strokes = [
        entry["schedule"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == stroke.name
    ]
    assert [seconds * 6 <= SILENT_AFTER.total_seconds() for seconds in strokes] == [True]


@pytest.fixture
def told(client, clock):
    """Whether that page tells this role that late work stands still."""

    def asked(role: str, name: str) -> bool:
        feel_heartbeat()
        clock.shift(SILENT_AFTER + timedelta(seconds=1))
        client.force_login(accounts.staff(role))
        return "Late work stands still." in client.get(reverse(name)).content.decode()

    return asked


@pytest.mark.parametrize(
    ("role", "is_told"),
    [("manager", True), ("administrator", True), ("nurse", False), ("laboratory", False)],
)
def test_whoever_runs_the_clinic_or_its_computers_hears_it_on_the_first_page(
    told, role, is_told
):
    assert told(role, "home") is is_told


def test_reception_hears_it_where_reminders_are_followed(told):
    assert told("reception", "appointments:reminder_list") is True


def test_nobody_hears_anything_while_late_work_is_alive(client, clock):
    feel_heartbeat()
    client.force_login(accounts.staff("manager"))
    for name in ("home", "appointments:reminder_list"):
        assert "stands still" not in client.get(reverse(name)).content.decode()
