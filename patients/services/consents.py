"""Somebody signs a consent to a therapy, or withdraws it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.records.services import write
from patients.choices import ConsentDocument, Language
from patients.models import Person, TreatmentConsent

FUTURE = "This day lies in the future."


def record_treatment_consent(
    *,
    person: Person,
    therapy_code: str,
    document: ConsentDocument,
    document_version: int,
    language: Language,
    signed_on: date,
    by,
    interpreter: str = "",
    on: date | None = None,
) -> TreatmentConsent:
    """Keep a signed consent: to which therapy, which text, in which language.

    Raises:
        ValidationError: it is dated in the future, or on file already.
    """
    _refuse_future("signed_on", signed_on, on=on)
    consent = TreatmentConsent(
        person=person,
        therapy_code=therapy_code,
        document=document,
        document_version=document_version,
        language=language,
        interpreter=interpreter.strip(),
        signed_on=signed_on,
    )
    action = "treatment_consent.recorded"
    return write(consent, by=by, action=action, therapy=therapy_code, document=document)


def withdraw_treatment_consent(
    *, consent: TreatmentConsent, withdrawn_on: date, by, on: date | None = None
) -> TreatmentConsent:
    """Keep that a consent was withdrawn; from that day it covers nothing more.

    Raises:
        ValidationError: it was withdrawn before, or the day cannot be.
    """
    _refuse_future("withdrawn_on", withdrawn_on, on=on)
    if consent.withdrawn_on is not None:
        raise ValidationError("This consent was withdrawn already.")
    consent.withdrawn_on = withdrawn_on
    action = "treatment_consent.withdrawn"
    return write(consent, by=by, action=action, withdrawn_on=withdrawn_on.isoformat())


def _refuse_future(asked: str, day: date, *, on: date | None) -> None:
    if day > (on or timezone.localdate()):
        raise ValidationError({asked: FUTURE})
