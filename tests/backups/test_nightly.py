"""The night makes the backup by itself, and says why when it could not."""

import logging

import pytest

from clinic.backups import nightly
from clinic.tasks import keep_safe
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore, KnownKey
from foundation.safekeeping.services import AlreadyRuns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def done(monkeypatch, settings, folder):
    """What the night would do, without the work; a drill wants a file in the folder."""
    settings.BACKUP_FOLDER = folder
    folder.mkdir()
    did = []
    monkeypatch.setattr(nightly, "back_up", lambda folder: did.append("backup"))
    monkeypatch.setattr(nightly, "drill", lambda file: did.append(file.name))
    return did


def made(kind, *, now):
    Chore.objects.create(kind=kind, state=State.DONE, began_at=now, ended_at=now)


def test_a_first_night_makes_a_backup_and_tries_it_out(done, folder):
    (folder / "decidua-2026-01-01T00-00-00Z.backup").touch()
    keep_safe()
    assert done == ["backup", "decidua-2026-01-01T00-00-00Z.backup"]


def test_what_was_done_this_night_is_not_done_again(done, folder, time_machine):
    (folder / "decidua-2026-01-01T00-00-00Z.backup").touch()
    for kind in (Kind.BACKUP, Kind.DRILL):
        made(kind, now=nightly.timezone.now())
    keep_safe()
    assert done == []


def test_without_a_folder_nothing_is_done(done, settings):
    settings.BACKUP_FOLDER = None
    keep_safe()
    assert done == []


def test_without_a_backup_there_is_nothing_to_drill(done):
    keep_safe()
    assert done == ["backup"]


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), AlreadyRuns(Kind.BACKUP)]
)
def test_what_fails_is_said_in_the_log_and_stops_no_worker(monkeypatch, caplog, fault):
    def fail(folder):
        raise fault

    monkeypatch.setattr(nightly, "back_up", fail)
    with caplog.at_level(logging.WARNING):
        keep_safe()
    assert str(fault) in caplog.text


def test_keys_are_noted_and_killed_drills_cleared_every_time(monkeypatch, settings):
    cleared = []
    monkeypatch.setattr(nightly, "clear_drills", lambda: cleared.append(1))
    settings.BACKUP_FOLDER = None
    keep_safe()
    assert cleared == [1]
    assert set(KnownKey.objects.values_list("key_id", flat=True)) >= {"tests"}


def test_the_beat_asks_for_it(settings):
    asked = settings.CELERY_BEAT_SCHEDULE["backup and drill are done"]
    assert asked == {"task": keep_safe.name, "schedule": 300.0}
