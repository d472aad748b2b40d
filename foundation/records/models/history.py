"""Every version of a row is kept by the database itself, whoever changes it and how."""

from typing import TypeVar

import pghistory
from django.db import models

from foundation.records.models.sealed import BlindIndex, SealedText

AnyModel = TypeVar("AnyModel", bound=type[models.Model])


def tracked(model: AnyModel) -> AnyModel:
    """Keep each inserted and changed version of this model's rows (class decorator).

    Triggers see ``update()``, bulk operations and raw SQL alike; the user and the
    address of the request are attached by ``pghistory.middleware.HistoryMiddleware``.
    The versions themselves can be neither changed nor deleted. What lies encrypted is
    left out of them, so that a new key need not touch them.
    """
    # A list inherited from an abstract parent is shared: each model gets its own.
    own = list(getattr(model._meta, "triggers", []))
    model._meta.triggers = own  # type: ignore[attr-defined]
    sealed = [f.name for f in model._meta.fields if isinstance(f, SealedText | BlindIndex)]
    track = pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=sealed, append_only=True
    )
    return track(model)
