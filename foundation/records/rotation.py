"""A new key takes over: what lies sealed with an older one is sealed anew, row by row."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from foundation.records import secrecy
from foundation.records.models import BlindIndex, SealedText
from foundation.records.models.sealed import Token

AT_ONCE = 200


def sealed_models() -> list[type[models.Model]]:
    """Every table with a sealed column or its index, found by looking."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and _columns(model)
    ]


def reseal(model: type[models.Model]) -> tuple[int, int]:
    """Seal every row of a table with the present key.

    Answers how many were sealed anew, and how many do not open with any key on file:
    those stay as they lie. A few hundred rows are one transaction, so it can be stopped
    and gone on with, and whoever edits a row meanwhile waits an instant at most.
    """
    resealed = unreadable = 0
    for pks in _chunks(model):
        with transaction.atomic():
            rows = older(model).select_for_update(of=("self",)).filter(pk__in=pks)
            for row in rows:
                is_done = _reseal(row)
                resealed += is_done
                unreadable += not is_done
    return resealed, unreadable


def older(model: type[models.Model]) -> models.QuerySet:
    """The rows in which something was sealed with another key than the present one."""
    present = f"{secrecy.current_key()}."
    rows, waiting = model._base_manager.all(), Q()
    for field in _columns(model):
        lies = f"lies_{field.name}"
        rows = rows.alias(**{lies: Cast(field.name, models.TextField())})
        waiting |= Q(**{f"{lies}__gt": ""}) & ~Q(**{f"{lies}__startswith": present})
    return rows.filter(waiting)


def _columns(model: type[models.Model]) -> list[SealedText | BlindIndex]:
    fields = model._meta.local_fields
    return [field for field in fields if isinstance(field, SealedText | BlindIndex)]


def _chunks(model: type[models.Model]) -> Iterator[list[Any]]:
    """The keys of the older rows, in order; a row that stays as it is comes once."""
    keys = list(older(model).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _reseal(row: models.Model) -> bool:
    """Seal one row anew without touching anything else of it; False if it does not open."""
    anew: dict[str, Any] = {}
    fields = _columns(type(row))
    try:
        for field in fields:
            if isinstance(field, SealedText) and (text := getattr(row, field.attname)):
                anew[field.attname] = Token(secrecy.seal(text, place=field.place(row)))
            elif isinstance(field, BlindIndex):
                anew[field.attname] = field.pre_save(row, add=False)
    except secrecy.Unreadable:
        return False
    type(row)._base_manager.filter(pk=row.pk).update(**anew)
    return True
