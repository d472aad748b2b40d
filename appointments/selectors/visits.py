"""One visit, the visits of one couple, and what a visit can be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from appointments.choices import Status
from appointments.models import Appointment, Room, VisitKind
from appointments.models.appointment import AppointmentQuerySet
from appointments.rendering.words import (
    Look,
    clock,
    day_words,
    moment_words,
    short_day,
    status_look,
)
from appointments.rules.progress import FOLLOWS, STEP_BACK
from appointments.selectors.day import EXPECTED, clinic_zone, who_comes
from foundation.records.compiled import Blank
from patients.models import Couple

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit in the list of a couple."""

    url: str
    when: str
    kind: str
    who: str
    clinician: str
    room: str
    look: Look


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way of a visit, and when it was made."""

    label: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    """One visit as its page shows it, and what can follow."""

    day: str
    hours: str
    who: str
    clinician: str
    look: Look
    steps: Sequence[Step]
    follows: frozenset[str]
    can_move: bool
    undo: str


def visits_of(couple: Couple | Blank, visits: AppointmentQuerySet) -> AppointmentQuerySet:
    """The couple's latest visits, the coming ones first."""
    theirs = visits.standing().filter(couple=couple).in_full()
    return theirs.order_by("-starts_at", "-pk")[:MOST_SHOWN]


def visit_lines(
    visits: Iterable[Appointment], *, now: datetime
) -> tuple[list[VisitLine], list[VisitLine]]:
    """The visits to come, the next one first, and the past ones, the last one first."""
    coming: list[VisitLine] = []
    past: list[VisitLine] = []
    for visit in visits:
        is_coming = visit.ends_at > now and visit.status in EXPECTED
        (coming if is_coming else past).append(_line(visit, now=now))
    return coming[::-1], past


def _line(visit: Appointment, *, now: datetime) -> VisitLine:
    on = visit.starts_at.astimezone(clinic_zone()).date()
    return VisitLine(
        url=visit.get_absolute_url(),
        when=f"{short_day(on)} {on.year} {clock(visit.starts_at, clinic_zone())}",
        kind=visit.kind.name,
        who=who_comes(visit),
        clinician=str(visit.clinician) if visit.clinician else "",
        room=visit.room.name,
        look=status_look(visit.status, starts_at=visit.starts_at, now=now),
    )


def visit_page(visit: Appointment, *, now: datetime) -> VisitPage:
    """Put one visit into words, with the steps it has taken and the ones it may take."""
    zone = clinic_zone()
    status = Status(visit.status)
    back = STEP_BACK.get(status)
    follows = FOLLOWS[status] - ({Status.NO_SHOW} if visit.starts_at > now else set())
    return VisitPage(
        day=day_words(visit.starts_at.astimezone(zone).date()),
        hours=f"{clock(visit.starts_at, zone)} to {clock(visit.ends_at, zone)}",
        who=who_comes(visit),
        clinician=str(visit.clinician) if visit.clinician else "",
        look=status_look(visit.status, starts_at=visit.starts_at, now=now),
        steps=_steps(visit),
        follows=frozenset(step.value for step in follows),
        can_move=status == Status.BOOKED,
        undo=f"Not “{status.label}” after all" if back else "",
    )


def _steps(visit: Appointment) -> list[Step]:
    """Booked, arrived, in the room, completed: each with its time; or where it stopped."""
    made = [
        (Status.BOOKED, visit.written_at),
        (Status.ARRIVED, visit.arrived_at),
        (Status.IN_ROOM, visit.in_room_at),
    ]
    last = Status(visit.status) if visit.ended_at else Status.COMPLETED
    made.append((last, visit.ended_at))
    if last in (Status.CANCELLED, Status.NO_SHOW):
        made = [(status, at) for status, at in made if at]
    return [_step(visit, status, at) for status, at in made]


def _step(visit: Appointment, status: Status, at: datetime | None) -> Step:
    if status in (Status.CANCELLED, Status.NO_SHOW):
        state = "stopped"
    elif visit.status == status and status != Status.COMPLETED:
        state = "current"
    else:
        state = "done" if at else "todo"
    return Step(status.label, state, moment_words(at, clinic_zone()) if at else "")


def kinds_in_force(*, on: date) -> list[VisitKind]:
    """Every kind of visit that can be booked on that day."""
    return list(VisitKind.objects.in_force(on))


def rooms_in_use() -> list[Room]:
    """The rooms and chairs of the house in the order of the calendar."""
    return list(Room.objects.standing())
