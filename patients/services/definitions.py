"""The definitions of recurrent loss come into the clinic; one of them is chosen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from foundation.records.services import StaleRecord, write
from patients.models import DefinitionChoice, LossDefinition
from patients.selectors.definitions import definition_choices
from patients.selectors.shelf import entries

# An entry that does not say since when it is valid is as old as the clinic's calendar.
ALWAYS = date(1900, 1, 1)
CHOSEN = "Somebody chose a definition while you had this page open."


@transaction.atomic
def load_catalogue() -> None:
    """Put the published definitions on file; safe to repeat.

    An edition on file is never edited; only the day until which it is valid may be
    added. None is chosen: that is for a clinician.
    """
    on_file = {(row.code, row.edition): row for row in LossDefinition.objects.all()}
    for entry in entries("loss_definitions"):
        row = on_file.get((entry["code"], entry["version"]))
        if row is None:
            _row(entry).save(force_insert=True)
        elif entry["valid_to"] != row.valid_to:
            row.valid_to = entry["valid_to"]
            row.save(update_fields=["valid_to"])


@transaction.atomic
def choose_definition(
    *,
    definition: LossDefinition,
    reason: str,
    by,
    instead_of: DefinitionChoice | None = None,
) -> DefinitionChoice:
    """Let the clinic work under this definition from now on, instead of the one read.

    Earlier choices stay on file with who, when and why.

    Raises:
        StaleRecord: somebody chose another one meanwhile.
    """
    # Whoever chooses at the same time waits here, and is told.
    list(LossDefinition.objects.select_for_update().order_by("pk"))
    if definition_choices().first() != instead_of:
        raise StaleRecord(CHOSEN, code="stale")
    choice = DefinitionChoice(definition=definition, reason=reason.strip())
    chosen = f"{definition.code} ({definition.edition})"
    return write(choice, by=by, action="definition.chosen", definition=chosen)


def _row(entry: Mapping[str, Any]) -> LossDefinition:
    return LossDefinition(
        code=entry["code"],
        edition=entry["version"],
        valid_from=entry["valid_from"] or ALWAYS,
        valid_to=entry["valid_to"],
        label=entry["label"],
        values=entry["values"],
        value_tags=entry["value_tags"],
        verified=entry["verified"],
        source=[
            {"citation": source["citation"], "locator": source["locator"]}
            for source in entry["sources"]
        ],
        tag=entry["tag"],
    )
