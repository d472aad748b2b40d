"""Which times can be offered: everything open, minus everything busy."""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass

# No clinician takes part: a blood draw, an infusion.
NOBODY = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clinician or room that could take the visit, and the quarters it is free."""

    id: int | None
    free: Set[int]


@dataclass(frozen=True, slots=True)
class Offer:
    """A quarter at which a visit may begin, with whom and where."""

    quarter: int
    clinician_id: int | None
    room_id: int


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a visit of that length, with one of these, in one of those.

    `marks` are the quarters that are offered as a habit (each half hour); any other
    is offered only where it closes up to what lies before it, so that the book is
    filled without holes of a quarter. Without marks every quarter is offered.
    """

    length: int
    clinicians: Sequence[Candidate]
    rooms: Sequence[Candidate]
    marks: Collection[int] | None = None


def offers(search: Search, starts: Sequence[int]) -> Iterator[Offer]:
    """Offer each start once, with the first clinician and room that are free.

    A visit is offered only if every quarter of it is free for all of them.
    """
    for start in starts:
        for clinician, room in _pairs(search):
            if _fits(search, start, (clinician, room)):
                yield Offer(start, clinician.id, _room_id(room))
                break


def nearest(found: Sequence[Offer], *, to: int, count: int) -> list[Offer]:
    """The offers closest to the wanted quarter, in the order of the day."""
    closest = sorted(found, key=lambda offer: (abs(offer.quarter - to), offer.quarter))
    return sorted(closest[:count], key=lambda offer: offer.quarter)


def _pairs(search: Search) -> Iterator[tuple[Candidate, Candidate]]:
    return ((c, r) for c in search.clinicians for r in search.rooms)


def _fits(search: Search, start: int, pair: tuple[Candidate, Candidate]) -> bool:
    clinician, room = pair
    needed = range(start, start + search.length)
    if not all(q in clinician.free and q in room.free for q in needed):
        return False
    if search.marks is None or start in search.marks:
        return True
    return start - 1 not in clinician.free or start - 1 not in room.free


def _room_id(room: Candidate) -> int:
    if room.id is None:
        raise ValueError("Every visit takes place somewhere.")
    return room.id
