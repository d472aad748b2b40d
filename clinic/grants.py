"""What the programs may do in the database: read, add and change; hardly ever take away.

Web, worker and beat sign in as a role of their own (DATABASE_URL), which owns nothing.
Whoever reaches the database through them can neither rebuild a table, nor empty one, nor
change a line of a log. The rights follow from the models, and are given anew after every
`migrate`, which runs as the owner of the tables (OWNER_DATABASE_URL).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import psycopg2
from django.apps import apps
from django.core.management import CommandError
from django.db import connection, connections, models, transaction
from psycopg2 import sql
from psycopg2.extensions import encrypt_password

from foundation.records.models import CatalogueEntry

Rights = frozenset[str]

READ: Final[Rights] = frozenset({"SELECT"})
ADDED_TO: Final[Rights] = READ | {"INSERT"}
CONFIRMED: Final[Rights] = READ | {"UPDATE"}
KEPT: Final[Rights] = READ | {"INSERT", "UPDATE"}
PASSING: Final[Rights] = KEPT | {"DELETE"}

# The only rows that are ever taken away, and why; none of them is a record.
MAY_BE_DELETED: Final[Mapping[str, str]] = {
    "accounts_staffsession": "a session ends: signed out, ended from elsewhere, over",
    "clinic_cache": "counted failures and other passing things are forgotten in time",
    "mfa_authenticator": "a lost telephone or a used-up code is taken off an account",
    "records_draft": "what was typed goes when it is saved, dropped, or a week old",
    "records_submission": "a form that was refused gives its key back, to be sent again",
}
# What only `migrate` writes. Django's own roles are not used; ours are in the program.
ONLY_READ: Final = frozenset(
    {
        *("django_migrations", "django_content_type"),
        *("auth_permission", "auth_group", "auth_group_permissions"),
        *("accounts_user_groups", "accounts_user_user_permissions"),
    }
)
# Guarded by a trigger that no model names.
LINES: Final = frozenset({"pghistory_context"})
# Triggers of these names refuse to change a row, and so does the right.
WRITTEN_ONCE: Final = frozenset({"written_once", "append_only"})
ONE_AT_A_TIME: Final = 7_312_020


class TooMuch(CommandError):
    """The role of the programs may do more than they need; the message says what."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How somebody signs in to the database, as psycopg2 reads it."""

    address: Mapping[str, Any]

    @property
    def role(self) -> str:
        return str(self.address.get("user", ""))

    def works(self) -> bool:
        try:
            psycopg2.connect(**self.address).close()
        except psycopg2.OperationalError:
            return False
        return True


def give_rights() -> None:
    """Let the programs work with the tables as they stand now; run as their owner.

    Where one sign-in is both, as in a throw-away database of tests, there is nobody to
    give anything to.
    """
    to = programs_sign_in()
    if to.role != connection.settings_dict["USER"]:
        with transaction.atomic(), connection.cursor() as cursor:
            grant_rights(cursor, to=to)


def programs_sign_in() -> SignIn:
    """How web, worker and beat sign in, whoever this connection is."""
    return SignIn(connections.create_connection(connection.alias).get_connection_params())


def rights_on(table: str) -> Rights | None:
    """What the programs may do with the rows of a table; None for one nobody decided on.

    A new table of ours may be read, added to and changed, a log only read and added to.
    """
    if table in MAY_BE_DELETED:
        return PASSING
    if table in ONLY_READ:
        return READ
    model = _models_by_table().get(table)
    if table in LINES or (model and _is_written_once(model)):
        return ADDED_TO
    if model and issubclass(model, CatalogueEntry):
        return CONFIRMED  # `prepare` loads it, as the owner
    return KEPT if model else None


@cache
def _models_by_table() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def _is_written_once(model: type[models.Model]) -> bool:
    names = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
    return bool(names & WRITTEN_ONCE)


def grant_rights(cursor: Any, *, to: SignIn) -> None:
    """Give the programs' role exactly its rights; make the role where there is none.

    Raises: TooMuch when the role could do more all the same.
    """
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    _have_role(cursor, to)
    for statement in _statements(cursor, sql.Identifier(to.role)):
        cursor.execute(statement)
    cursor.execute(_no_trigger_aside(cursor, to.role))
    cursor.execute(MORE_THAN_NEEDED, {"role": to.role})
    if more := [said for (said,) in cursor.fetchall()]:
        raise TooMuch(
            f"The role {to.role} of DATABASE_URL {', '.join(more)}. Name a role there that "
            "may do nothing by itself; OWNER_DATABASE_URL names the owner of the tables."
        )


def _have_role(cursor: Any, to: SignIn) -> None:
    """A role that signs in with the word in DATABASE_URL; the word itself is not sent."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [to.role])
    known = cursor.fetchone()
    if known and to.works():
        return
    word = encrypt_password(
        to.address.get("password", ""), to.role, cursor.connection, "scram-sha-256"
    )
    order = sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
        sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(to.role), sql.Literal(word)
    )
    cursor.execute(order)


def _statements(cursor: Any, role: sql.Identifier) -> Iterator[sql.Composed]:
    """Everything is taken back and given anew, in one transaction."""
    cursor.execute("SELECT current_database()")
    place = {"role": role, "database": sql.Identifier(cursor.fetchone()[0])}
    for order in (
        "REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON DATABASE {database} FROM {role}",
        "REVOKE ALL ON SCHEMA public FROM {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ):
        yield sql.SQL(order).format(**place)
    for right, tables in _tables_by_right(cursor).items():
        yield sql.SQL("GRANT {right} ON {tables} TO {role}").format(
            right=sql.SQL(right), tables=sql.SQL(", ").join(tables), role=role
        )


def _tables_by_right(cursor: Any) -> dict[str, list[sql.Identifier]]:
    """Each right with the tables that have it; what we do not know is read, for backups."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm') ORDER BY relname"
    )
    by_right: dict[str, list[sql.Identifier]] = {}
    for (table,) in cursor.fetchall():
        for right in sorted(rights_on(table) or READ):
            by_right.setdefault(right, []).append(sql.Identifier(table))
    return by_right


def _no_trigger_aside(cursor: Any, role: str) -> sql.Composed:
    """The library of triggers lets anybody put one aside for a moment; not the programs."""
    body = sql.SQL(
        "SELECT current_user <> {} AND trigger_name"
        " = ANY (NULLIF(current_setting('pgtrigger.ignore', true), '')::text[])"
    ).format(sql.Literal(role))
    return sql.SQL(
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)"
        " RETURNS boolean LANGUAGE sql STABLE AS {}"
    ).format(sql.Literal(body.as_string(cursor.connection)))


MORE_THAN_NEEDED = """
    SELECT said FROM pg_roles role, LATERAL (
        SELECT said FROM (VALUES
            ('is a superuser', rolsuper),
            ('makes roles', rolcreaterole),
            ('makes databases', rolcreatedb),
            ('copies the server', rolreplication),
            ('passes every policy', rolbypassrls),
            ('owns tables', EXISTS (SELECT 1 FROM pg_class WHERE relowner = role.oid)),
            ('makes schemas',
             has_database_privilege(role.oid, current_database(), 'CREATE')),
            ('makes tables', has_schema_privilege(role.oid, 'public', 'CREATE'))
        ) AS more (said, is_so) WHERE is_so
        UNION ALL
        SELECT 'acts as ' || roleid::regrole FROM pg_auth_members WHERE member = role.oid
    ) AS more
    WHERE rolname = %(role)s
"""
