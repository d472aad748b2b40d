"""In an emergency a backup becomes the clinic again; nothing is ever written over."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection

from clinic.backups.making import back_up
from clinic.backups.restoring import MAY_HAVE_LEFT, RAN_THEN
from clinic.programs import BASE
from foundation.messaging.services import queue_message
from tests.backups.conftest import sha256

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "restored_clinic"


@pytest.fixture
def empty():
    """An empty database beside the clinic's, and its address."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NEW}")
        cursor.execute(f"CREATE DATABASE {NEW}")
    at = connection.get_connection_params()
    password = quote(at["password"])
    yield f"postgres://{at['user']}:{password}@{at['host']}:{at['port']}/{NEW}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NEW} WITH (FORCE)")


def restore(file, database, **more):
    """Type the command as on a new machine."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "restore", str(file)],
        cwd=BASE,
        env={**os.environ, "DATABASE_URL": database, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def ask(database, question):
    """Ask the restored clinic in a program of its own."""
    code = f"import django; django.setup(); {question}"
    environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "clinic.settings"}
    return subprocess.check_output(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=BASE,
        env={**os.environ, **environment},
        text=True,
    ).split()


def test_the_clinic_comes_back_into_an_empty_database(made, couple, paper, empty):
    done = restore(made, empty)
    assert done.stdout.startswith("The clinic stands as it did at "), done.stderr
    assert ask(
        empty,
        "from reports.models import Document; import hashlib;"
        "print(*[hashlib.sha256(d.pdf).hexdigest() for d in Document.objects.all()])",
    ) == [sha256(bytes(paper.pdf))]


def test_a_restore_is_on_record_and_the_backup_it_came_from_does_not_run_on(made, empty):
    restore(made, empty)
    told = ask(
        empty,
        "from foundation.safekeeping.models import Chore;"
        "print(*[f'{c.kind}:{c.state}' for c in Chore.objects.order_by('pk')])",
    )
    assert told == ["backup:failed", "restore:done"]
    reason = ask(
        empty,
        "from foundation.safekeeping.models import Chore;"
        "print(Chore.objects.earliest('pk').reason)",
    )
    assert " ".join(reason) == RAN_THEN


def test_a_message_that_may_have_left_since_becomes_a_call_to_make(couple, folder, empty):
    queue_message(
        key="a", channel="sms", address="+919820000001", template="t", text="Hello"
    )
    restore(folder / back_up(folder).file, empty)
    state, *words = ask(
        empty,
        "from foundation.messaging.models import Message as M;"
        "m = M.objects.get(); print(m.state, m.error)",
    )
    assert (state, " ".join(words)) == ("unknown", MAY_HAVE_LEFT)


def test_nothing_is_ever_written_over(made, empty):
    restore(made, empty)
    again = restore(made, empty)
    assert again.returncode == 1
    assert "The database has tables already." in again.stderr


def test_a_file_that_was_cut_writes_nothing(made, empty):
    made.write_bytes(made.read_bytes()[:-1])
    done = restore(made, empty)
    assert "Nothing was restored. The file was cut or changed" in done.stderr
    assert ask(
        empty,
        "from django.db import connection;"
        "print(len(connection.introspection.table_names()))",
    ) == ["0"]


def test_another_clinic_without_the_key_reads_nothing(made, empty):
    done = restore(made, empty, ENCRYPTION_KEYS="other:" + "9f8e7d6c5b4a" * 5)
    assert "The key 'tests' is not among this clinic's keys." in done.stderr
