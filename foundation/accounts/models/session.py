"""Where somebody is signed in: one row for each browser."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class StaffSessionQuerySet(models.QuerySet):
    def alive(self, *, now: datetime) -> Self:
        return self.filter(expire_date__gt=now)


class StaffSession(AbstractBaseSession):
    """A browser somebody has signed in with; ending it is deleting the row.

    What the session carries lies sealed in it (foundation.accounts.sessions). The columns
    say whose it is and where, so that its owner recognises it. `number` names it on pages,
    which never show the key.
    """

    # Not unique: a session that changes its key lies twice in the table for a moment.
    number = models.UUIDField(default=uuid4, db_index=True, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="sessions",
    )
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    network = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=80, blank=True)

    objects = BaseSessionManager.from_queryset(StaffSessionQuerySet)()

    class Privacy:
        identifying = {"session_key", "session_data", "network", "browser"}
        clinical: set[str] = set()
        open = {"number", "staff", "began_at", "seen_at", "expire_date"}

    def __str__(self) -> str:
        return f"{self.browser or 'A browser'} since {self.began_at}"

    @classmethod
    def get_session_store_class(cls):
        # The engine reads this module; only asked by Django's own tools.
        from foundation.accounts.sessions import SessionStore  # noqa: PLC0415

        return SessionStore

    def get_decoded(self) -> dict:
        return self.get_session_store_class()(self.session_key).decode(self.session_data)
