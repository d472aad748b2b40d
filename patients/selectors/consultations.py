"""A couple's consultations: what holds, what is only drafted, and what it was before."""

from collections.abc import Iterator

from patients.models import Consultation, Couple
from patients.rendering.consultations import ConsultationShown, consultation_shown


def consultations_of(*, couple: Couple) -> list[ConsultationShown]:
    """Give the standing consultations, the newest day first, each with former versions.

    What a signed amendment replaces stands below it; a draft replaces nothing yet.
    """
    rows = list(
        couple.consultations.standing().select_related("person", "written_by", "signed_by")
    )
    by_key = {row.pk: row for row in rows}
    begun = {row.replaces_id for row in rows if row.replaces_id}
    replaced = {row.replaces_id for row in rows if row.replaces_id and row.is_signed}
    return [
        consultation_shown(
            row,
            former=list(_former(row, by_key)) if row.is_signed else [],
            is_being_amended=row.pk in begun,
        )
        for row in rows
        if row.pk not in replaced
    ]


def _former(row: Consultation, by_key: dict[int, Consultation]) -> Iterator[Consultation]:
    """What it said before, the last version first."""
    while row.replaces_id in by_key:
        row = by_key[row.replaces_id]
        yield row
