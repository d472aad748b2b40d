"""Reminders survive two beats, many workers and killed ones: each is sent once."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from appointments.models import Reminder
from appointments.services import queue_due_reminders
from foundation.messaging.models import Message
from foundation.messaging.rules.quiet import QuietHours
from foundation.messaging.services import send_waiting
from tests.factories import accounts, appointments, patients

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4
VISITS = 20


@pytest.fixture(autouse=True)
def always_awake(monkeypatch):
    """Let these tests pass at night as well."""
    monkeypatch.setattr(QuietHours, "cover", lambda quiet, local: False)


@pytest.fixture
def log(settings, tmp_path) -> Path:
    settings.MESSAGE_LOG, settings.MESSAGES_TO_LOG = tmp_path / "messages.log", True
    return settings.MESSAGE_LOG


@pytest.fixture
def due():
    """Twenty couples whose visit is tomorrow and whose reminder is due."""
    clinician = accounts.staff("clinician")
    appointments.house(by=clinician)
    tomorrow = timezone.now().replace(minute=0, second=0, microsecond=0)
    for hour in range(VISITS):
        couple = patients.couple(by=clinician)
        visit = appointments.visit(
            by=clinician, couple=couple, starts_at=tomorrow + timedelta(hours=24 + hour)
        )
        Reminder.objects.create(
            appointment=visit, person=couple.woman, channel="sms", kind="two_days",
            for_start=visit.starts_at, due_at=timezone.now() - timedelta(minutes=1),
        )  # fmt: skip


def in_parallel(work) -> None:
    """Let several workers do the same at the same time."""
    gate = threading.Barrier(WORKERS)
    faults = []

    def worker() -> None:
        gate.wait()
        try:
            work()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def sent_keys(log: Path) -> list[str]:
    return [json.loads(line)["key"] for line in log.read_text("utf-8").splitlines()]


def worker_killed(moment: str, log: Path) -> None:
    """A worker of its own claims a message and is killed at that moment."""
    url = urlsplit(os.environ["DATABASE_URL"])
    ours = url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.reliability.dying_sender", moment],
        env=os.environ | {
            "DATABASE_URL": ours,
            "MESSAGE_LOG": str(log),
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
        },
        check=False,
        timeout=60,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL


def let_the_lease_run_out() -> None:
    past = timezone.now() - timedelta(seconds=1)
    assert Message.objects.filter(state="sending").update(lease_until=past) == 1


def test_beats_and_workers_at_the_same_time_send_each_reminder_once(due, log):
    in_parallel(queue_due_reminders)
    assert Message.objects.count() == VISITS
    in_parallel(send_waiting)
    keys = sent_keys(log)
    assert len(keys) == len(set(keys)) == VISITS
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.fixture
def expected(db) -> Message:
    """An answer somebody waits for: it leaves at any hour of the day."""
    now = timezone.now()
    return Message.objects.create(
        key="visit:1", channel="sms", address="+919820012345", template="test",
        text="We expect you.", not_before=now, may_disturb_until=now + timedelta(hours=1),
    )  # fmt: skip


def test_a_worker_killed_after_the_gateway_took_it_has_sent_it_once(expected, log):
    worker_killed("after the gateway took it", log)
    expected.refresh_from_db()
    assert expected.state == "sending"
    assert send_waiting() == 0
    let_the_lease_run_out()
    send_waiting()
    expected.refresh_from_db()
    assert expected.state == "sent"
    assert sent_keys(log) == ["visit:1"]


def test_a_worker_killed_before_the_gateway_had_it_loses_nothing(expected, log):
    worker_killed("before the gateway has it", log)
    let_the_lease_run_out()
    send_waiting()
    expected.refresh_from_db()
    assert (expected.state, log.exists()) == ("waiting", False)
    Message.objects.update(not_before=timezone.now())
    send_waiting()
    expected.refresh_from_db()
    assert expected.state == "sent"
    assert sent_keys(log) == ["visit:1"]


def test_the_servers_own_time_zone_changes_nothing_in_a_message(due, log, monkeypatch):
    """A worker started with TZ=America/New_York still speaks the clinic's hour."""
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        queue_due_reminders()
    finally:
        monkeypatch.undo()
        time.tzset()
    for reminder in Reminder.objects.select_related("message"):
        assert (
            f"at {timezone.localtime(reminder.for_start):%H:%M}." in reminder.message.text
        )
