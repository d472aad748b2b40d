"""Book a visit, move it, cancel it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from appointments.choices import Comes, Status
from appointments.models import Appointment, Room, VisitKind
from appointments.rendering.words import taken_sentence
from appointments.rules.quarters import QUARTER
from appointments.rules.resources import Resource, Taken
from appointments.selectors.day import clinic_zone
from appointments.selectors.slots import (
    Slot,
    Wanted,
    clinicians_with_hours,
    nearest_slots,
    timetables,
)
from appointments.selectors.visits import rooms_in_use
from appointments.services.progress import go_on
from appointments.services.reminding import cancel_reminders, plan_reminders
from appointments.services.reserving import (
    Occupied,
    hold,
    refuse_taken,
    release,
    reserve,
    was_lost,
)
from foundation.accounts.models import User
from foundation.records.services import write
from patients.models import Couple


class SlotTaken(ValidationError):
    """The time is taken; `nearest` are the closest ones that are free."""

    def __init__(self, sentence: str, *, nearest: list[Slot]) -> None:
        super().__init__(sentence, code="taken")
        self.nearest = nearest


def book(
    *,
    couple: Couple,
    kind: VisitKind,
    starts_at: datetime,
    comes: str,
    room: Room,
    clinician: User | None = None,
    note: str = "",
    by: User,
) -> Appointment:
    """Book a visit: clinician, room and each partner who comes are taken together.

    Reminders are planned for everybody who agreed to be reminded.

    Raises:
        SlotTaken: somebody else has the time; says who or what, and what is free.
        ValidationError: the time has passed, the clinic is closed, the room does not
            fit, or somebody who must come would not.
    """
    visit = Appointment(
        couple=couple,
        kind=kind,
        comes=comes,
        clinician=clinician if kind.needs_clinician else None,
        room=room,
        starts_at=starts_at,
        ends_at=starts_at + kind_length(kind),
        note=note,
    )
    refuse_unsuitable(visit)

    def act() -> None:
        hold(visit.resources)
        refuse_taken(visit)
        write(visit, by=by, action="appointment.booked")
        reserve(visit)
        plan_reminders(visit)

    _first_come(act, visit)
    return visit


def move(
    *,
    appointment: Appointment,
    starts_at: datetime,
    room: Room,
    clinician: User | None = None,
    by: User,
) -> Appointment:
    """Move a booked visit to another time, room or clinician; the old time is freed.

    What was to remind of the old time is cancelled, also if it waits in the outbox.

    Raises: as `book`; a visit that has begun or is over cannot be moved.
    """
    if appointment.status != Status.BOOKED:
        raise ValidationError("Only a visit that has not begun can be moved.")
    before = appointment.resources
    was_at = appointment.starts_at
    appointment.starts_at = starts_at
    appointment.ends_at = starts_at + kind_length(appointment.kind)
    appointment.room = room
    appointment.clinician = clinician if appointment.kind.needs_clinician else None
    refuse_unsuitable(appointment)

    def act() -> None:
        hold([*before, *appointment.resources])
        refuse_taken(appointment)
        write(appointment, by=by, action="appointment.moved", was_at=was_at.isoformat())
        release(appointment)
        reserve(appointment)
        cancel_reminders(appointment)
        plan_reminders(appointment)

    _first_come(act, appointment)
    return appointment


@transaction.atomic
def cancel(*, appointment: Appointment, reason: str, by: User) -> Appointment:
    """Cancel a visit: its time is free for others at once, nobody is reminded of it.

    Raises: ValidationError without a reason, or when it is over.
    """
    appointment.cancel_reason = reason.strip()
    go_on(appointment, to=Status.CANCELLED, by=by)
    release(appointment)
    cancel_reminders(appointment)
    return appointment


def kind_length(kind: VisitKind) -> timedelta:
    """How long a visit of this kind takes."""
    return timedelta(minutes=kind.minutes)


def refuse_unsuitable(visit: Appointment) -> None:
    """Refuse what no colleague could have taken: the past, closed doors, a wrong room.

    The quarter that is running may still be booked: somebody is at the desk.
    """
    kind, zone = visit.kind, clinic_zone()
    if visit.couple.voided_at or visit.couple.merged_into_id:
        raise ValidationError("The file of this couple is closed for new visits.")
    if visit.couple.has_ended and visit.comes == Comes.BOTH:
        raise ValidationError(
            "These two have separated: the couple’s file is closed for visits of both. "
            "A visit of her or of him alone may be booked."
        )
    if visit.starts_at + QUARTER <= timezone.now():
        raise ValidationError("This time has passed. Please choose a later one.")
    if not kind.allows(visit.comes):
        who = kind.get_comes_display().lower()
        raise ValidationError({"comes": f"For this visit {who} must come."})
    if visit.room.voided_at or visit.room.kind not in kind.room_kinds:
        raise ValidationError({"room": f"{visit.room} does not fit this visit."})
    if kind.needs_clinician and visit.clinician is None:
        raise ValidationError({"clinician": "This visit needs a clinician."})
    tables = timetables(first_on=visit.starts_at.astimezone(zone).date(), days=1)
    period = (visit.starts_at, visit.ends_at)
    if not tables.house.covers(period, zone):
        raise ValidationError("The clinic is not open for the whole of this visit.")
    if visit.clinician and not tables.of(visit.clinician.pk).covers(period, zone):
        raise ValidationError(f"{visit.clinician} is not in for the whole of this visit.")


def _first_come(act: Callable[[], None], visit: Appointment) -> None:
    """Do it all or nothing; whoever comes second hears what is still free."""
    try:
        with transaction.atomic():
            act()
    except Occupied as occupied:
        raise _taken(visit, occupied.resources) from occupied
    except (IntegrityError, OperationalError) as error:
        if not was_lost(error):
            raise
        raise _taken(visit, frozenset()) from error


def _taken(visit: Appointment, resources: frozenset[Resource]) -> SlotTaken:
    """Name what is taken, never by whom, and the nearest times with anybody suitable."""
    wanted = Wanted(
        kind=visit.kind,
        clinicians=[visit.clinician] if visit.clinician else clinicians_with_hours(),
        rooms=[room for room in rooms_in_use() if room.kind in visit.kind.room_kinds],
        people=visit.people,
    )
    nearest = nearest_slots(wanted=wanted, starts_at=visit.starts_at, now=timezone.now())
    sentence = taken_sentence(
        [_name(visit, resource) for resource in sorted(resources)],
        starts_at=visit.starts_at,
        nearest=[slot.starts_at for slot in nearest],
        zone=clinic_zone(),
    )
    return SlotTaken(sentence, nearest=nearest)


def _name(visit: Appointment, resource: Resource) -> str:
    if resource.kind is Taken.ROOM:
        return visit.room.name
    if resource.kind is Taken.CLINICIAN:
        return str(visit.clinician)
    return next(person.name for person in visit.people if person.pk == resource.id)
