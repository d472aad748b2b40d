"""The acts of a session of lymphocyte immunisation, in the order of the day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from appointments.models import Appointment
from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from foundation.records.services import hold, log_act, write
from patients.models import Couple
from therapy.choices import OF_A_THIRD_PERSON, SessionState, Stage
from therapy.models import Protocol, Session
from therapy.models.session import MILLION
from therapy.selectors.gates import Scanned, Told, is_open, told_at_start, told_before
from therapy.services.checks import keep_checks

NOT_YET_GIVEN = (
    "Cells of a third person cannot be given yet: the clinic has no page for the donor’s "
    "infection tests and consent."
)


@dataclass(frozen=True, slots=True)
class Started:
    """Whether it began; the answers tell why not."""

    session: Session
    began: bool
    told: list[Told]


@transaction.atomic
def plan_session(
    *,
    couple: Couple,
    protocol: Protocol,
    planned_for: date,
    route: str,
    millions: Decimal,
    anti_d_decision: str = "",
    appointment: Appointment | None = None,
    note: str = "",
    by: User,
) -> Session:
    """Plan a session for the woman of a couple, with her partner's cells.

    The gates answer for the planned day and their answers are kept, but a plan may be
    made while some are closed: what is missing can still be done.

    Raises:
        ValidationError: the dose or the route is not one of the protocol's, the day has
            passed, the visit is on another day, a session is planned for that day, or
            the protocol is for cells of a third person.
    """
    if couple.has_ended:
        raise ValidationError(
            "These two have separated: the couple’s file is closed for new sessions."
        )
    if protocol.code in OF_A_THIRD_PERSON:
        raise ValidationError({"protocol": NOT_YET_GIVEN})
    cells = _planned_cells(millions, protocol=protocol)
    _refuse_route(route, protocol=protocol)
    _refuse_day(planned_for, appointment=appointment)
    session = Session(
        couple=couple,
        woman=couple.woman,
        donor=couple.man,
        protocol=protocol,
        appointment=appointment,
        planned_for=planned_for,
        route=route,
        cells_planned=cells,
        anti_d_decision=anti_d_decision,
        note=note,
    )
    write(session, by=by, action="session.planned", protocol=protocol.code)
    told = told_before(session, on=planned_for)
    keep_checks(told, session=session, stage=Stage.ORDER, on=planned_for, by=by)
    return session


def _planned_cells(millions: Decimal, *, protocol: Protocol) -> int:
    dose, cells = protocol.rule.dose, millions * MILLION
    if not dose.holds(cells):
        low, high = (f"{(end / MILLION).normalize():f}" for end in (dose.low, dose.high))
        said = f"The protocol allows {low} to {high} million cells."
        raise ValidationError({"millions": said})
    return int(cells)


def _refuse_route(route: str, *, protocol: Protocol) -> None:
    if route not in protocol.rule.routes:
        raise ValidationError({"route": "The protocol does not give cells this way."})


def _refuse_day(planned_for: date, *, appointment: Appointment | None) -> None:
    if planned_for < timezone.localdate():
        raise ValidationError({"planned_for": "This day has passed."})
    if appointment and timezone.localdate(appointment.starts_at) != planned_for:
        raise ValidationError({"appointment": "This visit is on another day."})


@transaction.atomic
def check_in_session(*, session: Session, on: date, by: User) -> Session:
    """Say that both are here; the gates answer again and are kept."""
    hold(session)
    _refuse_unless_planned_for(session, on=on)
    session.checked_in_at = timezone.now()
    write(session, by=by, action="session.checked_in")
    told = told_before(session, on=on)
    keep_checks(told, session=session, stage=Stage.CHECKIN, on=on, by=by)
    return session


def _refuse_unless_planned_for(session: Session, *, on: date) -> None:
    if not session.is_planned:
        who = f" by {session.started_by}" if session.started_by else ""
        raise ValidationError(f"This session is no longer planned: it was begun{who}.")
    if session.planned_for != on:
        day = ApproximateDate.of(session.planned_for)
        raise ValidationError(
            f"It is planned for {day}, not for today. Cancel it and plan one for today."
        )


@transaction.atomic
def start_session(
    *,
    session: Session,
    scanned: Scanned,
    acknowledged: bool,
    on: date,
    by: User,
) -> Started:
    """Start a session if every gate is open now; one answer of Stop refuses it.

    The gates are asked inside this transaction, after the row is held. A refusal starts
    nothing but leaves the answers on file.

    Raises:
        ValidationError: it is not planned for today, or notes were not acknowledged.
        StaleRecord: somebody else saved or began it after it was read.
    """
    hold(session)
    _refuse_unless_planned_for(session, on=on)
    told = told_at_start(session, scanned=scanned, on=on)
    if not is_open(told):
        return _not_started(session, told, on=on, by=by)
    if any(each.is_note for each in told) and not acknowledged:
        raise ValidationError({"acknowledged": "Read the notes, then tick this."})
    session.state, session.started_at, session.started_by = (
        SessionState.STARTED, timezone.now(), by,
    )  # fmt: skip
    session.checked_in_at = session.checked_in_at or session.started_at
    write(session, by=by, action="session.started")
    keep_checks(
        told, session=session, stage=Stage.START, on=on, by=by, acknowledged=acknowledged
    )
    return Started(session, True, told)


def _not_started(session: Session, told: list[Told], *, on: date, by: User) -> Started:
    keep_checks(told, session=session, stage=Stage.START, on=on, by=by)
    closed = [each.answer.reason for each in told if not each.is_open]
    log_act(by=by, action="session.start_refused", subject=session, reasons=closed)
    return Started(session, False, told)


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: User) -> Session:
    """Call a planned session off, with the reason."""
    hold(session)
    if not session.is_planned:
        raise ValidationError("Only a planned session is cancelled.")
    session.state, session.reason = SessionState.CANCELLED, reason.strip()
    return write(session, by=by, action="session.cancelled", reason=reason.strip())


@transaction.atomic
def stop_session(*, session: Session, reason: str, by: User) -> Session:
    """Stop a session under way before any cells were given, with the reason."""
    hold(session)
    if not session.is_under_way:
        raise ValidationError("Only a session under way is stopped.")
    session.state, session.reason = SessionState.STOPPED, reason.strip()
    return write(session, by=by, action="session.stopped", reason=reason.strip())
