"""The published protocols, products and limits come onto the clinic's file."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import transaction

from therapy.models import Product, Protocol, SafetyLimit
from therapy.models.catalogue import Published
from therapy.rules.catalogue import Entry, entries

# What the clinic adds to an entry; it is no part of what was published.
_NOT_PUBLISHED = ("status", "reviews")


@transaction.atomic
def load_catalogue() -> None:
    """Bring protocols, rate tables and safety limits onto the file; safe to repeat.

    An entry on file is never edited. A changed value is a new edition, proposed until a
    clinician confirms it.
    """
    _load(Protocol, "protocols", own=lambda e: {"name": e["name"], "kind": e["kind"]})
    _load(Product, "rate_tables", own=lambda e: {"brand": e["brand"]})
    _load(SafetyLimit, "safety_limits", own=lambda e: {"gate": e["gate"]})


def _load(
    model: type[Published], shelf: str, *, own: Callable[[Entry], Mapping[str, Any]]
) -> None:
    on_file: dict[str, list[Published]] = defaultdict(list)
    for row in model.objects.order_by("edition"):
        on_file[row.code].append(row)
    model.objects.bulk_create(_new(model, shelf, own=own, on_file=on_file))


def _new(
    model: type[Published],
    shelf: str,
    *,
    own: Callable[[Entry], Mapping[str, Any]],
    on_file: dict[str, list[Published]],
) -> Iterator[Published]:
    """Give a row for each entry that no edition on file says already."""
    for entry in entries(shelf):
        content, editions = _content(entry), on_file[entry["code"]]
        if any(row.content == content for row in editions):
            continue
        last = editions[-1].edition if editions else 0
        row = model(
            code=entry["code"],
            edition=max(entry["version"], last + 1),
            valid_from=entry["valid_from"],
            source=[entry["source"], *entry.get("further_sources", ())],
            tag=entry["tag"],
            content=content,
            **own(entry),
        )
        editions.append(row)
        yield row


def _content(entry: Entry) -> dict[str, Any]:
    """Give the entry as plain values; days become text."""
    published = {k: v for k, v in entry.items() if k not in _NOT_PUBLISHED}
    return json.loads(json.dumps(published, default=str))
