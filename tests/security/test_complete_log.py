"""No statement changes a clinical table without a kept version, an act and a name.

The server itself tells which statements it ran (`log_statement`), not the ORM: what
somebody would write by hand in a view would be told too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection, models, transaction

from clinic.grants import MAY_BE_DELETED, WRITTEN_ONCE
from foundation.records.models import Act
from tests.house.test_laws import our_models
from tests.security.test_odd_requests import Form, clinic, keyed, taken_back

__all__ = ["clinic"]  # a clinic with every form it has
pytestmark = pytest.mark.django_db

CHANGE = re.compile(r'\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COPY) "?(\w+)"?', re.I)
# What is typed where a form asks for words, by what its question is called; the first
# that fits. So most forms are accepted, and write.
PLAUSIBLE = {
    "phone": "98765 43210",
    "email": "asha@example.org",
    "born": "1990",
    "name": "Nila Trial",
    "passphrase|password": "",
    "_at|clock|begins|ends|opens|closes": "10:30",
    "_on$|^on$|day|when|ended|started|since|trying|until|from": "12 Mar 2024",
    "ml|million|kg|_mg|count|pct|years|days|embryo|dose|weight|height|rate|number": "5",
    "gestation": "8+3",
}
WORDS = "Words of a test, long enough to be a reason."
# Sealed content beside a tracked row, the cells a merge writes down, and what a visit takes
# up: reckoned from the visit, whose own versions are kept.
BESIDE = frozenset(
    {"patients_attachmentcontent", "patients_movedcell", "appointments_booking"}
)
# Accounts, and what became of a reminder: each change is an act, whose line says it.
BY_ACT_ALONE = frozenset({"accounts_user", "accounts_stafflink", "appointments_reminder"})
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


def written_once() -> set[str]:
    """Tables whose rows are never changed: each is its own history."""
    return {
        model._meta.db_table
        for model in our_models()
        for law in getattr(model._meta, "triggers", [])
        if law.name in WRITTEN_ONCE
    } | {"pghistory_context"}


def changes(heard: list[str]) -> list[tuple[str, str]]:
    """The verb and the table of each statement that changed something."""
    return [(verb.upper(), table) for line in heard for verb, table in CHANGE.findall(line)]


def event_of(model: type[models.Model]) -> type[models.Model]:
    """The model of its kept versions."""
    return model._meta.get_field("events").related_model


def newest() -> dict[str, int]:
    """The last kept version of each table, by the number of the version."""
    return {table: newest_of(model) for table, model in tracked().items()}


def newest_of(model: type[models.Model]) -> int:
    versions = event_of(model)._base_manager
    return versions.aggregate(last=models.Max("pgh_id"))["last"] or 0


def nobody_asks() -> None:
    """Forget who asked before: a name must come from this request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


def unkept(model: type[models.Model], *, since: int) -> list[str]:
    """Rows whose present version was not kept; versions since then without a name."""
    table, key = model._meta.db_table, model._meta.pk.column
    kept = event_of(model)._meta.db_table
    said = []
    with connection.cursor() as cursor:
        if any(f.name == "version" for f in model._meta.fields):
            cursor.execute(
                f'SELECT t."{key}" FROM "{table}" t WHERE NOT EXISTS (SELECT 1 FROM '  # noqa: S608
                f'"{kept}" e WHERE e.pgh_obj_id = t."{key}" AND e.version = t.version)'
            )
            said += [f"{table} {row}: version not kept" for (row,) in cursor.fetchall()]
        cursor.execute(
            f'SELECT e.pgh_obj_id FROM "{kept}" e LEFT JOIN pghistory_context c'  # noqa: S608
            " ON c.id = e.pgh_context_id WHERE e.pgh_id > %s"
            " AND COALESCE(c.metadata ->> 'user', '') = ''",
            [since],
        )
        said += [f"{table} {row}: kept without a name" for (row,) in cursor.fetchall()]
    return said


def typed(name: str) -> str:
    """A plausible word for a question of this name."""
    fitting = (word for sign, word in PLAUSIBLE.items() if re.search(sign, name))
    return next(fitting, WORDS)


def judge(
    form: Form, heard: list[str], told: Told, *, acts: int, since: dict[str, int]
) -> None:
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
        found_here = unkept(known[table], since=since[table])
        told.faults += [f"{form.action}: {fault}" for fault in found_here]
    # A statement that a law refused changed nothing; then no new version stands there.
    stands = any(newest_of(known[table]) > since[table] for table in clinical)
    if stands and Act.objects.count() == acts:
        told.faults.append(f"{form.action}: {sorted(clinical)} changed without an act")
    if touched & BY_ACT_ALONE and Act.objects.count() == acts:
        told.faults.append(
            f"{form.action}: an account or a reminder changed without an act"
        )
    elsewhere = written_once() | NUDGES | BESIDE | BY_ACT_ALONE | set(MAY_BE_DELETED)
    strange = touched - set(known) - elsewhere
    told.faults += [f"{form.action}: {table} is kept nowhere" for table in strange]


def test_every_change_the_server_made_is_kept_and_named(clinic, server):
    told, since = Told(), newest()
    for form in clinic["forms"]:
        client = clinic["clients"][form.reader]
        as_it_stands = {name: values[:1] for name, values in form.asked.items() if values}
        for beside in ({}, {name: typed(name) for name in form.free}):
            with taken_back(client):
                acts = Act.objects.count()
                nobody_asks()
                server.clear()
                answer = client.post(form.action, keyed(as_it_stands | beside))
                told.accepted += answer.status_code in {204, 302}
                judge(form, list(server), told, acts=acts, since=since)
    assert told.faults == [], told
    assert told.accepted >= 60, told
    assert told.statements >= 500, told
    assert len(told.tables & set(tracked())) >= 25, sorted(told.tables)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE patients_person SET language = 'en'", "changed without an act"),
        ("UPDATE patients_person SET language = 'en'", "kept without a name"),
        ("DELETE FROM records_heartbeat", "DELETE FROM records_heartbeat"),
        ("INSERT INTO therapy_nowhere VALUES (1)", "is kept nowhere"),
    ],
)
def test_a_change_by_hand_would_be_found(clinic, server, statement, fault):
    """Otherwise no finding would mean nothing."""
    told, form, since = Told(), Form("/by-hand/", "clinician", "/"), newest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE therapy_nowhere (id int)")
        nobody_asks()
        server.clear()
        cursor.execute(statement)
        judge(form, list(server), told, acts=Act.objects.count(), since=since)
        transaction.set_rollback(True)
    assert fault in " ".join(told.faults)
