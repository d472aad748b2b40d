"""What can be chosen when a visit is booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from appointments.models import Room, VisitKind
from appointments.selectors.slots import clinicians_with_hours
from appointments.selectors.visits import kinds_in_force, rooms_in_use
from foundation.accounts.models import User


@dataclass(frozen=True, slots=True)
class Options:
    """Kinds of visits, rooms and clinicians of the house, read once for a page."""

    kinds: Sequence[VisitKind]
    rooms: Sequence[Room]
    clinicians: Sequence[User]

    def rooms_for(self, kind: VisitKind) -> list[Room]:
        """The rooms in which such a visit can take place."""
        return [room for room in self.rooms if room.kind in kind.room_kinds]

    def clinicians_for(self, kind: VisitKind) -> list[User]:
        """The clinicians who could take such a visit; none when it needs none."""
        return list(self.clinicians) if kind.needs_clinician else []

    def fitting(self, room_id: str) -> VisitKind | None:
        """The first kind of visit that fits a room of the calendar."""
        room = next((room for room in self.rooms if str(room.pk) == room_id), None)
        fit = (kind for kind in self.kinds if room and room.kind in kind.room_kinds)
        return next(fit, None)


def booking_options(*, on: date) -> Options:
    """Read what a visit can be, where and with whom; three queries."""
    return Options(kinds_in_force(on=on), rooms_in_use(), clinicians_with_hours())
