"""What goes back when a merge is taken back, and what stays, by one rule.

What was written after the merge stays with the kept record, where somebody wrote it. What
lies in the file of a couple that goes back goes with that couple.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet

from patients.models import BrokenGlass, Couple, Merge, MovedCell, Person
from patients.models.merging import as_it_lies, as_kept, model_of, moving
from patients.selectors.merging import Cell, Change, Left

COUPLES = Couple._meta.db_table
CHANGED_SINCE = "It was changed after the merge, and stays as it is now."


@dataclass(slots=True)
class ReturnPlan:
    """What taking one merge back writes; `refusals` speak against it."""

    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len({(change.model, change.pk) for change in self.changes})


def merge_taken_back(merge: Merge) -> ReturnPlan:
    """Plan the way back of one merge, without those that are part of it."""
    plan = ReturnPlan(refusals=list(_refused(merge)))
    cells = merge.cells.filter(is_return=False).order_by("-pk")
    for (table, row), moved in groupby(cells, key=lambda cell: (cell.table, cell.row)):
        _give_back(plan, table, row, list(moved))
    if merge.kept_person and merge.merged_person:
        plan.changes += _beside_couples(merge, merge.kept_person, merge.merged_person)
    return plan


def keys_of_file(couple: Couple) -> tuple[list[int], list[int]]:
    """Numbers of a couple and its two people, with those merged into one of them.

    The logs name a record by its number, also after it became one with another.
    """
    own = [couple.woman_id, couple.man_id]
    people = Person.objects.filter(Q(pk__in=own) | Q(merged_into__in=own))
    couples = Couple.objects.filter(Q(pk=couple.pk) | Q(merged_into=couple))
    return [*couples.values_list("pk", flat=True)], [*people.values_list("pk", flat=True)]


def glass_of_file(couple: Couple) -> QuerySet[BrokenGlass]:
    """Every emergency opening of a file, and of those merged into it."""
    files = Q(couple=couple) | Q(couple__merged_into=couple)
    return BrokenGlass.objects.standing().filter(files)


def _refused(merge: Merge) -> Iterator[str]:
    if merge.is_undone:
        yield "This merge was taken back already."
    elif merge.part_of and not merge.part_of.is_undone:
        yield "It is part of the merge of two people: take that one back."
    for later in later_merges(merge):
        yield (
            f"{later} came later and moved some of the same rows: "
            "take that merge back first."
        )


def later_merges(merge: Merge) -> list[Merge]:
    """Merges in force that came later and wrote to a row this one wrote to."""
    own = [merge, *merge.parts.all()]
    touched = {
        (cell.table, cell.row, "" if cell.table == COUPLES else cell.column)
        for cell in MovedCell.objects.filter(merge__in=own)
    }
    later = Merge.objects.in_force().filter(pk__gt=max(each.pk for each in own))
    return [
        other
        for other in later.in_full().prefetch_related("cells")
        if any(
            (cell.table, cell.row, "" if cell.table == COUPLES else cell.column) in touched
            for cell in other.cells.all()
        )
    ]


def _give_back(plan: ReturnPlan, table: str, row: str, moved: list[MovedCell]) -> None:
    model = model_of(table)
    names = [cell.column for cell in moved]
    present = model._base_manager.filter(pk=row).values(*names).get()
    back = []
    for cell in moved:
        lies = as_it_lies(model, cell.column, present[cell.column])
        if _as_written(lies) != cell.now:
            called = str(model._meta.verbose_name).capitalize()
            plan.left.append(Left(called, cell.column, CHANGED_SINCE))
            continue
        was = as_kept(model, cell.column, cell.was)
        back.append(Cell(cell.column, lies, as_it_lies(model, cell.column, was)))
    if back:
        plan.changes.append(Change(model, row, tuple(back)))


def _as_written(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _beside_couples(merge: Merge, kept: Person, merged: Person) -> Iterator[Change]:
    """Rows written since in the file of a couple that goes back, which name the person."""
    cells = list(merge.cells.filter(is_return=False))
    couples = [cell.row for cell in cells if cell.table == COUPLES]
    if not couples:
        return
    known = {(cell.table, cell.row, cell.column) for cell in cells}
    for reference, fate in moving(Person):
        if not fate.beside:
            continue
        was, now = fate.key(kept.pk), fate.key(merged.pk)
        rows = reference.model._base_manager.filter(
            **{f"{fate.beside}__in": couples, reference.column: was}
        )
        for row in rows:
            place = (reference.model._meta.db_table, str(row.pk), reference.column)
            if place not in known:
                cell = Cell(reference.column, was, now)
                yield Change(reference.model, row.pk, (cell,), fate.called)
