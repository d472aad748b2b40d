"""How sessions are kept: sealed, twelve hours long, each known by its owner.

Named by settings.SESSION_ENGINE. A session ends twelve hours after somebody signed in,
however busy it was; the moment is in the row, and a row that is past it opens nothing.
When somebody was last there stands in a column of its own: noting it rewrites nothing of
what the session carries.
"""

from datetime import UTC, datetime
from typing import cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest

from foundation.accounts.models import StaffSession
from foundation.records import secrecy

NUMBER, BEGAN_AT = "number", "began_at"
NETWORK, BROWSER = "network", "browser"
SHARED_DESK = "shared_desk"


class SessionStore(DatabaseStore):
    """Django's session in the database, sealed and with its columns filled in."""

    _seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    @property
    def seen_at(self) -> datetime | None:
        """When somebody was last there; None where nobody has signed in."""
        self.get(BEGAN_AT)  # reads the row, unless that was done
        return self._seen_at

    @seen_at.setter
    def seen_at(self, moment: datetime) -> None:
        """Note that somebody is there, in the row if there is one."""
        self._seen_at = moment
        if self.session_key:
            rows = StaffSession.objects.filter(session_key=self.session_key)
            rows.update(seen_at=moment)

    def get_expiry_date(self, **kwargs: object) -> datetime:
        """Twelve hours after the sign-in; before it, after the last step."""
        began = self.get(BEGAN_AT)
        if began is None:
            return super().get_expiry_date(**kwargs)
        return _moment(began + settings.SESSION_COOKIE_AGE)

    def create_model_instance(self, data: dict) -> StaffSession:
        row = cast(StaffSession, super().create_model_instance(data))
        if BEGAN_AT in data:
            row.number, row.staff_id = data[NUMBER], data.get(SESSION_KEY)
            row.began_at, row.seen_at = _moment(data[BEGAN_AT]), self._seen_at
            row.network, row.browser = data[NETWORK], data[BROWSER]
        return row

    def encode(self, session_dict: dict) -> str:
        return secrecy.seal(super().encode(session_dict), place=self._place)

    def decode(self, session_data: bytes | str) -> dict:
        """What a session carries; one that does not open is empty: one signs in again."""
        try:
            return super().decode(secrecy.unseal(str(session_data), place=self._place))
        except secrecy.Unreadable:
            return {}

    def _get_session_from_db(self) -> StaffSession | None:
        row = super()._get_session_from_db()  # type: ignore[misc]
        self._seen_at = row and row.seen_at
        return row

    @property
    def _place(self) -> str:
        return f"accounts.StaffSession:{self.session_key}"


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, as the house keeps it."""
    return cast(SessionStore, request.session)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
