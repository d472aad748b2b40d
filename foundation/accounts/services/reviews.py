"""The manager has looked through the accounts, and says so by name."""

from django.db import transaction

from foundation.accounts.models import StaffReview, User
from foundation.records.services import log_act


@transaction.atomic
def confirm_review(*, by: User, counted: dict[str, int], note: str = "") -> StaffReview:
    """Keep who looked, when, and how much was to be seen."""
    made = StaffReview.objects.create(confirmed_by=by, note=note.strip(), counted=counted)
    log_act(by=by, action="staff.reviewed", subject=made, **counted)
    return made
