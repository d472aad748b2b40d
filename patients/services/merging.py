"""Two records on file become one, and one becomes two again."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from foundation.records.changes import change
from foundation.records.services import in_words, write
from patients.models import Couple, Merge, MovedCell, Person
from patients.selectors.merging import Change, MergePlan, couples_merged, people_merged
from patients.selectors.unmerging import merge_taken_back

CHANGED = (
    "Something on one of the two files changed since you looked. Nothing was merged: "
    "look again at what moves."
)


@transaction.atomic
def merge_people(*, kept: Person, merged: Person, reason: str, seen: str, by: Any) -> Merge:
    """Let everything on file of `merged` be on file of `kept`; `merged` points to it.

    Couples of the two with the same partner become one as well. `seen` is the digest of
    the plan somebody looked at.

    Raises:
        ValidationError: the two cannot be one person, a row has no room on the kept
            file, or something changed since the plan was looked at.
    """
    kept, merged = _held(kept, merged)
    return _merge(people_merged(kept=kept, merged=merged, by=by), reason, seen=seen, by=by)


@transaction.atomic
def merge_couples(
    *, kept: Couple, merged: Couple, reason: str, seen: str, by: Any
) -> Merge:
    """Let everything on file of one couple be on file of another of the same two people.

    Raises:
        ValidationError: as for people; or the two people are not the same.
    """
    kept, merged = _held(kept, merged)
    return _merge(couples_merged(kept=kept, merged=merged, by=by), reason, seen=seen, by=by)


@transaction.atomic
def take_merge_back(*, merge: Merge, reason: str, by: Any) -> Merge:
    """Let two records be two again: each row a merge moved goes back to where it was.

    What was written since stays with the kept record, unless it lies in the file of a
    couple that goes back: then it goes with that couple. What was changed since stays.

    Raises:
        ValidationError: it was taken back already, or a later merge moved the same rows.
        StaleRecord: somebody else was faster.
    """
    _held(merge.kept, merge.merged)
    parts = list(merge.parts.in_force())
    plans = [merge_taken_back(merge)]
    if plans[0].refusals:
        raise ValidationError(plans[0].refusals)
    for one in [merge, *parts]:
        one.undone_at, one.undone_by, one.undo_reason = timezone.now(), by, reason.strip()
        write(
            one, by=by, action="merge.taken_back", follows=one is not merge, reason=reason
        )
    with change(user=by.pk, act="merge.taken_back", reason=reason):
        _write_all(merge, plans[0].changes, is_return=True)
        for part in parts:
            back = merge_taken_back(part)
            _write_all(part, back.changes, is_return=True)
    return merge


def _held(kept: Any, merged: Any) -> tuple[Any, Any]:
    """Keep others from both records, the older first, and read them again."""
    rows = type(kept)._base_manager.select_for_update().order_by("pk")
    held = {row.pk: row for row in rows.filter(pk__in=[kept.pk, merged.pk])}
    return held[kept.pk], held[merged.pk]


def _merge(plan: MergePlan, reason: str, *, seen: str, by: Any) -> Merge:
    if refusals := plan.every_refusal:
        raise ValidationError(refusals)
    if seen != plan.digest:
        raise ValidationError(CHANGED)
    return _carry_out(plan, reason.strip(), by=by)


def _carry_out(
    plan: MergePlan, reason: str, *, by: Any, part_of: Merge | None = None
) -> Merge:
    """Write the pointer and every cell; couples that become one before the people."""
    is_person = isinstance(plan.kept, Person)
    kind = "person" if is_person else "couple"
    merge = Merge(part_of=part_of, reason=reason)
    setattr(merge, f"kept_{kind}", plan.kept)
    setattr(merge, f"merged_{kind}", plan.merged)
    told = {"kept": plan.kept.number, "merged": plan.merged.number}
    write(merge, by=by, action=f"{kind}.merged", reason=reason, **told)
    for couple in plan.couples:
        _carry_out(couple, reason, by=by, part_of=merge)
    with change(user=by.pk, act=f"{kind}.merged", reason=reason):
        _write_all(merge, plan.changes, is_return=False)
    return merge


def _write_all(merge: Merge, changes: Iterable[Change], *, is_return: bool) -> None:
    """Write each row after its cells: no cell written down, no row moved.

    Raises: ValidationError where a table refuses a row, in its words.
    """
    for each in changes:
        MovedCell.objects.bulk_create(
            MovedCell(
                merge=merge,
                is_return=is_return,
                table=each.model._meta.db_table,
                row=str(each.pk),
                column=cell.column,
                was=cell.was,
                now=cell.now,
            )
            for cell in each.cells
        )
        try:
            with transaction.atomic():
                _write(each)
        except IntegrityError as error:
            raise in_words(error, each.model()) from error


def _write(each: Change) -> None:
    counted = {"version": F("version") + 1} if _counts_edits(each.model) else {}
    cells = {cell.column: cell.now for cell in each.cells}
    each.model._base_manager.filter(pk=each.pk).update(**cells, **counted)


def _counts_edits(model: type[models.Model]) -> bool:
    return any(field.name == "version" for field in model._meta.fields)
