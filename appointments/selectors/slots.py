"""Free times: everything open minus everything busy, in three queries."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.safestring import SafeString

from appointments.models import Booking, Closure, Room, VisitKind, WeeklyHours
from appointments.rendering.grid import slot_buttons, slot_value
from appointments.rendering.words import clock, day_words, moment_words, short_day
from appointments.rules.offers import Candidate, Offer, Search, nearest, offers
from appointments.rules.opening import DaysOff, Timetable, WeeklyOpening
from appointments.rules.quarters import (
    Period,
    all_touched,
    moment_of,
    quarter_of,
    quarters_of,
    touched,
)
from appointments.rules.resources import Resource, Taken
from appointments.selectors.day import clinic_zone
from foundation.accounts.models import User
from patients.models import Person

# Longer visits are offered on the hour and the half hour.
HALF_HOUR = 2
NEAREST_DAYS = 14
NEAREST_COUNT = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit somebody wants: what, with one of whom, in one of which rooms, for whom."""

    kind: VisitKind
    clinicians: Sequence[User]
    rooms: Sequence[Room]
    people: Sequence[Person]
    # A visit that is being moved does not stand in its own way.
    instead_of: int | None = None

    @property
    def resources(self) -> list[Resource]:
        named = {
            Taken.CLINICIAN: self.clinicians if self.kind.needs_clinician else (),
            Taken.ROOM: self.rooms,
            Taken.PERSON: self.people,
        }
        return [Resource(kind, one.pk) for kind, many in named.items() for one in many]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time a click can book."""

    starts_at: datetime
    clinician_id: int | None
    room_id: int

    @property
    def at(self) -> str:
        return clock(self.starts_at, clinic_zone())

    @property
    def words(self) -> str:
        return moment_words(self.starts_at, clinic_zone())

    @property
    def value(self) -> str:
        """What the button sends: begin, clinician and room."""
        return f"{slot_value(self.starts_at)}|{self.clinician_id or ''}|{self.room_id}"


@dataclass(frozen=True, slots=True)
class FreeDay:
    """The free times of one day; none may mean closed or full."""

    on: date
    slots: Sequence[Slot]
    is_open: bool

    @property
    def words(self) -> str:
        return day_words(self.on)

    @property
    def buttons(self) -> SafeString:
        return slot_buttons((slot.value, slot.at) for slot in self.slots)

    @property
    def short(self) -> str:
        return short_day(self.on)


@dataclass(frozen=True, slots=True)
class Timetables:
    """When the house is open and each clinician is in."""

    house: Timetable
    clinicians: dict[int, Timetable]

    def of(self, clinician_id: int) -> Timetable:
        """Without hours on file a clinician is never in."""
        return self.clinicians.get(clinician_id, Timetable())


def clinicians_with_hours() -> list[User]:
    """The clinicians who can be booked: those in service who have hours."""
    with_hours = WeeklyHours.objects.standing().values("clinician")
    bookable = User.objects.filter(is_active=True, pk__in=with_hours)
    return list(bookable.order_by("last_name", "first_name", "pk"))


def timetables(*, first_on: date, days: int) -> Timetables:
    """Read the weekly hours and the days off that matter for these days."""
    last_on = first_on + timedelta(days=days)
    openings: dict[int | None, list[WeeklyOpening]] = defaultdict(list)
    for hours in WeeklyHours.objects.standing():
        opening = WeeklyOpening(hours.weekday, hours.opens, hours.closes)
        openings[hours.clinician_id].append(opening)
    off: dict[int | None, list[DaysOff]] = defaultdict(list)
    closures = Closure.objects.standing()
    for closure in closures.filter(first_on__lte=last_on, last_on__gte=first_on):
        off[closure.clinician_id].append(DaysOff(closure.first_on, closure.last_on))
    tables = {
        who: Timetable(tuple(hours), tuple(off[who])) for who, hours in openings.items()
    }
    house = tables.pop(None, Timetable())
    return Timetables(house, {who: table for who, table in tables.items() if who})


def free_slots(
    *,
    wanted: Wanted,
    from_on: date,
    days: int,
    now: datetime,
    asked_for: datetime | None = None,
) -> list[FreeDay]:
    """List the free times of so many days; the quarter that is running may be taken.

    Long visits are offered each half hour, wherever they close a gap, and at the
    time that was asked for.
    """
    tables = timetables(first_on=from_on, days=days)
    periods = tables.house.all_periods(from_on, days=days, zone=clinic_zone())
    extra = {quarter_of(asked_for)} if asked_for else set()
    found = _found(wanted, tables, periods=periods, now=now, extra=extra)
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for offer in found:
        slot = _slot(offer)
        by_day[slot.starts_at.astimezone(clinic_zone()).date()].append(slot)
    open_on = {start.astimezone(clinic_zone()).date() for start, _end in periods}
    dates = [from_on + timedelta(days=ahead) for ahead in range(days)]
    return [FreeDay(on, by_day[on], is_open=on in open_on) for on in dates]


def nearest_slots(*, wanted: Wanted, starts_at: datetime, now: datetime) -> list[Slot]:
    """The free times closest to a wanted one, from its day on for two weeks."""
    first_on = starts_at.astimezone(clinic_zone()).date()
    tables = timetables(first_on=first_on, days=NEAREST_DAYS)
    periods = tables.house.all_periods(first_on, days=NEAREST_DAYS, zone=clinic_zone())
    found = _found(wanted, tables, periods=periods, now=now)
    closest = nearest(found, to=quarter_of(starts_at), count=NEAREST_COUNT)
    return [_slot(offer) for offer in closest]


def bookable_quarters(table: Timetable, *, on: date, now: datetime) -> set[int]:
    """The open quarters of a day that have not passed."""
    present = quarter_of(now)
    opened = all_touched(table.periods(on, clinic_zone()))
    return {quarter for quarter in opened if quarter >= present}


def _found(
    wanted: Wanted,
    tables: Timetables,
    *,
    periods: Sequence[Period],
    now: datetime,
    extra: Set[int] = frozenset(),
) -> list[Offer]:
    if not periods:
        return []
    busy = _busy(wanted, start=periods[0][0], end=periods[-1][1])
    people = [busy[Resource(Taken.PERSON, person.pk)] for person in wanted.people]
    allowed = all_touched(periods).difference(*people)
    search = Search(
        length=quarters_of(wanted.kind.minutes),
        clinicians=_clinicians(wanted, tables, busy=busy, allowed=allowed),
        rooms=[
            Candidate(room.pk, allowed - busy[Resource(Taken.ROOM, room.pk)])
            for room in wanted.rooms
        ],
        marks=_marks(wanted, periods) | extra,
    )
    present = quarter_of(now)
    return list(offers(search, sorted(q for q in allowed if q >= present)))


def _busy(
    wanted: Wanted, *, start: datetime, end: datetime
) -> defaultdict[Resource, set[int]]:
    """The quarters each of the resources is taken; one query."""
    busy: defaultdict[Resource, set[int]] = defaultdict(set)
    standing = Booking.objects.taking(wanted.resources, start=start, end=end)
    if wanted.instead_of:
        standing = standing.exclude(appointment=wanted.instead_of)
    for key, during in standing.values_list("resource", "during"):
        busy[Resource.from_key(key)].update(touched((during.lower, during.upper)))
    return busy


def _clinicians(
    wanted: Wanted,
    tables: Timetables,
    *,
    busy: dict[Resource, set[int]],
    allowed: set[int],
) -> list[Candidate]:
    """Each clinician's own free quarters; a visit without one needs nobody's."""
    if not wanted.kind.needs_clinician:
        return [Candidate(None, allowed)]
    first, last = min(allowed, default=0), max(allowed, default=0)
    first_on = moment_of(first).astimezone(clinic_zone()).date()
    days = (moment_of(last).astimezone(clinic_zone()).date() - first_on).days + 1
    candidates = []
    for clinician in wanted.clinicians:
        table = tables.of(clinician.pk)
        inside = all_touched(table.all_periods(first_on, days=days, zone=clinic_zone()))
        taken = busy[Resource(Taken.CLINICIAN, clinician.pk)]
        candidates.append(Candidate(clinician.pk, (inside & allowed) - taken))
    return candidates


def _marks(wanted: Wanted, periods: Sequence[Period]) -> set[int]:
    """The quarters offered as a habit: every one, or each half hour from opening on."""
    stride = HALF_HOUR if quarters_of(wanted.kind.minutes) >= HALF_HOUR else 1
    return {
        quarter
        for period in periods
        for quarter in range(touched(period).start, touched(period).stop, stride)
    }


def _slot(offer: Offer) -> Slot:
    return Slot(moment_of(offer.quarter), offer.clinician_id, offer.room_id)
