"""The programs' role is made, gets its rights, and is refused when it could do more."""

from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection

from clinic import grants, owner
from clinic.grants import SignIn, TooMuch, grant_rights
from clinic.owner import as_owner, programs_own_nothing
from foundation.accounts.models import StaffSession
from foundation.records.models import Act, Seal
from immunology.models import Analyte
from patients.models import Couple
from therapy.models import GateCheck

ROLE = "tried_role"


@dataclass(frozen=True)
class Tried(SignIn):
    """A sign-in that nobody else can try: its role lives in this transaction only."""

    opens: bool = False

    def works(self) -> bool:
        return self.opens


@pytest.fixture
def cursor(db):
    with connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def programs(cursor) -> Tried:
    return Tried({"user": ROLE, "password": "a long word"})


def ask(cursor, question, *words):
    cursor.execute(question, words)
    return cursor.fetchone()[0]


def may(cursor, right: str, table: str) -> bool:
    return ask(cursor, "SELECT has_table_privilege(%s, %s, %s)", ROLE, table, right)


def password(cursor) -> str:
    return ask(cursor, "SELECT rolpassword FROM pg_authid WHERE rolname = %s", ROLE)


@pytest.mark.parametrize(
    ("model", "rights"),
    [
        pytest.param(Couple, {"SELECT", "INSERT", "UPDATE"}, id="a record"),
        pytest.param(Act, {"SELECT", "INSERT"}, id="a log"),
        pytest.param(Couple.pgh_event_model, {"SELECT", "INSERT"}, id="a kept version"),
        pytest.param(Seal, {"SELECT", "INSERT"}, id="a seal"),
        pytest.param(GateCheck, {"SELECT", "INSERT"}, id="what is written once"),
        pytest.param(Analyte, {"SELECT", "UPDATE"}, id="what is loaded and confirmed"),
        pytest.param(StaffSession, {"SELECT", "INSERT", "UPDATE", "DELETE"}, id="passing"),
    ],
)
def test_rights_follow_from_what_a_table_is(model, rights):
    assert grants.rights_on(model._meta.db_table) == rights


def test_a_table_that_nobody_knows_has_no_decided_rights():
    assert grants.rights_on("somebody_s_own") is None


def test_a_role_that_is_not_there_is_made_and_its_word_is_never_sent(cursor, programs):
    grant_rights(cursor, to=programs)
    assert password(cursor).startswith("SCRAM-SHA-256$")
    assert may(cursor, "UPDATE", "patients_couple")
    assert not may(cursor, "DELETE", "patients_couple")
    assert not may(cursor, "UPDATE", "records_act")


def test_a_word_that_was_changed_is_taken_over_and_one_that_works_is_left(cursor, programs):
    grant_rights(cursor, to=programs)
    first = password(cursor)
    grant_rights(cursor, to=Tried(programs.address, opens=True))
    assert password(cursor) == first
    grant_rights(cursor, to=programs)
    assert password(cursor) != first


def test_what_was_given_once_too_much_is_taken_back(cursor, programs):
    grant_rights(cursor, to=programs)
    cursor.execute(f"GRANT ALL ON records_act TO {ROLE}")
    cursor.execute(f"GRANT CREATE ON SCHEMA public TO {ROLE}")
    grant_rights(cursor, to=programs)
    assert not may(cursor, "UPDATE", "records_act")


def test_a_table_of_somebody_else_is_read_for_the_backup(cursor, programs):
    cursor.execute("CREATE TABLE somebody_s_own (id int)")
    grant_rights(cursor, to=programs)
    assert may(cursor, "SELECT", "somebody_s_own")
    assert not may(cursor, "INSERT", "somebody_s_own")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (f"ALTER ROLE {ROLE} SUPERUSER", "is a superuser"),
        (f"ALTER ROLE {ROLE} CREATEROLE", "makes roles"),
        (f"ALTER ROLE {ROLE} CREATEDB", "makes databases"),
        (f"ALTER ROLE {ROLE} REPLICATION", "copies the server"),
        (f"ALTER ROLE {ROLE} BYPASSRLS", "passes every policy"),
        ("CREATE TABLE its_own (id int); ALTER TABLE its_own OWNER TO tried_role", "owns"),
        ("GRANT pg_write_all_data TO tried_role", "pg_write_all_data"),
    ],
)
def test_a_role_that_could_do_more_is_refused(cursor, programs, order, said):
    grant_rights(cursor, to=programs)
    cursor.execute(order)
    with pytest.raises(TooMuch, match=f"The role {ROLE} of DATABASE_URL .*{said}"):
        grant_rights(cursor, to=programs)


def test_where_one_sign_in_is_both_nothing_is_given(db, monkeypatch):
    given = []
    monkeypatch.setattr(grants, "grant_rights", given.append)
    grants.give_rights()
    assert given == []


def test_every_migrate_gives_the_rights_and_a_plan_gives_none(db, monkeypatch):
    given = []
    monkeypatch.setattr(
        "clinic.management.commands.migrate.give_rights", lambda: given.append(1)
    )
    call_command("migrate", plan=True, verbosity=0)
    assert given == []
    call_command("migrate", verbosity=0)
    assert given == [1]


def test_the_owner_signs_in_for_as_long_as_it_lasts(settings, monkeypatch):
    settings.OWNER_DATABASE_URL = "postgres://somebody:word@db.example.org:5433/clinic"
    closed = []
    monkeypatch.setattr(owner.connection, "close", lambda: closed.append(1))
    before = owner.connection.settings_dict
    with as_owner(), as_owner():
        inside = owner.connection.settings_dict
        assert (inside["USER"], inside["HOST"]) == ("somebody", "db.example.org")
    assert owner.connection.settings_dict is before
    assert closed == [1, 1]


def test_programs_that_are_the_owner_are_found_by_the_check(settings):
    settings.OWNER_DATABASE_URL = settings.DATABASE_URL
    [warning] = programs_own_nothing(None)
    assert warning.id == "clinic.W001"
    settings.OWNER_DATABASE_URL = "postgres://somebody@db.example.org/clinic"
    assert programs_own_nothing(None) == []
