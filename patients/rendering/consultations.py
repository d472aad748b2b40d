"""A consultation in words: what it says, whose it is, and what it is worth."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from patients.models import Attachment, Consultation

# The parts of a consultation, in the order in which it is held.
PARTS = {
    "reason": "Reason",
    "examination": "Examination",
    "assessment": "Assessment",
    "plan": "Plan",
}


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version: its day, what it says, and who wrote and signed it."""

    pk: int
    day: str
    whom: str
    parts: tuple[tuple[str, str], ...]
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class ConsultationShown:
    """What stands on the page of one consultation, and which acts are open to it."""

    row: Consultation
    now: VersionShown
    former: tuple[VersionShown, ...]
    papers: tuple[Attachment, ...]
    is_being_amended: bool

    @property
    def state(self) -> tuple[str, str]:
        """What it is worth, in words, and the tone of it."""
        if self.row.is_signed:
            return ("Signed, amended", "good") if self.row.replaces_id else (
                "Signed", "good",
            )  # fmt: skip
        if self.row.replaces_id:
            return "Draft of an amendment, not signed", "caution"
        return "Draft, not signed", "caution"


def consultation_shown(
    row: Consultation,
    *,
    former: Iterable[Consultation],
    papers: Iterable[Attachment],
    is_being_amended: bool,
) -> ConsultationShown:
    """Put a consultation and its former versions into words."""
    before = tuple(_version(each) for each in former)
    return ConsultationShown(row, _version(row), before, tuple(papers), is_being_amended)


def _version(row: Consultation) -> VersionShown:
    return VersionShown(
        pk=row.pk,
        day=ApproximateDate.of(row.held_on).text(),
        whom=row.person.name if row.person else "Both together",
        parts=tuple((label, getattr(row, name)) for name, label in PARTS.items()),
        by=_by(row),
        because=row.amended_because,
    )


def _by(row: Consultation) -> str:
    if row.signed_at is None:
        return f"Written by {row.written_by}"
    when = timezone.localtime(row.signed_at)
    signed = f"Signed by {row.signed_by}, {when:%-d %b %Y %H:%M}"
    if row.written_by_id == row.signed_by_id:
        return signed
    return f"Written by {row.written_by}. {signed}"
