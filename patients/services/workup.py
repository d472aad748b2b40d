"""An item of the work-up is ordered, comes back, or will not be done."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.records import services as records
from patients.choices import WorkupStepKind
from patients.models import Couple, WorkupStep
from patients.rules.workup_findings import FindingKind, read_answers
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
    found_by: FindingKind | None = None,
    answers: Mapping[str, str] | None = None,
    reason: str = "",
    on: date | None = None,
) -> WorkupStep:
    """Say what became of one item on a day; earlier steps stay.

    `answers` are as typed, to questions of the kind of finding `found_by`; the sentence
    about one that cannot be names it as `answer_<code>`.

    Raises:
        ValidationError: the day lies in the future, an answer cannot be, or a reason is
            missing.
    """
    if happened_on > (on or timezone.localdate()):
        raise ValidationError({"happened_on": FUTURE})
    kept = _answers(found_by, answers or {})
    step = WorkupStep(
        couple=couple,
        item=item.code,
        kind=kind,
        happened_on=happened_on,
        finding=finding.strip(),
        reason=reason.strip(),
        answers=kept,
        finding_kind=found_by.code if found_by and kept else "",
        finding_edition=found_by.version if found_by and kept else None,
    )
    act = {"action": "workup.recorded", "item": item.code, "kind": str(kind)}
    return write_asked(step, asked=ASKED, by=by, **act)


def _answers(kind: FindingKind | None, typed: Mapping[str, str]) -> dict[str, str]:
    if kind is None:
        return {}
    kept, refused = read_answers(kind, typed)
    if refused:
        raise ValidationError({f"answer_{code}": why for code, why in refused.items()})
    return kept


def void_workup_step(*, step: WorkupStep, reason: str, by) -> WorkupStep:
    """Strike a step out that was wrong; it stays readable."""
    return records.void(step, by=by, reason=reason, action="workup.voided")
