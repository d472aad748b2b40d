"""Signed results as the work-up of a couple reads them."""

from collections.abc import Collection
from functools import cache, partial
from typing import Final

from django.db.models import Q

from foundation.records.compiled import Blank, Question
from immunology.choices import Flag, Subject
from immunology.models import Result
from immunology.selectors.reporting import flag_word
from patients.models import Couple
from patients.models.restriction import AnyReader, asked
from patients.rules import workup_items as items
from patients.rules.workup_results import LaboratoryResult

_OF: Final = {
    Subject.WOMAN: items.Subject.WOMAN,
    Subject.MAN: items.Subject.MAN,
    Subject.COUPLE: items.Subject.COUPLE,
}


def results_of_workup(
    *, couple: Couple, codes: Collection[str], reader
) -> list[LaboratoryResult]:
    """Give the signed results of these tests of both partners, as the reader may see them.

    A flag is in range or not; without one, and where a value cannot be placed, nothing is
    said: that is never in range.
    """
    both = {"couple": couple.pk, "woman": couple.woman_id, "man": couple.man_id}
    rows = asked(partial(_signed, codes=frozenset(codes)), reader, **both)
    return [_told(row) for row in rows]


@cache
def _signed(reader: AnyReader, *, codes: frozenset[str]) -> Question[Result]:
    his_or_hers = Q(panel__person=Blank("woman")) | Q(panel__person=Blank("man"))
    theirs = his_or_hers | Q(panel__couple=Blank("couple"), panel__person__isnull=True)
    signed = Result.objects.visible_to(reader).standing().signed().filter(theirs)
    rows = signed.filter(code__in=sorted(codes)).select_related("panel", "analyte")
    return Question(rows.order_by("panel__sampled_on", "pk"))


def _told(row: Result) -> LaboratoryResult:
    is_placed = row.flag and row.flag != Flag.INDETERMINATE
    return LaboratoryResult(
        code=row.code,
        of=_OF[Subject(row.panel.subject)],
        on=row.panel.sampled_on,
        name=row.analyte.display,
        value=row.shown_with_unit,
        judged=flag_word(row),
        in_range=row.flag == Flag.NORMAL if is_placed else None,
        url=row.panel.get_absolute_url(),
    )
