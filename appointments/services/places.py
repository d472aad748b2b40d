"""The rooms of the house, its hours and the hours of its clinicians."""

from collections.abc import Sequence
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from appointments.choices import Status
from appointments.models import Closure, Room, WeeklyHours
from foundation.accounts.models import User
from foundation.records.services import void, write


def open_room(*, name: str, kind: str, by: User) -> Room:
    """Add a room or a chair that can be booked; it stands last in the calendar."""
    room = Room(name=name.strip(), kind=kind, position=Room.objects.count())
    return write(room, by=by, action="room.opened")


def close_room(*, room: Room, by: User) -> Room:
    """Take a room out of use; what took place in it stays on file.

    Raises: ValidationError while visits are still booked in it.
    """
    booked = room.appointments.standing().filter(
        starts_at__gte=timezone.now(), status=Status.BOOKED
    )
    if booked.exists():
        raise ValidationError(f"Visits are still booked in {room}. Please move them first.")
    return void(room, by=by, reason="No longer in use.", action="room.closed")


@transaction.atomic
def set_hours(
    *,
    weekdays: Sequence[int],
    opens: time,
    closes: time,
    clinician: User | None = None,
    by: User,
) -> list[WeeklyHours]:
    """Enter the same hours for some weekdays, of a clinician or of the house.

    Raises: ValidationError when they close before they open, or are entered already.
    """
    return [
        write(
            WeeklyHours(clinician=clinician, weekday=day, opens=opens, closes=closes),
            by=by,
            action="hours.set",
        )
        for day in weekdays
    ]


def end_hours(*, hours: WeeklyHours, by: User) -> WeeklyHours:
    """These hours are no longer kept; visits booked in them stay."""
    return void(hours, by=by, reason="No longer these hours.", action="hours.ended")


def close_days(
    *,
    first_on: date,
    last_on: date,
    reason: str = "",
    clinician: User | None = None,
    by: User,
) -> Closure:
    """Enter days on which a clinician is away or the house is closed."""
    closure = Closure(
        clinician=clinician, first_on=first_on, last_on=last_on, reason=reason
    )
    return write(closure, by=by, action="days.closed")


def open_days(*, closure: Closure, by: User) -> Closure:
    """They are open after all."""
    return void(closure, by=by, reason="Open after all.", action="days.opened")
