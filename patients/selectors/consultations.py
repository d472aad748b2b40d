"""A couple's consultations: what holds, what is only drafted, and what it was before."""

from collections.abc import Iterator

from patients.models import Attachment, Consultation, Couple
from patients.models.attachment import AttachmentQuerySet
from patients.rendering.consultations import ConsultationShown, consultation_shown


def consultations_of(
    *, couple: Couple, papers: AttachmentQuerySet
) -> list[ConsultationShown]:
    """Give the standing consultations, the newest day first, each with former versions.

    What a signed amendment replaces stands below it; a draft replaces nothing yet. Of
    `papers`, those this reader may see, each stands beside the consultation it was
    brought to, whichever version that was.
    """
    brought: dict[int, list[Attachment]] = {}
    for paper in papers.standing().filter(couple=couple, consultation__isnull=False):
        brought.setdefault(paper.consultation_id, []).append(paper)
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
            papers=_papers(row, by_key, brought),
            is_being_amended=row.pk in begun,
        )
        for row in rows
        if row.pk not in replaced
    ]


def _papers(
    row: Consultation,
    by_key: dict[int, Consultation],
    brought: dict[int, list[Attachment]],
) -> list[Attachment]:
    versions = [row, *_former(row, by_key)]
    return [paper for version in versions for paper in brought.get(version.pk, ())]


def _former(row: Consultation, by_key: dict[int, Consultation]) -> Iterator[Consultation]:
    """What it said before, the last version first."""
    while row.replaces_id in by_key:
        row = by_key[row.replaces_id]
        yield row
