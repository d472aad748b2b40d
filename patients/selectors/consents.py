"""What a couple has agreed to."""

from django.db.models import Q

from patients.models import Couple, Person, TreatmentConsent
from patients.models.consent import TreatmentConsentQuerySet


def treatment_consents(*, couple: Couple) -> TreatmentConsentQuerySet:
    """Every standing consent of both, the newest first, also those withdrawn."""
    either = Q(person=couple.woman_id) | Q(person=couple.man_id)
    return TreatmentConsent.objects.standing().filter(either).select_related("person")


def standing_consent(
    *, person: Person, therapy_code: str, document: str
) -> TreatmentConsent | None:
    """Give the newest consent to this therapy; None without one, or withdrawn.

    An older one does not come back into force when a newer one is withdrawn.
    """
    newest = (
        person.treatment_consents.standing()
        .filter(therapy_code=therapy_code, document=document)
        .first()
    )
    return newest if newest and newest.withdrawn_on is None else None
