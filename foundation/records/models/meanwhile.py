"""What colleagues saved of a row since somebody read it, told from its kept versions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from foundation.records.models.sealed import BlindIndex, SealedText

NOTHING = "Not recorded"
# What every row has under a name that is not said to anybody.
NAMED = {"voided_at": "Struck out on", "void_reason": "Struck out because"}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a row says: what it is called, and what it says in words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing on file that says something else than it did; `name` is its column."""

    name: str
    label: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Who saved it since, when that was last, and what says something else now.

    `by` is empty where the row was never read at a known version.
    """

    by: tuple[str, ...] = ()
    at: datetime | None = None
    changed: tuple[Changed, ...] = ()


def saved_since(record: Any, version: int | None) -> Meanwhile:
    """Tell what became of a row since this version; None is not known."""
    kept = record.events.filter(version__gt=version or 0).select_related("pgh_context")
    newer = list(kept.order_by("pgh_id"))
    if version is None:
        newer = newer[-1:]
    before = as_of(record, version)
    return Meanwhile(
        by=_names(newer),
        at=newer[-1].pgh_created_at if newer else None,
        changed=_differences(before.in_words(), record.in_words()) if before else (),
    )


def as_of(record: Any, version: int | None) -> Any:
    """Give the row as it stood at a version; None where that was not kept."""
    kept = record.events.filter(version=version).order_by("-pgh_id").first()
    return as_kept(record, kept) if kept else None


def as_kept(record: Any, kept: Any) -> Any:
    """Give the row as one of its kept versions has it."""
    names = [field.attname for field in record._meta.concrete_fields]
    fields = {name: getattr(kept, name) for name in names if hasattr(kept, name)}
    return type(record)(**fields)


def in_words(record: models.Model, *, besides: Collection[str]) -> dict[str, Said]:
    """What a row says, column by column, in words; `besides` is left out."""
    return {
        field.name: Said(
            NAMED.get(field.name) or capfirst(str(field.verbose_name)),
            _words(record, field),
        )
        for field in record._meta.concrete_fields
        if field.name not in besides and not isinstance(field, SealedText | BlindIndex)
    }


def _words(record: models.Model, field: Any) -> str:
    value = getattr(record, field.name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        choices = dict(getattr(getattr(field, "base_field", None), "choices", None) or ())
        return ", ".join(str(choices.get(each, each)) for each in value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%-d %b %Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    return str(dict(field.flatchoices).get(value, value))


def _differences(then: dict[str, Said], now: dict[str, Said]) -> tuple[Changed, ...]:
    return tuple(
        Changed(name, each.label, then[name].words, each.words)
        for name, each in now.items()
        if then[name].words != each.words
    )


def _names(kept: Iterable[Any]) -> tuple[str, ...]:
    """Who saved these versions, each once, in the order they came."""
    said = [each.pgh_context.metadata.get("user") for each in kept if each.pgh_context]
    people = get_user_model()._default_manager.in_bulk({pk for pk in said if pk})
    return tuple(dict.fromkeys(str(people[pk]) for pk in said if pk in people))
