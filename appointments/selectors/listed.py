"""The answer to a search: what tells one couple from another, in one question."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from foundation.accounts.roles import Permission
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import approximate
from patients.models import Couple, Person
from patients.rules.typed import read_typed
from patients.selectors.finding import MOST_FOUND, SPARE, Sought, question


@dataclass(frozen=True, slots=True)
class Partner:
    """One of the two as a list names him; an unknown date of birth is None."""

    name: str
    native_name: str
    language: str
    born_on: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A couple of a list, with what tells it from another."""

    pk: int
    number: str
    ended: ApproximateDate | None
    woman: Partner
    man: Partner
    digits: tuple[str, ...]
    next_visit: datetime | None


@dataclass(frozen=True, slots=True)
class Shut:
    """A file that is closed to the reader: of its people no more than the initials."""

    number: str
    initials: str


def couples_listed(user, *, sought: str, now: datetime) -> tuple[list[Listed], list[Shut]]:
    """List the couples that fit and this reader may know of, best first.

    The second list are the files that he could open by breaking the glass; both together
    are no more than MOST_FOUND. A visit is told to those who may see the book. Nothing
    sought finds nothing.
    """
    asked = question(read_typed(sought)) if user.may(Permission.COUPLE_VIEW) else None
    rows = _rows(asked, now) if asked else []
    closed = _closed(user, [row[0] for row in rows if row[-1]])
    known = [row for row in rows if not row[-1] or row[0] in closed][:MOST_FOUND]
    sees_book = user.may(Permission.APPOINTMENT_VIEW)
    return (
        [_listed(row, sees_book=sees_book) for row in known if not closed.get(row[0])],
        [_shut(row) for row in known if closed.get(row[0])],
    )


def _rows(asked: Sought, now: datetime) -> list[tuple]:
    """The couples that fit, whether or not somebody may know of them."""
    most = MOST_FOUND + SPARE
    with connection.cursor() as cursor:
        cursor.execute(
            # The call is one of two in patients.selectors.finding; words are only told.
            f"SELECT * FROM appointments_couples_listed(({asked.call})[:{most}], %s)",  # noqa: S608
            (*asked.told, now),
        )
        return list(dict.fromkeys(cursor.fetchall()))


def _closed(user, restricted: list[int]) -> dict[int, bool]:
    """Whether those under a restriction are closed to him; without who he may not know.

    A couple for whom no restriction is in force is closed to nobody: nobody need ask.
    """
    if not restricted:
        return {}
    known = Couple.objects.known_to(user).filter(pk__in=restricted)
    return dict(known.values_list("pk", "is_closed"))


def _listed(row: tuple, *, sees_book: bool) -> Listed:
    pk, number, on, precision, about, *people, hers, his, visit, _restricted = row
    return Listed(
        pk=pk,
        number=number,
        ended=approximate(on, precision, about=about),
        woman=Partner(*people[:4]),
        man=Partner(*people[4:]),
        digits=tuple(dict.fromkeys(filter(None, [hers, his]))),
        next_visit=visit if sees_book else None,
    )


def _shut(row: tuple) -> Shut:
    _pk, number, _on, _precision, _about, hers, _, _, _, his, *_ = row
    couple = Couple(woman=Person(name=hers), man=Person(name=his))
    return Shut(number=number, initials=couple.initials)
