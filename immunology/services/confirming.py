"""A clinician of this clinic puts a name to published limits; until then none judges."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.records.services import log_act
from immunology.choices import IntervalKind
from immunology.models import ReferenceInterval


@transaction.atomic
def confirm_intervals(*, codes: Iterable[str], by) -> list[ReferenceInterval]:
    """Put the clinician's name to the newest edition of each of these limits.

    A limit already confirmed keeps its first name. A number from memory is confirmed
    alone, never along with others. The limits different studies set for one test
    contradict each other: they are confirmed together or not at all.

    Raises:
        ValidationError: nothing was chosen, a code is not on file, a number from memory
            came along with others, or a study's limit was left out.
    """
    wanted = set(codes)
    chosen = [entry for entry in _newest_intervals() if entry.code in wanted]
    if not wanted or {entry.code for entry in chosen} != wanted:
        raise ValidationError("Choose at least one limit of the list.")
    _refuse_memory_in_bulk(chosen)
    _refuse_half_the_studies(chosen)
    now = timezone.now()
    open_ones = [entry for entry in chosen if not entry.is_confirmed]
    for entry in open_ones:
        entry.confirmed_by, entry.confirmed_at = by, now
        log_act(by=by, action="interval.confirmed", subject=entry, code=entry.code)
    ReferenceInterval.objects.bulk_update(open_ones, ["confirmed_by", "confirmed_at"])
    return open_ones


def _newest_intervals() -> list[ReferenceInterval]:
    return list(ReferenceInterval.objects.newest())


def _refuse_memory_in_bulk(chosen: list[ReferenceInterval]) -> None:
    from_memory = [entry for entry in chosen if entry.is_from_memory]
    if from_memory and len(chosen) > 1:
        named = ", ".join(entry.code for entry in from_memory)
        raise ValidationError(
            f"From memory, not checked against a source: {named}. "
            "Confirm such a number alone, after looking it up."
        )


def _refuse_half_the_studies(chosen: list[ReferenceInterval]) -> None:
    codes = {entry.code for entry in chosen}
    tests = {entry.analyte for entry in chosen if entry.kind == IntervalKind.DECISION}
    left_out = [
        entry.code
        for entry in _newest_intervals()
        if entry.analyte in tests
        and entry.kind == IntervalKind.DECISION
        and entry.code not in codes
        and not entry.is_confirmed
    ]
    if left_out:
        raise ValidationError(
            "The limits of different studies for one test stand side by side: confirm all "
            f"of them or none. Left out: {', '.join(left_out)}."
        )
