"""No statement changes a clinical table without a kept version, an act and a name.

The server itself tells which statements it ran (`log_statement`), not the ORM: what
somebody would write by hand in a view would be told too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection, models, transaction

from clinic.grants import MAY_BE_DELETED
from foundation.records.models import Act
from tests.house.test_laws import our_models
from tests.security.test_odd_requests import Form, clinic, keyed

__all__ = ["clinic"]  # a clinic with every form it has
pytestmark = pytest.mark.django_db

CHANGE = re.compile(r'\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COPY) "?(\w+)"?', re.I)
# What is typed where a form asks for words, so that many forms are accepted.
TYPED = ({}, {"ended": "2019"}, {"reason": "x" * 30, "note": "words"})
# Written without an act: lines themselves, and what passes.
LINES = frozenset({"records_act", "records_look", "pghistory_context"})
# Sealed content beside a tracked row, and the cells a merge writes down.
BESIDE = frozenset({"patients_attachmentcontent", "patients_movedcell"})
# What a worker does later, once a message or a paper is asked for by an act.
NUDGES = frozenset({"messaging_message", "records_chore", "accounts_policyrefusal"})


@dataclass
class Told:
    """What was found over all forms."""

    statements: int = 0
    accepted: int = 0
    tables: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def server(clinic) -> Iterator[list[str]]:
    """What the database server says of the statements it runs."""
    heard: list[str] = []
    with transaction.atomic():
        connection.connection.notices = heard
        with connection.cursor() as cursor:
            cursor.execute("SET log_statement = 'mod'; SET client_min_messages = 'log'")
        yield heard
        transaction.set_rollback(True)


def tracked() -> dict[str, type[models.Model]]:
    """Tables whose every version is kept, by name."""
    return {
        model._meta.db_table: model
        for model in our_models()
        if hasattr(model, "events") and not hasattr(model, "pgh_tracked_model")
    }


def changes(heard: list[str]) -> list[tuple[str, str]]:
    """The verb and the table of each statement that changed something."""
    return [(verb.upper(), table) for line in heard for verb, table in CHANGE.findall(line)]


def unkept(model: type[models.Model]) -> list[str]:
    """Rows whose present version lies in no kept version; versions without a name."""
    table = model._meta.db_table
    event = model._meta.get_field("events").related_model
    kept, key = event._meta.db_table, model._meta.pk.column
    said = []
    with connection.cursor() as cursor:
        if any(f.name == "version" for f in model._meta.fields):
            cursor.execute(
                f'SELECT t."{key}" FROM "{table}" t WHERE NOT EXISTS (SELECT 1 FROM '  # noqa: S608
                f'"{kept}" e WHERE e.pgh_obj_id = t."{key}" AND e.version = t.version)'
            )
            said += [f"{table} {row}: version not kept" for (row,) in cursor.fetchall()]
        cursor.execute(
            f'SELECT e.pgh_obj_id FROM "{kept}" e WHERE e.pgh_context_id IS NOT NULL AND '  # noqa: S608
            "NOT EXISTS (SELECT 1 FROM pghistory_context c WHERE c.id = e.pgh_context_id"
            " AND c.metadata ? 'user')"
        )
        said += [f"{table} {row}: kept without a name" for (row,) in cursor.fetchall()]
    return said


def judge(form: Form, heard: list[str], told: Told, *, acts: int) -> None:
    """Everything the server changed for this form is kept, named, and one of the acts."""
    known, found = tracked(), changes(heard)
    told.statements += len(found)
    touched = {table for _verb, table in found}
    told.tables |= touched
    clinical = touched & set(known)
    for verb, table in found:
        if verb == "DELETE FROM" and table not in MAY_BE_DELETED:
            told.faults.append(f"{form.action}: {verb} {table}")
    for table in clinical:
        told.faults += [f"{form.action}: {fault}" for fault in unkept(known[table])]
    if clinical and Act.objects.count() == acts:
        told.faults.append(f"{form.action}: {sorted(clinical)} changed without an act")
    strange = touched - set(known) - LINES - NUDGES - BESIDE - set(MAY_BE_DELETED)
    told.faults += [f"{form.action}: {table} is kept nowhere" for table in strange]


def test_every_change_the_server_made_is_kept_and_named(clinic, server):
    told = Told()
    for form in clinic["forms"]:
        client = clinic["clients"][form.reader]
        as_it_stands = {name: values[:1] for name, values in form.asked.items() if values}
        for typed in TYPED:
            beside = {name: word for name, word in typed.items() if name in form.free}
            if typed and not beside:
                continue
            with transaction.atomic():
                acts = Act.objects.count()
                server.clear()
                answer = client.post(form.action, keyed(as_it_stands | beside))
                told.accepted += answer.status_code in {200, 204, 302}
                judge(form, list(server), told, acts=acts)
                transaction.set_rollback(True)
    assert told.faults == []
    assert told.accepted >= 25, told
    assert told.statements >= 150, told
    assert len(told.tables & set(tracked())) >= 8, sorted(told.tables)


def test_a_change_by_hand_would_be_found(clinic, server):
    """Otherwise no finding would mean nothing."""
    told, form = Told(), Form("/by-hand/", "clinician", "/")
    with transaction.atomic(), connection.cursor() as cursor:
        server.clear()
        acts = Act.objects.count()
        cursor.execute("UPDATE patients_person SET language = 'en'")
        cursor.execute("ALTER TABLE patients_couple DISABLE TRIGGER USER")
        cursor.execute("UPDATE patients_couple SET version = version + 1")
        judge(form, list(server), told, acts=acts)
        transaction.set_rollback(True)
    said = " ".join(told.faults)
    assert "changed without an act" in said
    assert "version not kept" in said
