"""A visit goes on: arrived, called in, completed, or nobody came."""

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from appointments.choices import Status
from appointments.models import Appointment
from appointments.models.appointment import OVER
from appointments.rules.progress import STEP_BACK, refusal
from appointments.services.reminding import cancel_reminders
from foundation.accounts.models import User
from foundation.records.services import write

_ORDER: Final = (Status.BOOKED, Status.ARRIVED, Status.IN_ROOM)


def mark_arrived(*, appointment: Appointment, by: User) -> Appointment:
    """Note that they are here; the waiting time counts from now."""
    return go_on(appointment, to=Status.ARRIVED, by=by)


def mark_in_room(*, appointment: Appointment, by: User) -> Appointment:
    """Note that they were called in."""
    return go_on(appointment, to=Status.IN_ROOM, by=by)


def mark_completed(*, appointment: Appointment, by: User) -> Appointment:
    """Note that the visit is over."""
    return go_on(appointment, to=Status.COMPLETED, by=by)


def mark_no_show(*, appointment: Appointment, by: User) -> Appointment:
    """Note that nobody came.

    Raises: ValidationError before the visit should have begun.
    """
    if appointment.starts_at > timezone.now():
        raise ValidationError("This visit has not begun yet: they may still come.")
    return go_on(appointment, to=Status.NO_SHOW, by=by)


def step_back(*, appointment: Appointment, by: User) -> Appointment:
    """Take the last step back: it was noted by mistake.

    Raises: ValidationError when there is none, or the time was given to others.
    """
    before = STEP_BACK.get(Status(appointment.status))
    if before is None:
        raise ValidationError("There is no step to take back.")
    _set(appointment, status=before, at=timezone.now())
    return write(appointment, by=by, action="appointment.step_taken_back")


def write_note(*, appointment: Appointment, note: str, by: User) -> Appointment:
    """Keep a remark for colleagues with the visit; an empty one takes it away."""
    appointment.note = note.strip()
    return write(appointment, by=by, action="appointment.noted")


@transaction.atomic
def go_on(appointment: Appointment, *, to: Status, by: User) -> Appointment:
    """Note the next step of a visit with its time; nobody is reminded any more.

    Raises: ValidationError when that step cannot follow.
    """
    refused = refusal(appointment.status, to)
    if refused:
        raise ValidationError(refused)
    _set(appointment, status=to, at=timezone.now())
    write(appointment, by=by, action=f"appointment.{to}")
    cancel_reminders(appointment)
    return appointment


def _set(appointment: Appointment, *, status: Status, at: datetime) -> None:
    """Put the times in order with the status: earlier ones stay, later ones go."""
    appointment.status = status
    appointment.ended_at = at if status in OVER else None
    if status not in _ORDER:
        return
    reached = _ORDER.index(status)
    for step, field in enumerate(("arrived_at", "in_room_at"), start=1):
        known = getattr(appointment, field)
        setattr(appointment, field, (known or at) if step <= reached else None)
