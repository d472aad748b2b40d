"""The health page tells well from unwell, quickly and without secrets."""

import socket
import time

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from clinic import health
from foundation.records import heartbeat

WELL = {
    "status": "ok",
    "database": "ok",
    "queue": "ok",
    "migrations": "ok",
    "late_work": "ok",
}
SILENT = {"status": "late work waits", "queue": "The queue does not answer."}


@pytest.fixture
def ask(client):
    def answer():
        response = client.get("/healthz")
        return response.status_code, response.json()

    return answer


@pytest.fixture(autouse=True)
def beating(request):
    """Late work is alive, wherever there is a database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        heartbeat.feel_heartbeat()


@pytest.mark.django_db
def test_all_is_well(ask):
    assert ask() == (200, WELL)


@pytest.mark.django_db
def test_a_queue_that_refuses_is_named_and_the_door_stays_open(ask, settings):
    settings.CELERY_BROKER_URL = "redis://:hidden-word@127.0.0.1:1/0"
    assert ask() == (200, WELL | SILENT)


@pytest.mark.django_db
def test_a_queue_that_hangs_is_not_waited_for(ask, settings):
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{hanging.getsockname()[1]}/0"
        began = time.monotonic()
        answer = ask()
    assert (answer, time.monotonic() - began < 3) == ((200, WELL | SILENT), True)


@pytest.mark.django_db
def test_a_beat_that_stopped_is_told_and_the_door_stays_open(ask, time_machine):
    time_machine.move_to("2026-11-30T08:35:00Z", tick=False)
    heartbeat.feel_heartbeat()
    time_machine.shift(121)
    said = heartbeat.late_work_alarm(now=timezone.now())
    assert "since 30 November, 14:05." in said
    assert ask() == (200, WELL | {"status": "late work waits", "late_work": said})


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_named(ask):
    app, name = max(health.newest_migrations())
    MigrationRecorder.Migration.objects.filter(app=app, name=name).delete()
    assert ask() == (
        503,
        WELL | {"status": "failing", "migrations": f"Not applied: {app}.{name}."},
    )


def test_a_database_that_does_not_answer_is_named(ask, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection to server at db.internal refused")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    assert ask() == (
        503,
        {
            "status": "failing",
            "database": "The database does not answer.",
            "queue": "ok",
            "migrations": "Unknown while the database does not answer.",
            "late_work": "Unknown while the database does not answer.",
        },
    )


@pytest.mark.django_db
def test_health_is_only_asked_never_posted(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_the_answer_is_never_kept(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.django_db
def test_health_costs_four_queries(client, django_assert_num_queries):
    client.get("/healthz")
    with django_assert_num_queries(4):
        client.get("/healthz")
