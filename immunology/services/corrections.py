"""A signed result that was wrong is replaced by a new one, and stays readable."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.records.services import void, write
from immunology.models import Result
from immunology.selectors.desks import Desk, judged
from immunology.selectors.facts import limits_of
from immunology.selectors.judging import Sample, Typed
from immunology.selectors.panels import sample_of
from immunology.services.results import result_of


@transaction.atomic
def correct_result(*, result: Result, desk: Desk, typed: Typed, reason: str, by) -> Result:
    """Strike a signed result out and sign its successor in the same panel.

    The new value is judged by the intervals of the day of the sample, beside the other
    results of the panel.

    Raises:
        ValidationError: it is not signed, or replaced already; there is no reason; the
            value cannot be read, is impossible, or is unusual and not confirmed.
    """
    if not result.signed_at or result.voided_at:
        raise ValidationError("Only a signed result that still stands is corrected.")
    if not reason.strip():
        raise ValidationError({"reason": "A correction needs a reason."})
    sample = sample_of(result.panel)
    cell = _judged(result, desk=desk, typed=typed, sample=sample)
    new = result_of(
        cell,
        panel=result.panel,
        limits=limits_of(desk.limits, laboratory=sample.laboratory),
        by=by,
    )
    new.replaces, new.correction_reason = result, reason.strip()
    new.signed_at, new.signed_by = timezone.now(), by
    why = f"Corrected: {reason.strip()}"
    void(result, by=by, reason=why, action="result.replaced")
    return write(new, by=by, action="result.corrected", reason=reason.strip())


def _judged(result: Result, *, desk: Desk, typed: Typed, sample: Sample):
    """Judge the new value among the others, or refuse it beside its cell."""
    others = result.panel.results.standing().exclude(pk=result.pk)
    cells = {other.code: Typed(other.typed, other.shown) for other in others}
    cell = judged(desk, sample, typed={**cells, result.code: typed}).rows[result.code]
    if cell.reading is None and not cell.problem:
        raise ValidationError({"value": "Type the right value, or void the panel."})
    if cell.problem:
        raise ValidationError({"value": cell.problem})
    if cell.asks:
        raise ValidationError(
            {"value": f"{cell.unusual} Tick “yes, as reported” to keep it."}
        )
    return cell
