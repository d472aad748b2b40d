"""Which tables are sealed, and how their rows are read for it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from psycopg2 import sql

from foundation.records.audit.runs import Runs, as_multirange, merged
from foundation.records.models import Act, Look


@dataclass(frozen=True, slots=True)
class Table:
    """A table of lines that are written once: its name, its number, its time.

    `said` where each row belongs to words said once for the change it was part of; they
    are sealed with it.
    """

    name: str
    key: str
    time: str
    said: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found of one table: how many rows, in which runs, and their digest."""

    rows: int
    runs: Runs
    digest: str
    first_at: datetime | None
    last_at: datetime | None


@cache
def sealed_tables() -> dict[str, Table]:
    """Acts, looks, and every kept version of every row."""
    logs = [
        Table(model._meta.db_table, "id", "happened_at", said=False)
        for model in (Act, Look)
    ]
    versions = [
        Table(model._meta.db_table, "pgh_id", "pgh_created_at", said=True)
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    ]
    return {table.name: table for table in (*logs, *sorted(versions, key=lambda t: t.name))}


def highest_numbers(cursor: Any) -> dict[str, int]:
    """The highest number in each table, in one question; 0 where there is no row."""
    each = [
        sql.SQL("SELECT {name}, coalesce(max({key}), 0)::bigint FROM {table}").format(
            name=sql.Literal(table.name),
            key=sql.Identifier(table.key),
            table=sql.Identifier(table.name),
        )
        for table in sealed_tables().values()
    ]
    _ask(cursor, sql.SQL(" UNION ALL ").join(each))
    return dict(cursor.fetchall())


def columns_by_table(cursor: Any) -> dict[str, list[str]]:
    """The columns each sealed table has now, by name; a table that is gone is left out."""
    cursor.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attname)"
        " FROM unnest(%s) AS name JOIN pg_class c ON c.oid = to_regclass(name)"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped"
        " GROUP BY c.relname",
        [list(sealed_tables())],
    )
    return dict(cursor.fetchall())


# The digest is over the digests of the rows, in the order of their numbers.
TAKE = sql.SQL("""
    WITH found AS (
        SELECT t.{key}::bigint AS number, t.{time} AS at,
               encode(sha256(convert_to(ROW({line})::text, 'UTF8')), 'hex') AS sum
        FROM {table} t {said}
        WHERE {where}
        ORDER BY t.{key} LIMIT %(most)s
    ), runs AS (
        SELECT unnest(range_agg(int8range(number, number, '[]'))) AS run FROM found
    )
    SELECT count(*), coalesce(
        (SELECT jsonb_agg(jsonb_build_array(lower(run), upper(run) - 1) ORDER BY run)
         FROM runs), '[]')::text,
        encode(sha256(convert_to(
            coalesce(string_agg(sum, '' ORDER BY number), ''), 'UTF8')), 'hex'),
        min(at), max(at)
    FROM found
""")
SAID = sql.SQL("LEFT JOIN pghistory_context said ON said.id = t.pgh_context_id")
AMONG = "t.{key}::bigint <@ %(runs)s::int8multirange"
BEYOND = f"t.{{key}} > %(floor)s AND (t.{{key}} > %(upto)s OR {AMONG})"
WITHIN = f"t.{{key}} BETWEEN %(first)s AND %(last)s AND {AMONG}"


def rows_beyond(
    cursor: Any,
    table: Table,
    *,
    columns: Collection[str],
    upto: int,
    late: Runs,
    most: int,
) -> Taken:
    """What came after the last sealed number, and what came late below it."""
    floor = min([upto, *(first - 1 for first, _ in late)])
    asked = {"floor": floor, "upto": upto, "runs": as_multirange(late), "most": most}
    return _taken(cursor, _question(table, BEYOND, columns=columns), asked)


def rows_within(
    cursor: Any, table: Table, *, runs: Runs, columns: Collection[str]
) -> Taken:
    """What lies at these numbers now, read by the columns it was sealed with."""
    asked = {
        "first": runs[0][0] if runs else 0,
        "last": runs[-1][1] if runs else -1,
        "runs": as_multirange(runs),
        "most": None,
    }
    return _taken(cursor, _question(table, WITHIN, columns=columns), asked)


def _question(table: Table, where: str, *, columns: Collection[str]) -> sql.Composed:
    key = sql.Identifier(table.key)
    line = [sql.Identifier("t", name) for name in columns]
    words = [sql.Identifier("said", "metadata")] if table.said else []
    return TAKE.format(
        key=key,
        time=sql.Identifier(table.time),
        table=sql.Identifier(table.name),
        line=sql.SQL(", ").join([*line, *words]),
        said=SAID if table.said else sql.SQL(""),
        where=sql.SQL(where).format(key=key),
    )


def _taken(cursor: Any, asked: sql.Composed, words: dict[str, Any]) -> Taken:
    _ask(cursor, asked, words)
    rows, runs, digest, first_at, last_at = cursor.fetchone()
    return Taken(rows, json.loads(runs), digest, first_at, last_at)


def numbers_between(cursor: Any, table: Table, *, upto: int, apart_from: Runs) -> Runs:
    """Which rows lie at or below a number outside of the given runs; a hundred at most."""
    asked = sql.SQL(
        "SELECT {key}::bigint FROM {table} WHERE {key} <= %s"
        " AND NOT {key}::bigint <@ %s::int8multirange ORDER BY {key} LIMIT 100"
    ).format(key=sql.Identifier(table.key), table=sql.Identifier(table.name))
    _ask(cursor, asked, [upto, as_multirange(apart_from)])
    return merged([number, number] for (number,) in cursor.fetchall())


def _ask(cursor: Any, asked: sql.Composed, words: Any = None) -> None:
    """Ask in plain text: what notes the task around a question reads nothing else."""
    cursor.execute(asked.as_string(cursor.connection), words)
