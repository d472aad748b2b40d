"""Who builds the tables: their owner, whose sign-in the programs are never told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import connection


@contextmanager
def as_owner() -> Iterator[None]:
    """Be the owner of the tables in the database for as long as this lasts.

    Where no other owner is named, the present sign-in is it.
    """
    owner = dj_database_url.parse(settings.OWNER_DATABASE_URL)
    kept = connection.settings_dict
    if owner["USER"] == kept["USER"]:
        yield
        return
    connection.close()
    connection.settings_dict = {**kept, **owner}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = kept


def programs_own_nothing(app_configs: object, **_: Any) -> list[CheckMessage]:
    """Find an installation whose programs sign in as the owner of the tables."""
    if settings.OWNER_DATABASE_URL != settings.DATABASE_URL:
        return []
    return [
        Warning(
            "The programs sign in to the database as the owner of its tables.",
            hint="Name the owner in OWNER_DATABASE_URL where `prepare` runs, and in "
            "DATABASE_URL a role that owns nothing; `prepare` makes it.",
            id="clinic.W001",
        )
    ]
