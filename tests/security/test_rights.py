"""What the programs may do in the database, tried with their own sign-in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2 import sql
from psycopg2.errors import InsufficientPrivilege

from clinic import servers
from clinic.grants import MAY_BE_DELETED, rights_on
from clinic.programs import BASE
from foundation.records.audit.tables import sealed_tables
from tests.stack import OF_THIS_RUN

LOGS = [*sealed_tables(), "records_seal", "records_sealpart", "pghistory_context"]
BUILDING = [
    "CREATE TABLE own (id int)",
    "CREATE TEMPORARY TABLE own (id int)",
    "CREATE SCHEMA own",
    "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE VIEW own AS SELECT 1",
    "CREATE ROLE own",
    "ALTER TABLE records_look ADD COLUMN own int",
    "ALTER TABLE records_look DISABLE TRIGGER ALL",
    "ALTER TABLE patients_couple DISABLE TRIGGER ALL",
    "DROP TRIGGER written_once ON pghistory_context",
    "DROP TABLE records_look",
    "ALTER SEQUENCE patients_couple_number RESTART",
    "CREATE INDEX ON records_look (id)",
    "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)"
    " RETURNS boolean LANGUAGE sql AS 'SELECT true'",
]
BECOMING = [
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "SET session_replication_role = replica",
    "GRANT postgres TO decidua_app",
    "ALTER ROLE decidua_app SUPERUSER",
]


@pytest.fixture
def cursor(running_clinic) -> Iterator:
    """As the programs of the open clinic sign in; nothing that is tried here stays."""
    url = servers.local_urls(running_clinic.folder)["DATABASE_URL"]
    with closing(psycopg2.connect(url)) as programs, programs.cursor() as cursor:
        yield cursor


def tables(cursor) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def is_refused(cursor, order: str, table: str = "") -> bool:
    try:
        cursor.execute(sql.SQL(order).format(table=sql.Identifier(table)))
    except InsufficientPrivilege:
        return True
    finally:
        cursor.connection.rollback()
    return False


def column_of(cursor, table: str) -> sql.Identifier:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1",
        [table],
    )
    return sql.Identifier(cursor.fetchone()[0])


def changes(cursor, table: str) -> str:
    column = column_of(cursor, table)
    order = sql.SQL("UPDATE {table} SET {c} = {c} WHERE false")
    return order.format(table=sql.Identifier(table), c=column).as_string(cursor.connection)


def test_they_are_nobody_s_owner_and_no_member_of_any_role(cursor):
    cursor.execute("SELECT session_user, current_user")
    assert cursor.fetchone() == (servers.PROGRAMS, servers.PROGRAMS)
    cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
    assert cursor.fetchone() == (0,)
    cursor.execute(
        "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"
    )
    assert cursor.fetchone() == (0,)


def test_what_the_logs_say_can_be_neither_changed_nor_taken_away(cursor):
    assert [
        (table, order)
        for table in LOGS
        for order in (changes(cursor, table), "DELETE FROM {table}", "TRUNCATE {table}")
        if not is_refused(cursor, order, table)
    ] == []


def test_nothing_on_record_can_be_taken_away(cursor):
    deleted, emptied = (
        {table for table in tables(cursor) if not is_refused(cursor, order, table)}
        for order in ("DELETE FROM {table} WHERE false", "TRUNCATE {table}")
    )
    assert (deleted, emptied) == (set(MAY_BE_DELETED), set())


@pytest.mark.parametrize("order", BUILDING)
def test_nothing_can_be_built_or_rebuilt(cursor, order):
    assert is_refused(cursor, order)


@pytest.mark.parametrize("order", BECOMING)
def test_nobody_becomes_the_owner(cursor, order):
    assert is_refused(cursor, order)


def test_going_back_to_whoever_signed_in_leads_nowhere(cursor):
    for order in ("RESET ROLE", "RESET SESSION AUTHORIZATION", "RESET ALL"):
        cursor.execute(order)
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (servers.PROGRAMS,)


def test_no_trigger_can_be_put_aside_so_a_version_is_kept_all_the_same(cursor):
    cursor.execute("SET pgtrigger.ignore = '{insert_insert,update_update,written_once}'")
    count = "SELECT count(*) FROM patients_coupleevent"
    cursor.execute(count)
    (before,) = cursor.fetchone()
    cursor.execute("UPDATE patients_couple SET version = version + 1 WHERE id = 1")
    cursor.execute(count)
    assert cursor.fetchone() == (before + 1,)


def test_every_table_has_the_rights_that_were_decided_and_no_others(cursor):
    cursor.execute(
        "SELECT c.relname, r.privilege FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT',"
        " 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS"
        " r (privilege) WHERE c.relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege(c.oid, r.privilege)"
    )
    given: dict[str, set] = {}
    for table, right in cursor.fetchall():
        given.setdefault(table, set()).add(right)
    assert given == {table: rights_on(table) for table in tables(cursor)}


def say(clinic, *words: str) -> str:
    """Type a command on the machine of the open clinic, as its programs sign in."""
    kept = {name: word for name, word in os.environ.items() if name not in OF_THIS_RUN}
    own = {"DECIDUA_DEMO": "1", "DECIDUA_FOLDER": str(clinic.folder)}
    return subprocess.check_output(  # noqa: S603
        [sys.executable, "manage.py", *words], cwd=BASE, env=kept | own, text=True
    )


def test_a_backup_and_its_drill_and_the_seals_need_no_more(running_clinic, tmp_path):
    made = say(running_clinic, "backup", "--to", str(tmp_path))
    [file] = tmp_path.glob("*.backup")
    assert made.startswith(f"{file}: ")
    assert "came back whole" in say(running_clinic, "restore_drill", str(file))
    assert " rows hold." in say(running_clinic, "audit_verify")
