"""How sessions are kept: sealed, twelve hours long, each known by its owner.

Named by settings.SESSION_ENGINE. A session ends twelve hours after somebody signed in,
however busy it was; the moment is in the row, and a row that is past it opens nothing.
When somebody was last there stands in a column of its own: noting it rewrites nothing of
what the session carries.
"""

from datetime import UTC, datetime
from functools import cache
from typing import cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone

from foundation.accounts.models import StaffSession, User
from foundation.records import secrecy

NUMBER, BEGAN_AT = "number", "began_at"
NETWORK, BROWSER = "network", "browser"
SHARED_DESK = "shared_desk"


class SessionStore(DatabaseStore):
    """Django's session in the database, sealed and with its columns filled in."""

    # Whether the row of whoever has signed in is read with that of the session.
    reads_staff = False
    _seen_at: datetime | None = None
    _staff: User | None = None

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

    @property
    def staff(self) -> User | None:
        """Whose session it is, where that was read with it; nothing is verified here."""
        self.get(BEGAN_AT)  # reads the row, unless that was done
        return self._staff

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
        """The row of a session that is not over; without one the key is forgotten."""
        row, self._staff = (
            _with_staff(self.session_key)
            if self.reads_staff
            else (super()._get_session_from_db(), None)  # type: ignore[misc]
        )
        if row is None:
            self._session_key = None
        self._seen_at = row.seen_at if row else None
        return row

    @property
    def _place(self) -> str:
        return f"accounts.StaffSession:{self.session_key}"


def _with_staff(key: str | None) -> tuple[StaffSession | None, User | None]:
    """The session of that key, unless it is over, and whoever it was opened for.

    Every page asks this first, so that its words are put together once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_both_by_key(), [key, timezone.now()])
        found = cursor.fetchone()
    if found is None:
        return None, None
    session, staff = _columns(StaffSession), _columns(User)
    opened = StaffSession.from_db(connection.alias, session, found[: len(session)])
    if opened.staff_id is None:
        return opened, None
    return opened, User.from_db(connection.alias, staff, found[len(session) :])


@cache
def _columns(model: type[models.Model]) -> list[str]:
    """The names under which a row is read, in the order `from_db` takes them."""
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _both_by_key() -> str:
    read = ", ".join(
        f'{table}."{field.column}"'
        for table, model in (("opened", StaffSession), ("staff", User))
        for field in model._meta.concrete_fields
    )
    return (  # made of our own models alone
        f"SELECT {read} FROM {StaffSession._meta.db_table} opened"  # noqa: S608
        f" LEFT JOIN {User._meta.db_table} staff ON staff.id = opened.staff_id"
        " WHERE opened.session_key = %s AND opened.expire_date > %s"
    )


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, as the house keeps it."""
    return cast(SessionStore, request.session)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
