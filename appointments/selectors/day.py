"""The clinic's day: who is booked, who is here, who comes next."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from appointments.choices import Status
from appointments.models import Appointment
from appointments.models.appointment import AppointmentQuerySet
from appointments.rendering.grid import Entry
from appointments.rendering.words import Look, clock, listed, status_look
from foundation.records.compiled import Blank
from patients.models.couple import CoupleQuerySet
from patients.models.restriction import AnyReader

CLOSED = "Restricted file"
EXPECTED = (Status.BOOKED, Status.ARRIVED, Status.IN_ROOM)


@dataclass(frozen=True, slots=True)
class DayVisit:
    """One line of the day board."""

    pk: int
    couple_id: int
    starts_at: datetime
    time: str
    who: str
    number: str
    url: str
    couple_url: str
    kind: str
    clinician: str
    room: str
    status: str
    look: Look
    waiting_since: datetime | None

    @property
    def is_waiting(self) -> bool:
        return self.waiting_since is not None


def day_span(on: date, *, zone: ZoneInfo | None = None) -> tuple[datetime, datetime]:
    """From midnight to midnight by the clinic's clock; 23 or 25 hours twice a year."""
    zone = zone or clinic_zone()
    midnights = (
        datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
        for day in (on, on + timedelta(days=1))
    )
    start, end = midnights
    return start, end


def clinic_zone() -> ZoneInfo:
    """The clinic's time zone; never the server's."""
    zone = timezone.get_current_timezone()
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone))


def visits_on(visits: AppointmentQuerySet, *, on: date) -> AppointmentQuerySet:
    """The visits of one clinic day in order, cancelled ones left out."""
    start, end = day_span(on)
    return visits.standing().kept().between(start, end).in_full()


def day_board(visits: AppointmentQuerySet, *, on: date, now: datetime) -> list[DayVisit]:
    """Everybody booked on that day, in one query; waiting since when they arrived."""
    zone = clinic_zone()
    return [
        DayVisit(
            pk=visit.pk,
            couple_id=visit.couple_id,
            starts_at=visit.starts_at,
            time=clock(visit.starts_at, zone),
            **_told(visit),
            kind=visit.kind.name,
            clinician=str(visit.clinician) if visit.clinician else "",
            room=visit.room.name,
            status=visit.status,
            look=status_look(visit.status, starts_at=visit.starts_at, now=now),
            waiting_since=visit.arrived_at if visit.status == Status.ARRIVED else None,
        )
        for visit in visits_on(visits, on=on)
    ]


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit of the calendar's day, and the columns it belongs to."""

    entry: Entry
    couple_id: int
    room_id: int
    clinician_id: int | None


def day_entries(visits: AppointmentQuerySet, *, on: date, now: datetime) -> list[Placed]:
    """The visits of the calendar's day, in one query."""
    return [
        Placed(_entry(visit, now=now), visit.couple_id, visit.room_id, visit.clinician_id)
        for visit in visits_on(visits, on=on)
    ]


def _entry(visit: Appointment, *, now: datetime) -> Entry:
    told = _told(visit)
    return Entry(
        pk=visit.pk,
        who=told["who"],
        number=told["number"],
        url=told["url"],
        kind=visit.kind.name,
        where=visit.room.name,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        look=status_look(visit.status, starts_at=visit.starts_at, now=now),
    )


def _told(visit: Appointment) -> dict[str, str]:
    """Who comes, and the ways to visit and couple; of a closed file not even a number."""
    if getattr(visit, "is_closed", False):
        return {"who": CLOSED, "number": "", "url": "", "couple_url": ""}
    return {
        "who": who_comes(visit),
        "number": visit.couple.number,
        "url": visit.get_absolute_url(),
        "couple_url": visit.couple.get_absolute_url(),
    }


def who_comes(visit: Appointment) -> str:
    """The names of those who come."""
    return listed([person.name for person in visit.people])


def visits_in_open_files(reader: AnyReader) -> AppointmentQuerySet:
    """Visits of couples whose files were let through to this reader already."""
    return Appointment.objects.in_open_file(reader)


def with_next_visit(
    couples: CoupleQuerySet, visits: AppointmentQuerySet, *, now: datetime | Blank
) -> CoupleQuerySet:
    """Each couple with the beginning of its `next_visit`, or none, in the same query."""
    coming = visits.standing().filter(
        couple=OuterRef("pk"), starts_at__gte=now, status__in=EXPECTED
    )
    return couples.annotate(
        next_visit=Subquery(coming.order_by("starts_at").values("starts_at")[:1])
    )
