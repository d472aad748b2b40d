"""Trying every seal: what was changed, taken away, put in or dated back is named."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from foundation.records.audit.runs import Runs, in_words, merged, without
from foundation.records.audit.sealing import digest_of
from foundation.records.audit.tables import (
    Taken,
    columns_by_table,
    numbers_between,
    rows_within,
    sealed_tables,
)

# Longer than any transaction of the clinic; clocks of two machines differ less.
OLDER_AT_MOST = timedelta(hours=1)
# As it is printed: the number, then the digest, in one piece or in groups of four.
KEPT = re.compile(r"\b(\d+)\W+((?:[0-9a-f]{4}\W*){16})(?![0-9a-f])", re.IGNORECASE)
SEALS = """
    SELECT s.number, s.previous, s.sealed_at, s.digest, p."table", p.columns, p.runs::text,
           p.waiting::text, p.upto, p.rows, p.digest
    FROM records_seal s LEFT JOIN records_sealpart p ON p.seal_id = s.number
    WHERE s.number > %s AND s.number <= %s ORDER BY s.number, p."table"
"""
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """What one seal says of one table."""

    table: str
    columns: list[str]
    runs: Runs
    waiting: list[dict[str, Any]]
    upto: int
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Link:
    """One seal as it lies in the table."""

    number: int
    previous: str
    sealed_at: datetime
    digest: str
    parts: tuple[Part, ...]


@dataclass(slots=True)
class Known:
    """What the seals tried so far cover of one table, and the time of its newest line."""

    sealed: Runs = field(default_factory=list)
    waiting: Runs = field(default_factory=list)
    upto: int = 0
    newest: datetime | None = None

    def add(self, part: Part, found: Taken) -> None:
        self.sealed = merged(self.sealed, part.runs)
        self.waiting = merged(*(gap["runs"] for gap in part.waiting))
        self.upto = part.upto
        self.newest = max(filter(None, (self.newest, found.last_at)), default=None)


@dataclass(slots=True)
class Verdict:
    """What was tried and what was found."""

    seals: int = 0
    rows: int = 0
    newest: str = ""
    faults: list[str] = field(default_factory=list)


def verify(cursor: Any, *, kept: str = "") -> Verdict:
    """Try the whole chain against the rows as they lie now.

    `kept` is an earlier seal, as printed: number and digest. It finds a chain that
    somebody has written anew from the beginning, which is sound in itself.
    """
    cursor.execute("SET TIME ZONE 'UTC'")
    verdict, known = Verdict(), defaultdict[str, Known](Known)
    before: Link | None = None
    anchor, columns = _anchor(kept), columns_by_table(cursor)
    for link in _links(cursor):
        verdict.faults += _broken_chain(link, before)
        if anchor.pop(link.number, link.digest) != link.digest:
            verdict.faults.append(f"Seal {link.number} is not the one that was kept.")
        for part in link.parts:
            has = columns.get(part.table, [])
            if gone := sorted(set(part.columns) - set(has)):
                told = f"{_where(part, link)}: no longer has {', '.join(gone)}."
                verdict.faults.append(told)
                continue
            table, covered = sealed_tables()[part.table], known[part.table]
            found = rows_within(cursor, table, runs=part.runs, columns=part.columns)
            since = _written_since(part.table, before, covered)
            verdict.faults += _broken_part(part, found, link=link, since=since)
            covered.add(part, found)
            verdict.rows += part.rows
        verdict.seals, before = verdict.seals + 1, link
        verdict.newest = f"Seal {link.number} {link.digest}"
    verdict.faults += [f"Seal {number}, which was kept, is gone." for number in anchor]
    for name in known.keys() & sealed_tables().keys():
        verdict.faults += _put_in(cursor, name, known[name])
    return verdict


def _anchor(kept: str) -> dict[int, str]:
    """The number and digest of the kept seal; none when none was kept.

    Raises: ValueError when something was given and is no seal.
    """
    if not kept:
        return {}
    found = KEPT.search(kept)
    if found is None:
        raise ValueError("There is no seal in it: a number and 64 letters and figures.")
    return {int(found[1]): re.sub(r"\W", "", found[2]).lower()}


def _links(cursor: Any) -> Iterator[Link]:
    """Every seal in its order, a thousand at once."""
    cursor.execute("SELECT coalesce(max(number), 0) FROM records_seal")
    (last,) = cursor.fetchone()
    for start in range(0, last, AT_ONCE):
        cursor.execute(SEALS, [start, start + AT_ONCE])
        seals: dict[int, tuple[str, datetime, str]] = {}
        parts: dict[int, list[Part]] = {}
        for number, previous, sealed_at, digest, *said in cursor.fetchall():
            seals[number] = (previous, sealed_at, digest)
            if said[0] is not None:
                table, columns, runs, waiting, *rest = said
                part = Part(table, columns, json.loads(runs), json.loads(waiting), *rest)
                parts.setdefault(number, []).append(part)
        for number, seal in seals.items():
            yield Link(number, *seal, tuple(parts.get(number, ())))


def _broken_chain(link: Link, before: Link | None) -> list[str]:
    """What is wrong with the seal itself and with the one it names."""
    faults = []
    expected = before.number + 1 if before else 1
    if link.number != expected:
        gone = in_words([[expected, link.number - 1]])
        faults.append(f"Seal {gone} is gone from records_seal.")
    elif link.previous != (before.digest if before else ""):
        faults.append(f"Seal {link.number} does not follow the seal before it.")
    if before and link.sealed_at < before.sealed_at:
        faults.append(f"Seal {link.number} is dated before the seal it follows.")
    right = digest_of(
        number=link.number,
        previous=link.previous,
        sealed_at=link.sealed_at,
        parts=link.parts,
    )
    if link.digest != right:
        faults.append(f"Seal {link.number} was changed: its digest is not over its parts.")
    return faults


def _where(part: Part, link: Link) -> str:
    return f"{part.table}, rows {in_words(part.runs)} (seal {link.number})"


def _written_since(table: str, before: Link | None, known: Known) -> datetime | None:
    """When the lines of one seal can have been written at the earliest.

    All older ones are under the seal before. Where that had lines of this table too, it
    may have been one of several that closed a backlog: then they follow its lines.
    """
    if before is None:
        return None
    if any(part.table == table and part.rows for part in before.parts):
        return known.newest
    return before.sealed_at


def _broken_part(
    part: Part, found: Taken, *, link: Link, since: datetime | None
) -> list[str]:
    """What became of the rows that one seal covers of one table."""
    where, faults = _where(part, link), []
    if gone := without(part.runs, found.runs):
        faults.append(f"{where}: taken away: {in_words(gone)}.")
    elif found.digest != part.digest or found.rows != part.rows:
        faults.append(f"{where}: something was changed.")
    if since and found.first_at and found.first_at < since - OLDER_AT_MOST:
        faults.append(f"{where}: dated back to {found.first_at:%Y-%m-%d %H:%M}.")
    elif found.last_at and found.last_at > link.sealed_at + OLDER_AT_MOST:
        faults.append(f"{where}: dated ahead to {found.last_at:%Y-%m-%d %H:%M}.")
    return faults


def _put_in(cursor: Any, name: str, known: Known) -> list[str]:
    """Rows below the last sealed number that no seal knows and nobody waited for."""
    table, apart_from = sealed_tables()[name], merged(known.sealed, known.waiting)
    strange = numbers_between(cursor, table, upto=known.upto, apart_from=apart_from)
    return [f"{name}: put in among sealed rows: {in_words(strange)}."] if strange else []
