"""What the log tells about one couple's file."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.apps import apps

from foundation.records.models import Act
from foundation.records.models.act import LineQuerySet


def acts_about(
    *, couple_id: int, people: Collection[int] = (), since: datetime
) -> LineQuerySet:
    """What was done to this couple's file after a moment, the first act first.

    `people` are its partners: what was written about one of them alone counts, what
    happened to one of them in another couple does not.
    """
    lines = Act.objects.about(couple_id=couple_id, people=people)
    return lines.filter(happened_at__gt=since).select_related("actor").order_by("pk")


def open_to(lines: Iterable[Act], *, user) -> list[Act]:
    """Those acts whose row this reader may open, in the same order.

    A row without a scope of its own belongs to somebody's particulars, such as a
    telephone number, and is told; where it lies in the couple's file, it is left out.
    """
    found = list(lines)
    asked: dict[str, set[str]] = defaultdict(set)
    for line in found:
        asked[line.subject_type].add(line.subject_id)
    seen = {label: _seen(label, pks, user=user) for label, pks in asked.items()}
    return [line for line in found if _is_told(line, seen[line.subject_type])]


def _is_told(line: Act, seen: set[str] | None) -> bool:
    return line.couple_id is None if seen is None else line.subject_id in seen


def _seen(label: str, pks: set[str], *, user) -> set[str] | None:
    """Which rows of one table the reader may open; None where it has no scope."""
    rows = apps.get_model(label)._default_manager
    if not hasattr(rows, "visible_to"):
        return None
    seen = rows.visible_to(user).filter(pk__in=pks)
    return {str(pk) for pk in seen.values_list("pk", flat=True)}
