"""The write-ahead log is shipped sealed, and a clinic comes back to a named moment."""

import os
import re
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from psycopg2.extensions import parse_dsn

from clinic import seats, servers
from clinic.backups import shipping
from clinic.backups.clients import running
from clinic.backups.shipping import LOG, SEALED, open_sealed, ship
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from foundation.safekeeping.services import ChoreFailed
from tests.house.repository import ROOT
from tests.reliability.programs import wait_until
from tests.stack import open_folder

PIECE = b"insert into patients: Asha Sample\n" * 60_000
GUIDE = (ROOT / "docs/operations.md").read_text()


def told_in_guide(setting: str) -> str:
    """What docs/operations.md says a server of PostgreSQL is to be told."""
    return re.search(rf"^{setting} = '?(.*?)'?$", GUIDE, re.MULTILINE)[1]


@pytest.fixture
def spool(tmp_path):
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(tmp_path, settings):
    settings.BACKUP_FOLDER = tmp_path / "backups"
    return settings.BACKUP_FOLDER / LOG


def test_what_is_finished_is_sealed_and_leaves_the_spool(spool, kept, tmp_path):
    (spool / "000000010000000000000007").write_bytes(PIECE)
    [shipped] = ship(spool, to=kept)
    lies = shipped.read_bytes()

    assert shipped.name == f"000000010000000000000007{SEALED}"
    assert list(spool.iterdir()) == []
    assert b"Asha" not in lies
    assert len(lies) < len(PIECE) / 100
    assert shipped.stat().st_mode & 0o777 == 0o600
    assert open_sealed(shipped, into=tmp_path / "plain").read_bytes() == PIECE


def test_what_is_not_finished_stays(spool, kept):
    (spool / ".000000010000000000000008").write_bytes(PIECE)
    (spool / ".base").mkdir()

    assert ship(spool, to=kept) == []
    assert len(list(spool.iterdir())) == 2


def test_a_piece_that_comes_again_is_the_same_piece(spool, kept, tmp_path):
    for _ in range(2):
        (spool / "9").write_bytes(PIECE)
        ship(spool, to=kept)

    [shipped] = kept.iterdir()
    assert open_sealed(shipped, into=tmp_path / "plain").read_bytes() == PIECE


def test_a_full_disk_loses_nothing(spool, kept, monkeypatch):
    def full(self, content):
        raise OSError(28, "No space left on device")

    (spool / "9").write_bytes(PIECE)
    monkeypatch.setattr(shipping.SealedWriter, "write", full)
    with pytest.raises(CommandError, match="not shipped.*No space left"):
        call_command("ship_log", str(spool), once=True)

    assert (spool / "9").read_bytes() == PIECE
    assert list(kept.iterdir()) == []


def test_a_piece_that_was_cut_or_sealed_elsewhere_opens_nothing(
    spool, kept, tmp_path, settings
):
    (spool / "9").write_bytes(PIECE)
    call_command("ship_log", str(spool), once=True)
    [shipped] = kept.iterdir()
    settings.ENCRYPTION_KEYS = {"other": "d" * 64}
    with pytest.raises(ChoreFailed, match="key"):
        open_sealed(shipped, into=tmp_path / "plain")
    settings.ENCRYPTION_KEYS = {"tests": "d" * 64}
    with pytest.raises(CommandError, match="cut or changed"):
        call_command("unseal", str(kept), to=tmp_path / "plain")

    assert list((tmp_path / "plain").iterdir()) == []


def test_without_a_folder_it_says_what_is_missing(spool, settings):
    settings.BACKUP_FOLDER = None
    with pytest.raises(CommandError, match="BACKUP_FOLDER"):
        call_command("ship_log", str(spool), once=True)


@pytest.mark.django_db
def test_after_a_recovery_what_may_have_left_is_not_sent_again(capsys):
    call_command("recovered", "2026-11-30T10:42:00")

    chore = Chore.objects.get()
    assert (chore.kind, chore.state) == (Kind.RESTORE, State.DONE)
    assert chore.details == {"of": "2026-11-30T10:42:00+05:30", "doubted": 0}
    assert "0 messages may have left" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Write the moment like"):
        call_command("recovered", "this morning")


@dataclass
class Server:
    """A PostgreSQL of its own, told what the guide says."""

    folder: Path
    service: servers.Service

    @property
    def address(self) -> dict[str, str]:
        return parse_dsn(servers.local_urls(self.folder)["OWNER_DATABASE_URL"])

    def ask(self, *questions: str) -> str:
        """Ask one question after the other; what the last one answers, if it does."""
        with closing(psycopg2.connect(**self.address)) as line:
            line.autocommit = True
            cursor = line.cursor()
            for question in questions:
                cursor.execute(question)
            return str(cursor.fetchone()[0]) if cursor.description else ""


@pytest.fixture
def machine(pytestconfig) -> Path:
    folder = open_folder(pytestconfig)
    (folder / "spool").mkdir(mode=0o777)
    (folder / "spool").chmod(0o777)  # for PostgreSQL, which is somebody else here
    return folder


@pytest.fixture
def archiving(machine) -> Iterator[Server]:
    """A server that archives as docs/operations.md says."""
    home = machine / "server"
    servers.start_postgres(home, durable=False).stop()
    command = told_in_guide("archive_command").replace(
        "/var/spool/decidua", str(machine / "spool")
    )
    with (seats.postgres_seat(home).rows / "postgresql.auto.conf").open("a") as said:
        said.write(f"archive_mode = on\narchive_command = '{command}'\n")
        said.write(f"archive_timeout = {told_in_guide('archive_timeout')}\n")
    server = Server(home, servers.start_postgres(home, durable=False))
    yield server
    server.service.stop()


def base_backup(server: Server, spool: Path) -> None:
    """As the guide says: beside the spool's finished files, then moved among them."""
    draft = spool / ".base"
    arguments = [f"--pgdata={draft}", "--format=tar", "--wal-method=none"]
    with running("pg_basebackup", [*arguments, "--checkpoint=fast"], at=server.address):
        pass
    (draft / "base.tar").rename(spool / "base-2026-11-30.tar")
    shutil.rmtree(draft)


def brought_back(machine: Path, plain: Path, *, to: str, like: Server) -> Server:
    """A new server from the base backup and the log, at a named moment."""
    home = machine / "brought-back"
    home.mkdir(mode=0o711)
    shutil.copy(like.folder / "postgres.password", home)
    seat = seats.postgres_seat(home)
    with tarfile.open(plain / "base-2026-11-30.tar") as tar:
        tar.extractall(seat.rows, filter="data")
    seat.rows.chmod(0o700)
    with (seat.rows / "postgresql.auto.conf").open("a") as said:
        said.write(f"archive_mode = off\nrestore_command = 'cp {plain}/%f \"%p\"'\n")
        said.write(f"recovery_target_time = '{to}'\nrecovery_target_action = promote\n")
    (seat.rows / "recovery.signal").touch()
    if seat.prefix == seats.AS_NOBODY:
        for path in (seat.rows, *seat.rows.rglob("*")):
            shutil.chown(path, "nobody")
    server = Server(home, servers.start_postgres(home, durable=False))
    wait_until(lambda: server.ask("SELECT pg_is_in_recovery()") == "False", 20)
    return server


def test_a_clinic_comes_back_to_a_named_moment(archiving, machine, kept):
    spool, plain = machine / "spool", machine / "plain"
    archiving.ask("CREATE TABLE note (words text)", "INSERT INTO note VALUES ('before')")
    base_backup(archiving, spool)
    archiving.ask("INSERT INTO note VALUES ('Asha Sample came')")
    moment = archiving.ask("SELECT clock_timestamp()")
    time.sleep(0.05)
    closed = archiving.ask("DELETE FROM note", "SELECT pg_walfile_name(pg_switch_wal())")
    wait_until((spool / closed).exists, 20)
    call_command("ship_log", str(spool), once=True)
    os.kill(archiving.service.process.pid, 9)

    call_command("unseal", str(kept), to=plain)
    plain.chmod(0o711)
    for path in plain.iterdir():
        path.chmod(0o644)
    back = brought_back(machine, plain, to=moment, like=archiving)
    try:
        told = back.ask("SELECT string_agg(words, '; ') FROM note")
    finally:
        back.service.stop()
    assert told == "before; Asha Sample came"
    assert not any(b"Asha" in path.read_bytes() for path in kept.iterdir())


def test_a_piece_is_closed_in_less_than_a_minute():
    """With it the promise of a minute holds: closed, then shipped within seconds."""
    from clinic.management.commands.ship_log import EVERY_S

    assert int(told_in_guide("archive_timeout").removesuffix("s")) + 2 * EVERY_S < 60
