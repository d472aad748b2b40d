"""Bring the kinds of visits into the database."""

from pathlib import Path

import yaml

from appointments.models import VisitKind

CATALOGUE = Path(__file__).parent.parent / "catalogue" / "visit_kinds.yaml"


def load_catalogue() -> None:
    """Load the kinds of visits; safe to repeat, an entry on file is never edited."""
    entries = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    on_file = set(VisitKind.objects.values_list("code", "edition"))
    new = [
        VisitKind(**entry, position=position)
        for position, entry in enumerate(entries)
        if (entry["code"], entry["edition"]) not in on_file
    ]
    for kind in new:
        earlier = VisitKind.objects.filter(code=kind.code, edition__lt=kind.edition)
        earlier.filter(valid_to__isnull=True).update(valid_to=kind.valid_from)
    VisitKind.objects.bulk_create(new)
