"""The machine room says how old everything is, in words and not by colour alone."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic import machine_room
from foundation.records.audit.sealing import seal_new_lines
from foundation.records.heartbeat import feel_heartbeat
from foundation.records.models import Heartbeat, Look
from foundation.records.services import log_look
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import note_keys

pytestmark = pytest.mark.django_db
ADDRESS = "/machine-room/"


def chore(kind, *, ago, reason="", details=None):
    began = timezone.now() - ago
    return Chore.objects.create(
        kind=kind,
        state=State.FAILED if reason else State.DONE,
        began_at=began,
        ended_at=began + timedelta(seconds=1.5),
        reason=reason,
        details=details or {},
        file="" if reason else "decidua-2026-11-20T02-30-00Z.backup",
    )


@pytest.fixture(autouse=True)
def all_is_well(settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path
    chore(Kind.BACKUP, ago=timedelta(hours=3), details={"rows": 31000})
    chore(Kind.DRILL, ago=timedelta(days=2))
    feel_heartbeat()
    note_keys()


@pytest.fixture
def dials(client, administrator):
    def read():
        client.force_login(administrator)
        shown = client.get(ADDRESS)
        assert shown.status_code == 200
        return {dial.label: (dial.value, dial.tone) for dial in shown.context["dials"]}

    return read


def test_all_is_well(dials, client):
    assert dials() == {
        "Last backup": ("3 h", "good"),
        "Last drill that succeeded": ("2 days", "good"),
        "Newest seal of the logs": ("None", "good"),
        "Beat and worker": ("Alive", "good"),
        "Queue": ("0", "good"),
        "Content refused": ("0", "good"),
    }
    assert client.get(ADDRESS).context["alarms"] == []


@pytest.mark.parametrize(
    ("kind", "age", "label", "words", "alarm"),
    [
        (
            Kind.BACKUP,
            timedelta(hours=26, minutes=1),
            "Last backup",
            "26 h",
            "The last backup is 26 h old.",
        ),
        (
            Kind.DRILL,
            timedelta(days=8, minutes=1),
            "Last drill that succeeded",
            "8 days",
            "The last restore drill is 8 days old.",
        ),
    ],
    ids=["backup", "drill"],
)
def test_what_is_too_old_is_red_and_says_so(
    dials, client, kind, age, label, words, alarm, time_machine
):
    ages = {Kind.BACKUP: timedelta(hours=3), Kind.DRILL: timedelta(days=2)}
    time_machine.move_to(timezone.now() + age - ages[kind], tick=False)
    other = {Kind.BACKUP: Kind.DRILL, Kind.DRILL: Kind.BACKUP}[kind]
    chore(other, ago=timedelta())
    feel_heartbeat()
    assert dials()[label] == (words, "stop")
    shown = client.get(ADDRESS)
    assert shown.context["alarms"] == [alarm]
    assert "too old: at most" in shown.content.decode()
    assert alarm in client.get("/").content.decode()


def test_what_was_never_done_is_red(dials, client, monkeypatch):
    monkeypatch.setattr(machine_room, "last_done", lambda kind: None)
    Heartbeat.objects.all().delete()
    assert [value for value, _ in dials().values()] == [
        "Never",
        "Never",
        "None",
        "Never felt",
        "0",
        "0",
    ]
    assert client.get(ADDRESS).context["alarms"] == [
        "No backup has ever succeeded.",
        "No restore drill has ever succeeded.",
    ]


def test_a_failure_shows_its_reason_and_does_not_count_as_a_backup(dials, client):
    chore(Kind.BACKUP, ago=timedelta(hours=1), reason="No space left on device.")
    assert dials()["Last backup"] == ("3 h", "good")
    first, *_ = client.get(ADDRESS).context["chores"]
    assert (first.state, first.tone, first.words) == (
        "Failed",
        "stop",
        "No space left on device.",
    )


def test_what_was_done_shows_its_figures(dials, client):
    dials()
    lines = client.get(ADDRESS).context["chores"]
    assert [(line.kind, line.took, line.words) for line in lines] == [
        ("Backup", "1.5 s", "31,000 rows"),
        ("Restore drill", "1.5 s", ""),
    ]


def test_without_a_folder_it_says_that_no_backup_is_made(dials, client, settings):
    settings.BACKUP_FOLDER = None
    dials()
    assert machine_room.NO_FOLDER in client.get(ADDRESS).content.decode()


def test_a_silent_queue_is_red_and_not_waited_for(dials, settings):
    settings.CELERY_BROKER_URL = "redis://:hidden@127.0.0.1:1/0"
    assert dials()["Queue"] == ("Silent", "stop")


def test_a_beat_that_stands_still_is_red(dials, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=10), tick=False)
    assert dials()["Beat and worker"] == ("Silent", "stop")


def test_the_newest_seal_is_old_without_harm_while_nothing_waits(
    dials, couple, clinician, time_machine
):
    log_look(by=clinician, action="chart.opened", subject=couple)
    seal_new_lines()
    time_machine.move_to(timezone.now() + timedelta(hours=3), tick=False)
    assert dials()["Newest seal of the logs"] == ("3 h", "good")


def test_lines_that_wait_for_a_seal_are_red(dials, couple, clinician, time_machine):
    log_look(by=clinician, action="chart.opened", subject=couple)
    time_machine.move_to(timezone.now() + timedelta(minutes=4), tick=False)
    assert dials()["Newest seal of the logs"] == ("None", "good")
    time_machine.move_to(timezone.now() + timedelta(minutes=2), tick=False)
    assert dials()["Newest seal of the logs"] == ("None", "stop")


@pytest.mark.parametrize(
    ("seconds", "shown", "alarms"),
    [
        (179, ("2 min", "good"), []),
        (241, ("4 min", "stop"), ["The write-ahead log was last shipped 4 min ago."]),
    ],
    ids=["in time", "too old"],
)
def test_a_log_that_is_not_shipped_any_more_is_red(
    dials, client, settings, seconds, shown, alarms
):
    log = settings.BACKUP_FOLDER / "log"
    log.mkdir()
    for name, ago in (("old", 9_000), ("new", seconds)):
        piece = log / f"{name}.gz.sealed"
        piece.touch()
        at = timezone.now().timestamp() - ago
        os.utime(piece, (at, at))

    assert dials()["Write-ahead log shipped"] == shown
    assert client.get(ADDRESS).context["alarms"] == alarms


def test_a_key_with_another_secret_is_an_alarm(dials, client, settings):
    settings.ENCRYPTION_KEYS = {"tests": "98fe76dc54ba" * 5}
    dials()
    shown = client.get(ADDRESS)
    assert shown.context["alarms"] == [
        "A key of encryption has another secret than before."
    ]
    assert "it opens nothing of then" in shown.content.decode()


def test_no_secret_and_no_patient_is_on_the_page(dials, client, settings, couple):
    dials()
    shown = client.get(ADDRESS).content.decode()
    assert not [secret for secret in settings.ENCRYPTION_KEYS.values() if secret in shown]
    assert "Asha" not in shown
    assert not Look.objects.exists()


@pytest.mark.parametrize("role", ["receptionist", "nurse", "clinician", "manager"])
def test_nobody_else_enters(client, role, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("many", [1, 30])
def test_asks_the_same_of_many(client, administrator, many, django_assert_num_queries):
    for _ in range(many):
        chore(Kind.BACKUP, ago=timedelta(hours=1))
    client.force_login(administrator)
    client.get(ADDRESS)
    with django_assert_num_queries(14):
        client.get(ADDRESS)
