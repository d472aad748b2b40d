"""The published tests, limits and notes come onto the clinic's file."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db import models, transaction

from immunology.models import Analyte, EvidenceNote, ReferenceInterval

SHELF = Path(__file__).parents[1] / "catalogue"
# What may differ between the shelf and the file without being a new edition.
_NOT_CONTENT = {"id", "edition", "valid_to", "confirmed_by", "confirmed_at", "position"}

Entry = TypeVar("Entry", Analyte, ReferenceInterval, EvidenceNote)


@transaction.atomic
def load_catalogue() -> None:
    """Bring tests, intervals and evidence notes onto the file; safe to repeat.

    An entry on file is never edited. A changed number, word or source is a new edition,
    proposed until a clinician confirms it; an entry that ended is closed.
    """
    _load(_analytes(), of=Analyte)
    _load(_intervals(), of=ReferenceInterval)
    _load(_notes(), of=EvidenceNote)


def _load(entries: Iterable[Entry], *, of: type[Entry]) -> None:
    on_file = {entry.code: entry for entry in of.objects.newest()}
    new = []
    for entry in entries:
        known = on_file.get(entry.code)
        if known is None:
            new.append(entry)
        elif _content(entry) != _content(known):
            entry.edition = max(entry.edition, known.edition + 1)
            new.append(entry)
        else:
            _follow(known, entry)
    of.objects.bulk_create(new)


def _content(entry: models.Model) -> dict[str, Any]:
    return {
        field.attname: getattr(entry, field.attname)
        for field in entry._meta.concrete_fields
        if field.name not in _NOT_CONTENT
    }


def _follow(known: Entry, entry: Entry) -> None:
    """Take over what is no part of the content: that it ended, and its place."""
    changed = {
        name: getattr(entry, name)
        for name in ("valid_to", "position")
        if hasattr(entry, name) and getattr(entry, name) != getattr(known, name)
    }
    if changed:
        type(known)._default_manager.filter(pk=known.pk).update(**changed)


def _analytes() -> Iterator[Analyte]:
    for position, row in enumerate(_csv("analytes"), start=1):
        cited = filter(None, row["decision_source"].split(";"))
        own = {"citation": "The clinic's catalogue of tests", "locator": "analytes.csv"}
        yield Analyte(
            code=row["code"],
            position=position,
            display=row["display"],
            panel=row["panel"],
            subjects=row["subject"].split(";"),
            specimen=row["specimen"],
            method=row["method"],
            result_type=row["result_type"],
            ucum=row["ucum"],
            decimals=_whole(row["decimals"]),
            **{name: _number(row[name]) for name in _BOUNDS},
            expected=row["expected"],
            decision=row["decision"],
            timing=row["timing"],
            evidence=row["evidence"],
            loinc=row["loinc"],
            notes=row["notes"],
            source=[own, *(_source(code) for code in cited)],
            tag="bounds are engineering limits",
        )


_BOUNDS = ("hard_low", "hard_high", "soft_low", "soft_high")


def _intervals() -> Iterator[ReferenceInterval]:
    for row in _csv("intervals"):
        yield ReferenceInterval(
            code=row["interval_id"],
            edition=int(row["version"]),
            **{name: row[name] for name in _AXES},
            age_min_years=_whole(row["age_min_y"]),
            age_max_years=_whole(row["age_max_y"]),
            low=_number(row["low"]),
            high=_number(row["high"]),
            low_as_published=row["low"],
            high_as_published=row["high"],
            low_incl=row["low_incl"] != "false",
            high_incl=row["high_incl"] != "false",
            critical_low=_number(row["critical_low"]),
            critical_high=_number(row["critical_high"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            source=[_source(row["source"])] if row["source"] else [_UNSOURCED],
            tag=row["verified"],
            note=row["note"],
        )


_AXES = "analyte", "kind", "label", "lab", "method", "sex", "state", "phase", "ucum"
_UNSOURCED = {"citation": "From memory, not checked against a source", "locator": ""}


def _notes() -> Iterator[EvidenceNote]:
    for entry in _yaml("evidence_notes"):
        yield EvidenceNote(
            code=entry["code"],
            edition=entry["version"],
            valid_from=entry["valid_from"],
            valid_to=entry["valid_to"],
            text=entry["text"],
            source=entry["sources"],
            tag=entry["tag"],
        )


def _csv(name: str) -> Iterator[Mapping[str, str]]:
    with (SHELF / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def _yaml(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((SHELF / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def _sources() -> dict[str, dict[str, str]]:
    return {
        entry["code"]: {
            "id": entry["code"],
            "citation": entry["citation"],
            "locator": entry["locator"],
        }
        for entry in _yaml("sources")
    }


def _source(code: str) -> dict[str, str]:
    """Give a source by its code; where the catalogue names none, the words it has."""
    return _sources().get(code, {"citation": code, "locator": ""})


def _number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
