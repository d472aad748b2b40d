"""Two people separate, or were only said to have."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import stored
from foundation.records.services import write
from patients.models import Couple, Person
from patients.models.couple import EndReason
from patients.selectors.couples import present_couple

FUTURE = "This day lies in the future."


@transaction.atomic
def separate_couple(
    *, couple: Couple, ended: ApproximateDate, end_reason: EndReason, end_note: str, by: Any
) -> Couple:
    """End a couple: both files stay, the couple's own is closed for new work.

    The date may be approximate: "2024", "about March 2024".

    Raises:
        ValidationError: they have separated already, or the day lies in the future.
        StaleRecord: somebody else changed the couple in the meantime.
    """
    if couple.ended_on is not None:
        raise ValidationError("It is on file already that these two have separated.")
    if ended.earliest > timezone.localdate():
        raise ValidationError({"ended": FUTURE})
    couple.ended_on, couple.ended_precision = stored(ended)
    couple.ended_about = ended.about
    couple.end_reason, couple.end_note = end_reason, end_note.strip()
    return write(couple, by=by, action="couple.separated", why=end_reason)


@transaction.atomic
def resume_couple(*, couple: Couple, reason: str, by: Any) -> Couple:
    """Open the file of a couple again: they came back together, or it was a mistake.

    Raises:
        ValidationError: they have not separated, or one of the two is in another couple.
        StaleRecord: somebody else changed the couple in the meantime.
    """
    if couple.ended_on is None:
        raise ValidationError("These two have not separated.")
    for person in Person.objects.select_for_update().filter(
        pk__in=[couple.woman_id, couple.man_id]
    ):
        if other := present_couple(person):
            raise ValidationError(
                f"{person.number} is on file in another couple now, {other.number}."
            )
    couple.ended_on, couple.ended_precision, couple.ended_about = None, "unknown", False
    couple.end_reason, couple.end_note = "", ""
    return write(couple, by=by, action="couple.resumed", reason=reason.strip())
