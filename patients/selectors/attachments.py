"""The papers of a couple's file as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.records.compiled import Blank
from foundation.records.papers import MEBIBYTE
from patients.models import Attachment, Couple
from patients.models.attachment import AttachmentQuerySet

KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper in the list."""

    attachment: Attachment
    about: str
    measure: str


def papers_of(
    attachments: AttachmentQuerySet, *, couple: Couple | Blank
) -> AttachmentQuerySet:
    """List a couple's papers, the newest first; those struck out stand in it as such."""
    return attachments.filter(couple=couple).select_related(
        "person", "written_by", "consultation"
    )


def papers_hidden(attachments: AttachmentQuerySet, *, couple: Couple) -> int:
    """Count a couple's papers that stand and that this reader's role does not read."""
    return attachments.standing().filter(couple=couple).count()


def paper_lines(attachments: Iterable[Attachment]) -> list[PaperLine]:
    """Show papers one under the other."""
    return [
        PaperLine(
            each,
            about=each.person.name if each.person else "Both partners",
            measure=_measure(each),
        )
        for each in attachments
    ]


def _measure(attachment: Attachment) -> str:
    """PDF, 3 pages, 210 KB"""
    pages = f"{attachment.pages} pages" if attachment.pages > 1 else ""
    parts = (attachment.get_media_type_display(), pages, _size(attachment.size))
    return ", ".join(filter(None, parts))


def _size(count: int) -> str:
    if count >= MEBIBYTE:
        return f"{count / MEBIBYTE:.1f} MB"
    return f"{max(count // KIBIBYTE, 1)} KB"
