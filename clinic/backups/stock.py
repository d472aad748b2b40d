"""Counting what a database holds, to compare it with what came back."""

from collections.abc import Mapping
from typing import Any

from psycopg2 import sql

from foundation.records.models import Seal
from patients.models.attachment import AttachmentContent
from reports.choices import State
from reports.models import Document

TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename), schemaname, tablename
    FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY 1
"""


def rows_by_table(cursor: Any) -> dict[str, int]:
    """Count every row of every table."""
    cursor.execute(TABLES)
    return {name: _count(cursor, *table) for name, *table in cursor.fetchall()}


def _count(cursor: Any, schema: str, table: str) -> int:
    question = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
    cursor.execute(question)
    return cursor.fetchone()[0]


def sums_of_documents(cursor: Any) -> dict[str, str]:
    """The sum of the bytes of every issued document, worked out anew from the bytes."""
    question = sql.SQL(
        "SELECT number, encode(sha256(pdf), 'hex') FROM {} WHERE state = %s ORDER BY 1"
    ).format(sql.Identifier(Document._meta.db_table))
    cursor.execute(question, [State.READY.value])
    return dict(cursor.fetchall())


def sums_of_papers(cursor: Any) -> dict[str, str]:
    """The sum of the sealed bytes of every paper from outside."""
    question = sql.SQL(
        "SELECT attachment_id::text, encode(sha256(sealed), 'hex') FROM {} ORDER BY 1"
    ).format(sql.Identifier(AttachmentContent._meta.db_table))
    cursor.execute(question)
    return dict(cursor.fetchall())


def newest_seal(cursor: Any) -> str:
    """The newest seal over the logs, as it is printed; empty before the first."""
    question = sql.SQL("SELECT number, digest FROM {} ORDER BY number DESC LIMIT 1")
    cursor.execute(question.format(sql.Identifier(Seal._meta.db_table)))
    found = cursor.fetchone()
    return f"Seal {found[0]} {found[1]}" if found else ""


def differences(backed_up: Mapping[str, Any], came_back: Mapping[str, Any]) -> list[str]:
    """Say what is missing, was added, or differs, one sentence each."""
    said = []
    for name in sorted(backed_up.keys() | came_back.keys()):
        before, after = backed_up.get(name, "nothing"), came_back.get(name, "nothing")
        if before != after:
            said.append(f"{name}: {before} backed up, {after} came back.")
    return said
