"""A consultation is drafted, signed, amended with a reason, or struck out."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.accounts.roles import Permission
from foundation.records import services as records
from patients.models import Consultation, Couple, Person
from patients.models.consultation import ConsultationQuerySet
from patients.services.asking import write_asked

SIGNED = "This consultation is signed: it is not changed, it is amended."
NOT_SIGNED = "This is a draft: change it, and sign it when it is right."
AMENDED = "An amended version of this stands: strike that one out first."
BY_A_SIGNER = "A signed consultation is struck out by somebody who signs."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationEntry:
    """What was said and found; None as the person where both were seen together."""

    held_on: date
    person: Person | None = None
    reason: str
    examination: str = ""
    assessment: str = ""
    plan: str = ""


ASKED = frozenset({*ConsultationEntry.__slots__, "amended_because"})


def record_consultation(*, couple: Couple, entry: ConsultationEntry, by) -> Consultation:
    """Draft a consultation; nothing of it holds until somebody signs.

    Raises:
        ValidationError: its day lies in the future, or it says no reason.
    """
    row = Consultation(couple=couple)
    return _write(row, entry, by=by, action="consultation.drafted")


def change_consultation(
    *, consultation: Consultation, entry: ConsultationEntry, by
) -> Consultation:
    """Change a draft; what is signed is amended instead.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: it is signed, or as for a new one.
    """
    if consultation.is_signed:
        raise ValidationError(SIGNED)
    return _write(consultation, entry, by=by, action="consultation.changed")


def sign_consultation(*, consultation: Consultation, by) -> Consultation:
    """Put a name to a draft; from then on the database refuses any change.

    Raises:
        StaleRecord: it was changed after it was opened.
        ValidationError: it is signed already.
    """
    if consultation.is_signed:
        raise ValidationError(SIGNED)
    consultation.signed_at, consultation.signed_by = timezone.now(), by
    return records.write(consultation, by=by, action="consultation.signed")


@transaction.atomic
def amend_consultation(
    *, instead_of: Consultation, entry: ConsultationEntry, amended_because: str, by
) -> Consultation:
    """Draft another version of a signed consultation; the signed one stays as it is.

    Raises:
        ValidationError: it is not signed or struck out, an amendment has been begun
            already, or the reason is missing.
    """
    if not _held(instead_of).standing().signed().exists():
        raise ValidationError(NOT_SIGNED)
    row = Consultation(
        couple=instead_of.couple, replaces=instead_of, amended_because=amended_because
    )
    return _write(row, entry, by=by, action="consultation.amended")


@transaction.atomic
def void_consultation(*, consultation: Consultation, reason: str, by) -> Consultation:
    """Strike a consultation out; it stays readable with the reason.

    Raises:
        ValidationError: it is signed and this person does not sign, or an amended version
            of it stands.
    """
    if consultation.is_signed and not by.may(Permission.CONSULTATION_SIGN):
        raise ValidationError(BY_A_SIGNER)
    _held(consultation)
    if consultation.successors.standing().exists():
        raise ValidationError(AMENDED)
    return records.void(consultation, by=by, reason=reason, action="consultation.voided")


def _held(consultation: Consultation) -> ConsultationQuerySet:
    """Whoever amends one and whoever strikes it out wait for each other."""
    rows = Consultation.objects.filter(pk=consultation.pk)
    list(rows.select_for_update(of=("self",)))
    return rows


def _write(row: Consultation, entry: ConsultationEntry, *, by, action: str) -> Consultation:
    for name in entry.__slots__:
        setattr(row, name, getattr(entry, name))
    return write_asked(row, asked=ASKED, by=by, action=action)
