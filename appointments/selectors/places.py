"""The rooms of the house, its hours and its days off, as the settings show them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from appointments.models import Closure, Room, WeeklyHours
from appointments.selectors.visits import rooms_in_use
from foundation.accounts.models import User

HOUSE = "The clinic"
HOUSE_FIRST = F("clinician__last_name").asc(nulls_first=True)


@dataclass(frozen=True, slots=True)
class SameHours:
    """The days on which somebody keeps the same hours."""

    whose: str
    times: str
    days: list[WeeklyHours]


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that makes a time bookable."""

    rooms: list[Room]
    hours: list[WeeklyHours]
    closures: list[Closure]

    @property
    def weeks(self) -> list[SameHours]:
        """The hours gathered by person and time, the clinic's own first."""
        gathered: dict[tuple[str, str], list[WeeklyHours]] = {}
        for each in self.hours:
            whose = str(each.clinician) if each.clinician else HOUSE
            times = f"{each.opens:%H:%M} to {each.closes:%H:%M}"
            gathered.setdefault((whose, times), []).append(each)
        return [SameHours(*key, days) for key, days in gathered.items()]

    @property
    def lacks(self) -> list[str]:
        """What is missing before anything can be booked."""
        whose = {hours.clinician_id for hours in self.hours}
        return [
            words
            for words, is_there in (
                ("a room", bool(self.rooms)),
                ("hours of the clinic", None in whose),
                ("hours of a clinician", bool(whose - {None})),
            )
            if not is_there
        ]


def places(*, on: date) -> Places:
    """Rooms in use, weekly hours by person, days off from that day on; three queries."""
    hours = WeeklyHours.objects.standing().select_related("clinician")
    closures = Closure.objects.standing().filter(last_on__gte=on)
    return Places(
        rooms=rooms_in_use(),
        hours=list(hours.order_by(HOUSE_FIRST, "clinician", "opens", "weekday")),
        closures=list(closures.select_related("clinician")),
    )


def clinicians_in_service() -> list[User]:
    """Everybody who may see patients as a clinician, with hours or without."""
    clinicians = User.objects.filter(is_active=True, role="clinician")
    return list(clinicians.order_by("last_name", "first_name", "pk"))
