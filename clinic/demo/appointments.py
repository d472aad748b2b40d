"""A believable appointment book: rooms, hours, a full day, some weeks around it."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from appointments.choices import RoomKind, Status, Weekday
from appointments.models import Appointment, Booking, Room, VisitKind, WeeklyHours
from appointments.rules.quarters import touched
from appointments.selectors import kinds_in_force, rooms_in_use
from appointments.selectors.day import EXPECTED, clinic_zone, day_span
from appointments.services.reserving import bookings_of
from clinic.demo.reminders import seed_reminders
from foundation.accounts.models import User
from patients.models import Couple

ROOMS = (
    ("Consulting 1", RoomKind.CONSULTING),
    ("Consulting 2", RoomKind.CONSULTING),
    ("Laboratory", RoomKind.LABORATORY),
    ("Treatment room", RoomKind.TREATMENT),
    ("Infusion chair 1", RoomKind.INFUSION),
    ("Infusion chair 2", RoomKind.INFUSION),
    ("Infusion chair 3", RoomKind.INFUSION),
)
HOURS = {
    None: (time(8), time(20)),
    "clinician": (time(8), time(18)),
    "clinician2": (time(9), time(20)),
}
# A full day: what is booked, how often, and the hours in which it usually begins.
FULL_DAY = (
    ("first_consultation", 4, (9, 16)),
    ("follow_up", 7, (9, 19)),
    ("counselling", 2, (11, 17)),
    ("blood_draw", 3, (8, 12)),
    ("blood_draw_woman", 2, (8, 12)),
    ("lit_draw", 2, (8, 10)),
    ("lit_session", 2, (11, 13)),
    ("ivig_first", 1, (8, 10)),
    ("ivig", 3, (8, 16)),
    ("pregnancy_visit", 3, (10, 18)),
    ("support_visit", 1, (14, 18)),
)
FULL = 20
WEEKS_BACK, DAYS_AHEAD = 9, 14
NOTES = ("Brings earlier reports.", "Comes by train, may be late.", "Needs an interpreter.")
CANCELLED = ("She is ill.", "They asked for another week.", "He is travelling.")


def seed(*, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random):
    """Fill the book around a day; a day that is full already is left alone."""
    by = staff["reception"]
    if not Room.objects.standing().exists():
        _furnish(staff)
    start, end = day_span(on)
    if Appointment.objects.between(start, end).count() >= FULL or not couples:
        return
    first_time = not Appointment.objects.exists()
    _close_the_past(before=start)
    book = DemoBook(staff=staff, couples=couples, rng=rng, by=by)
    book.fill(on, FULL_DAY)
    book.let_somebody_wait()
    if first_time:
        for days in (*range(-7 * WEEKS_BACK, 0), *range(1, DAYS_AHEAD + 1)):
            book.fill(on + timedelta(days=days), _light_day(rng))
    _save(book.visits)
    seed_reminders(book.visits, now=timezone.now(), rng=rng)


def _furnish(staff: dict[str, User]) -> None:
    """The rooms of the house, and hours on every day of the week."""
    by = staff["manager"]
    Room.objects.bulk_create(
        Room(written_by=by, name=name, kind=kind, position=position)
        for position, (name, kind) in enumerate(ROOMS)
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            written_by=by,
            clinician=staff[who] if who else None,
            weekday=weekday,
            opens=opens,
            closes=closes,
        )
        for who, (opens, closes) in HOURS.items()
        for weekday in Weekday
    )


def _light_day(rng: random.Random) -> list[tuple[str, int, tuple[int, int]]]:
    """Three to six visits of a day that is not looked at closely."""
    chosen = rng.sample(FULL_DAY, k=rng.randint(3, 6))
    return [(code, 1, hours) for code, _many, hours in chosen]


def _close_the_past(*, before: datetime) -> None:
    """Visits of past days that nobody closed took place: nobody was at this desk."""
    left = Appointment.objects.filter(starts_at__lt=before, status__in=EXPECTED)
    left.update(
        status=Status.COMPLETED,
        arrived_at=Coalesce(F("arrived_at"), F("starts_at")),
        in_room_at=Coalesce(F("in_room_at"), F("starts_at")),
        ended_at=F("ends_at"),
    )


class DemoBook:
    """Finds free times for invented visits without asking the database each time."""

    def __init__(
        self, *, staff: dict[str, User], couples: list[Couple], rng: random.Random, by: User
    ) -> None:
        self.rng, self.by, self.couples = rng, by, couples
        self.clinicians = [staff["clinician"], staff["clinician2"]]
        self.hours = {staff[who].pk: hours for who, hours in HOURS.items() if who}
        self.rooms = rooms_in_use()
        self.kinds = {kind.code: kind for kind in kinds_in_force(on=timezone.localdate())}
        self.visits: list[Appointment] = []
        self.taken = {
            (booking.resource, quarter)
            for booking in Booking.objects.filter(active=True)
            for quarter in touched((booking.during.lower, booking.during.upper))
        }

    def fill(self, on: date, plan: Sequence[tuple[str, int, tuple[int, int]]]) -> None:
        """Book a day; what finds no place is left out."""
        waiting = iter(self.rng.sample(self.couples, k=min(len(self.couples), 60)))
        for code, many, hours in plan:
            for _visit in range(many):
                couple = next(waiting, None)
                if couple is not None:
                    self._book(couple, self.kinds[code], on=on, hours=hours)

    def _book(
        self, couple: Couple, kind: VisitKind, *, on: date, hours: tuple[int, int]
    ) -> None:
        """Try some times of the day with everybody who could take it."""
        for visit in self._tries(couple, kind, on=on, hours=hours):
            needed = {
                (resource.key, quarter)
                for resource in visit.resources
                for quarter in touched((visit.starts_at, visit.ends_at))
            }
            if not needed & self.taken and self._is_in(visit):
                self._progress(visit)
                if visit.status != Status.CANCELLED:
                    self.taken |= needed
                self.visits.append(visit)
                return

    def _tries(
        self, couple: Couple, kind: VisitKind, *, on: date, hours: tuple[int, int]
    ) -> Iterator[Appointment]:
        first, last = hours
        rooms = [room for room in self.rooms if room.kind in kind.room_kinds]
        clinicians = self.clinicians if kind.needs_clinician else [None]
        starts = [(hour, minute) for hour in range(first, last) for minute in (0, 30)]
        for hour, minute in self.rng.sample(starts, k=len(starts)):
            starts_at = datetime.combine(on, time(hour, minute), tzinfo=clinic_zone())
            for clinician in self.rng.sample(clinicians, k=len(clinicians)):
                for room in rooms:
                    yield Appointment(
                        couple=couple,
                        kind=kind,
                        comes=kind.comes,
                        clinician=clinician,
                        room=room,
                        starts_at=starts_at,
                        ends_at=starts_at + timedelta(minutes=kind.minutes),
                        note=self.rng.choice(NOTES) if self.rng.random() < 0.1 else "",
                        written_by=self.by,
                    )

    def _is_in(self, visit: Appointment) -> bool:
        if visit.clinician_id is None:
            return True
        opens, closes = self.hours[visit.clinician_id]
        return opens <= visit.starts_at.time() and visit.ends_at.time() <= closes

    def _progress(self, visit: Appointment) -> None:
        """Let the visit stand as it would at this time of the day."""
        now, luck = timezone.now(), self.rng.random()
        early = visit.starts_at - timedelta(minutes=self.rng.randint(2, 20))
        if luck < 0.04:
            visit.status, visit.ended_at = Status.CANCELLED, min(early, now)
            visit.cancel_reason = self.rng.choice(CANCELLED)
        elif luck < 0.07 and visit.ends_at < now:
            visit.status, visit.ended_at = Status.NO_SHOW, visit.ends_at
        elif visit.ends_at <= now:
            visit.status, visit.ended_at = Status.COMPLETED, visit.ends_at
            visit.arrived_at, visit.in_room_at = early, visit.starts_at
        elif visit.starts_at <= now and luck > 0.2:
            visit.status, visit.arrived_at = Status.IN_ROOM, early
            visit.in_room_at = visit.starts_at
        elif early <= now and luck > 0.12:
            visit.status, visit.arrived_at = Status.ARRIVED, early

    def let_somebody_wait(self) -> None:
        """While the house is open, the next couple is usually here already."""
        now = timezone.now()
        soon = [
            visit
            for visit in self.visits
            if visit.status == Status.BOOKED
            and now < visit.starts_at < now + timedelta(minutes=75)
        ]
        for visit in sorted(soon, key=lambda visit: visit.starts_at)[:2]:
            visit.status = Status.ARRIVED
            visit.arrived_at = now - timedelta(minutes=self.rng.randint(3, 16))


@transaction.atomic
def _save(visits: list[Appointment]) -> None:
    """Write the visits with their bookings; they were booked about a week before."""
    Appointment.objects.bulk_create(visits)
    bookings = [booking for visit in visits for booking in bookings_of(visit)]
    for booking in bookings:
        booking.active = booking.appointment.status != Status.CANCELLED
    Booking.objects.bulk_create(bookings)
    week = timedelta(days=7)
    booked_before = Appointment.objects.filter(
        pk__in=[visit.pk for visit in visits], starts_at__lt=timezone.now() + week
    )
    booked_before.update(written_at=F("starts_at") - week)
