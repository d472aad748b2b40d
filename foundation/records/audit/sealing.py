"""Every minute the new lines of the logs are sealed, each seal bound to the one before.

rows:      1 2 3 4 5 6 . 8 9      7 was drawn by somebody who has not committed yet
seal 1:    1 to 6, 8 to 9         7 waits
seal 2:    7, 10 to 12            7 came late and is sealed now
seal 3:    13 to 20               a number that nobody can still commit waits no more
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from foundation.records.audit.runs import Runs, merged, without
from foundation.records.audit.tables import (
    Table,
    columns_by_table,
    highest_numbers,
    rows_beyond,
    sealed_tables,
)
from foundation.records.models import Seal, SealPart

# Of one table at once; a backlog is sealed in several seals.
MOST_ROWS = 5_000
# A number is drawn a moment before its transaction can be seen.
SETTLED_AFTER = timedelta(minutes=10)
# A chain that was carried to another server counts its transactions anew.
FORGOTTEN_AFTER = timedelta(hours=24)
ONE_AT_A_TIME = 7_312_019


@dataclass(frozen=True, slots=True)
class Asked:
    """One table at the moment of a seal; every transaction before `settled` has ended."""

    cursor: Any
    table: Table
    columns: list[str]
    now: datetime
    settled: str


def seal_new_lines() -> int:
    """Seal what was written since the last seal; the number of seals made.

    Two workers at once make one chain: the second waits for the first.
    """
    made = 0
    while seal := _seal_once():
        made += 1
        if all(part.rows < MOST_ROWS for part in seal.parts.all()):
            break
    return made


def digest_of(
    *, number: int, previous: str, sealed_at: datetime, parts: Iterable[Any]
) -> str:
    """The digest of one seal: over its number, its time, its predecessor and its parts."""
    said = {
        "number": number,
        "previous": previous,
        "sealed_at": sealed_at.isoformat(),
        "parts": sorted(
            [p.table, p.columns, p.runs, p.waiting, p.upto, p.rows, p.digest] for p in parts
        ),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def _seal_once() -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute(
            "SELECT clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text"
        )
        now, settled = cursor.fetchone()
        parts = _new_parts(cursor, now=now, settled=settled)
        if not parts:
            return None
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        (horizon,) = cursor.fetchone()
    for part in parts:
        for gap in part.waiting:
            gap.setdefault("horizon", horizon)
    return _close(parts, now=now)


def _new_parts(cursor: Any, *, now: datetime, settled: str) -> list[SealPart]:
    """Ask only the tables that grew, or that somebody may still write late into."""
    newest, highest = _newest_parts(), highest_numbers(cursor)
    columns = columns_by_table(cursor)
    parts = []
    for name, table in sealed_tables().items():
        before = newest.get(name)
        if highest[name] > (before.upto if before else 0) or (before and before.waiting):
            asked = Asked(cursor, table, columns[name], now, settled)
            parts.append(_part(before, asked))
    return [part for part in parts if part]


def _part(before: SealPart | None, asked: Asked) -> SealPart | None:
    """What this seal covers of one table; None where nothing is new and nothing settled."""
    upto, gaps = (before.upto, before.waiting) if before else (0, [])
    late = merged(*(gap["runs"] for gap in gaps))
    taken = rows_beyond(
        asked.cursor,
        asked.table,
        columns=asked.columns,
        upto=upto,
        late=late,
        most=MOST_ROWS,
    )
    new_upto = max(upto, *(last for _, last in taken.runs)) if taken.runs else upto
    waiting = _still_waiting(gaps, taken.runs, asked)
    if drawn := without([[upto + 1, new_upto]] if new_upto > upto else [], taken.runs):
        waiting.append({"runs": drawn, "since": asked.now.isoformat()})
    if not taken.rows and waiting == gaps:
        return None
    return SealPart(
        table=asked.table.name,
        columns=asked.columns,
        runs=taken.runs,
        waiting=waiting,
        upto=new_upto,
        rows=taken.rows,
        digest=taken.digest,
    )


def _still_waiting(gaps: list[dict], found: Runs, asked: Asked) -> list[dict]:
    """The numbers that may still come: their transaction may not have ended."""
    return [
        {**gap, "runs": left}
        for gap in gaps
        if (left := without(gap["runs"], found)) and not _is_over(gap, asked)
    ]


def _is_over(gap: Mapping[str, Any], asked: Asked) -> bool:
    age = asked.now - datetime.fromisoformat(gap["since"])
    ended = int(asked.settled) >= int(gap["horizon"]) and age > SETTLED_AFTER
    return ended or age > FORGOTTEN_AFTER


def _newest_parts() -> dict[str, SealPart]:
    """The last part of each table."""
    names = list(sealed_tables())
    last = SealPart.objects.raw(
        "SELECT part.* FROM unnest(%s) AS name, LATERAL ("
        ' SELECT * FROM records_sealpart WHERE "table" = name'
        " ORDER BY seal_id DESC LIMIT 1) AS part",
        [names],
    )
    return {part.table: part for part in last}


def _close(parts: list[SealPart], *, now: datetime) -> Seal:
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.digest) if last else (1, "")
    digest = digest_of(number=number, previous=previous, sealed_at=now, parts=parts)
    seal = Seal.objects.create(
        number=number, previous=previous, sealed_at=now, digest=digest
    )
    for part in parts:
        part.seal = seal
    SealPart.objects.bulk_create(parts)
    return seal
