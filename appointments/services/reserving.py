"""Take a time for a visit so that nobody else can have it, without deadlocks.

Locks come first, always in the same order; the exclusion constraint of the table has
the last word. Either alone is not enough: without the locks writers deadlock, without
the constraint a writer that forgets them books twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import IntegrityError, OperationalError, connection
from psycopg2 import errorcodes

from appointments.models import Appointment, Booking
from appointments.rules.resources import Resource

PATIENCE: Final = "2s"
# The space of this package among the locks of the database.
SPACE: Final = 1 << 60
_LOST: Final = {
    errorcodes.EXCLUSION_VIOLATION,
    errorcodes.DEADLOCK_DETECTED,
    errorcodes.LOCK_NOT_AVAILABLE,
}


class Occupied(Exception):
    """Some of the resources are taken; empty when nobody can say which."""

    def __init__(self, resources: Iterable[Resource] = ()) -> None:
        super().__init__()
        self.resources = frozenset(resources)


def hold(resources: Iterable[Resource]) -> None:
    """Wait until nobody else is booking any of these; held until the act is over.

    Raises: OperationalError when that takes longer than PATIENCE.
    """
    keys = sorted({SPACE + resource.key for resource in resources})
    locks = ", ".join(["pg_advisory_xact_lock(%s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL lock_timeout = %s; SELECT {locks}",  # noqa: S608 - placeholders
            [PATIENCE, *keys],
        )


def refuse_taken(appointment: Appointment) -> None:
    """Make sure that everything the visit needs is free; call it after `hold`.

    Raises: Occupied, with what is taken.
    """
    taken = Booking.objects.taking(
        appointment.resources, start=appointment.starts_at, end=appointment.ends_at
    ).exclude(appointment=appointment.pk)
    keys = set(taken.values_list("resource", flat=True))
    if keys:
        raise Occupied(Resource.from_key(key) for key in keys)


def reserve(appointment: Appointment) -> None:
    """Write one booking for each resource; the table refuses a second one."""
    Booking.objects.bulk_create(bookings_of(appointment))


def release(appointment: Appointment) -> None:
    """Give everything the visit had taken free again."""
    appointment.bookings.filter(active=True).update(active=False)


def bookings_of(appointment: Appointment) -> list[Booking]:
    """One booking for each room, clinician and partner, not yet saved."""
    during: tuple[datetime, datetime] = (appointment.starts_at, appointment.ends_at)
    return [
        Booking(appointment=appointment, resource=resource.key, during=during)
        for resource in appointment.resources
    ]


def was_lost(error: IntegrityError | OperationalError) -> bool:
    """Tell whether the database refused because somebody else was faster."""
    return getattr(error.__cause__, "pgcode", None) in _LOST
