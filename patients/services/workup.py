"""An item of the work-up is ordered, comes back, or will not be done."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.records import services as records
from patients.choices import WorkupStepKind
from patients.models import Couple, WorkupStep
from patients.rules.workup_items import WorkupItem
from patients.services.asking import write_asked

ASKED = frozenset({"kind", "happened_on", "finding", "reason"})
FUTURE = "This day lies in the future."


def record_workup_step(
    *,
    couple: Couple,
    item: WorkupItem,
    kind: WorkupStepKind,
    happened_on: date,
    by,
    finding: str = "",
    reason: str = "",
    on: date | None = None,
) -> WorkupStep:
    """Say what became of one item on a day; earlier steps stay.

    Raises:
        ValidationError: the day lies in the future, or a reason is missing.
    """
    if happened_on > (on or timezone.localdate()):
        raise ValidationError({"happened_on": FUTURE})
    step = WorkupStep(
        couple=couple,
        item=item.code,
        kind=kind,
        happened_on=happened_on,
        finding=finding.strip(),
        reason=reason.strip(),
    )
    act = {"action": "workup.recorded", "item": item.code, "kind": str(kind)}
    return write_asked(step, asked=ASKED, by=by, **act)


def void_workup_step(*, step: WorkupStep, reason: str, by) -> WorkupStep:
    """Strike a step out that was wrong; it stays readable."""
    return records.void(step, by=by, reason=reason, action="workup.voided")
