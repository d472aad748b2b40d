"""Synthetic rooms, hours and visits, written without the services."""

from datetime import UTC, datetime, time, timedelta

from appointments.models import Appointment, Room, VisitKind, WeeklyHours
from appointments.services.catalogue import load_catalogue
from appointments.services.reserving import reserve

OPENS, CLOSES = time(8), time(18)
# Tuesday 10 March 2026, half past ten in Mumbai.
NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)


def at(hour: int, minute: int = 0, *, day: int = 10) -> datetime:
    """A moment of March 2026 by the clock of the test clinic (Asia/Kolkata)."""
    local = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    return local - timedelta(hours=5, minutes=30)


def hours(*, by, clinician=None, opens: time = OPENS, closes: time = CLOSES) -> None:
    """The same hours on every day of the week."""
    for weekday in range(7):
        WeeklyHours.objects.create(
            written_by=by, clinician=clinician, weekday=weekday, opens=opens, closes=closes
        )


def house(*, by, clinicians=()) -> dict[str, Room]:
    """Visit kinds, four rooms, and hours for the house and its clinicians."""
    load_catalogue()
    for who in (None, *clinicians):
        hours(by=by, clinician=who)
    rooms = [
        ("Consulting 1", "consulting"),
        ("Consulting 2", "consulting"),
        ("Laboratory", "laboratory"),
        ("Infusion chair 1", "infusion"),
    ]
    return {
        name: Room.objects.create(written_by=by, name=name, kind=kind, position=position)
        for position, (name, kind) in enumerate(rooms)
    }


def kind(code: str = "first_consultation") -> VisitKind:
    return VisitKind.objects.get(code=code)


def visit(*, by, couple, starts_at: datetime, **fields) -> Appointment:
    """A booked visit with its bookings; the clinician is `by` unless said otherwise."""
    fields.setdefault("kind", kind())
    fields.setdefault("clinician", by if fields["kind"].needs_clinician else None)
    fields.setdefault("room", Room.objects.get(name="Consulting 1"))
    fields.setdefault("comes", fields["kind"].comes)
    ends_at = starts_at + timedelta(minutes=fields["kind"].minutes)
    appointment = Appointment.objects.create(
        written_by=by, couple=couple, starts_at=starts_at, ends_at=ends_at, **fields
    )
    reserve(appointment)
    return appointment
