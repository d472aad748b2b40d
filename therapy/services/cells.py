"""From the donor's blood to the injection, and home: what is written down along the way."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.records.services import hold, log_act, write
from therapy.choices import About, SessionState, Stage
from therapy.models import Session, SessionObservation
from therapy.models.session import MILLION
from therapy.rules.catalogue import limits_on
from therapy.rules.gates import GateOutcome, Leaving, SessionKind, g_discharge
from therapy.selectors.gates import Scanned, Told, is_open, told_of_cells
from therapy.services.checks import keep_checks

NOT_YET = "This is still to come."


@dataclass(frozen=True, slots=True)
class Given:
    """Whether the cells may be and were recorded as given; the answers tell why not."""

    session: Session
    went_in: bool
    told: list[Told]


@transaction.atomic
def record_cells(
    *,
    session: Session,
    drawn_at: datetime,
    draw_ml: Decimal,
    millions_counted: Decimal,
    viability_pct: Decimal,
    by: User,
) -> Session:
    """Write down the draw, the count and the viability; until the release it may change.

    Raises:
        ValidationError: the session is not under way, the cells are already released, or
            the draw lies in the future.
    """
    hold(session)
    _refuse_unless_under_way(session)
    if session.released_by is not None:
        raise ValidationError("These cells are already checked and released.")
    if drawn_at > timezone.now():
        raise ValidationError({"drawn_at": NOT_YET})
    session.drawn_at, session.draw_ml = drawn_at, draw_ml
    session.cells_counted = int(millions_counted * MILLION)
    session.viability_pct, session.prepared_by = viability_pct, by
    return write(session, by=by, action="session.cells_counted")


def _refuse_unless_under_way(session: Session) -> None:
    if not session.is_under_way:
        raise ValidationError("This session is not under way.")


@transaction.atomic
def release_cells(*, session: Session, checker: User, by: User) -> Session:
    """Let a second person put the name to the counted cells.

    Raises:
        ValidationError: nothing was counted, or the checker is the one who counted or
            may not record sessions.
    """
    hold(session)
    _refuse_unless_under_way(session)
    if session.prepared_by is None:
        raise ValidationError("Nothing is counted yet.")
    if checker == session.prepared_by:
        said = f"{checker} counted these cells. Another person must check them."
        raise ValidationError({"checker": said})
    if not checker.may(Permission.SESSION_RECORD):
        raise ValidationError({"checker": "This role does not check cells."})
    session.released_by, session.released_at = checker, timezone.now()
    return write(
        session, by=by, action="session.cells_released", checker=checker.get_username()
    )


@transaction.atomic
def give_cells(
    *,
    session: Session,
    scanned: Scanned,
    given_at: datetime,
    millions_given: Decimal,
    volume_ml: Decimal,
    sites: list[str],
    on: date,
    by: User,
) -> Given:
    """Write down the injection, if the labels are hers and the cells may be given.

    A refusal leaves the answers of the gates on file and nothing else.

    Raises:
        ValidationError: the session is not under way, or the time cannot be right.
    """
    hold(session)
    _refuse_unless_under_way(session)
    _refuse_time(given_at, session=session)
    told = told_of_cells(session, scanned=scanned, at=given_at, on=on)
    keep_checks(told, session=session, stage=Stage.GIVE, on=on, by=by)
    if not is_open(told):
        closed = [each.answer.reason for each in told if not each.is_open]
        log_act(by=by, action="session.cells_refused", subject=session, reasons=closed)
        return Given(session, False, told)
    session.state, session.given_at, session.given_by = SessionState.GIVEN, given_at, by
    session.cells_given = int(millions_given * MILLION)
    session.volume_ml, session.sites = volume_ml, sites
    write(session, by=by, action="session.cells_given")
    return Given(session, True, told)


def _refuse_time(given_at: datetime, *, session: Session) -> None:
    if given_at > timezone.now():
        raise ValidationError({"given_at": NOT_YET})
    if session.drawn_at is not None and given_at < session.drawn_at:
        raise ValidationError({"given_at": "This lies before the draw."})
    began = session.started_at
    if began is not None and given_at < began.replace(second=0, microsecond=0):
        raise ValidationError({"given_at": "This lies before the start of the session."})


@transaction.atomic
def observe(
    *,
    session: Session,
    taken_at: datetime,
    pulse: int | None = None,
    systolic: int | None = None,
    diastolic: int | None = None,
    temperature_c: Decimal | None = None,
    spo2_pct: int | None = None,
    site_reaction: str = "",
    remark: str = "",
    by: User,
) -> SessionObservation:
    """Write down one look at her: vital signs and the injection sites.

    Raises:
        ValidationError: nothing was looked at, the session has not begun or she has gone
            home, or the time lies ahead.
    """
    if session.started_at is None or session.discharged_at is not None:
        raise ValidationError("She is looked at between the start and the way home.")
    if taken_at > timezone.now():
        raise ValidationError({"taken_at": NOT_YET})
    values = (pulse, systolic, diastolic, temperature_c, spo2_pct)
    if all(value is None for value in values) and not site_reaction:
        raise ValidationError("Write down at least one thing you looked at.")
    look = SessionObservation(
        session=session,
        taken_at=taken_at,
        pulse=pulse,
        systolic=systolic,
        diastolic=diastolic,
        temperature_c=temperature_c,
        spo2_pct=spo2_pct,
        site_reaction=site_reaction,
        remark=remark,
    )
    return write(look, by=by, action="session.observed")


@transaction.atomic
def discharge(
    *,
    session: Session,
    vitals_ok: bool,
    instructions_given: bool,
    on: date,
    by: User,
) -> Session:
    """Let her go home after the full observation, well and with instructions.

    Raises:
        ValidationError: it is too early, nobody looked at her after the cells, or she has
            no instructions yet.
    """
    hold(session)
    if session.given_at is None or session.discharged_at is not None:
        raise ValidationError("She goes home once, after the cells.")
    answer = g_discharge(
        Leaving(
            kind=SessionKind.LIT,
            first_rules=True,
            minutes_since_end=_minutes_since(session.given_at),
            vitals_ok=vitals_ok and _was_looked_at(session),
            instructions_given=instructions_given,
        ),
        limits=limits_on(on),
    )
    if answer.outcome is GateOutcome.HARD:
        raise ValidationError(answer.message)
    keep = [Told(about=About.WOMAN, answer=answer)]
    keep_checks(keep, session=session, stage=Stage.DISCHARGE, on=on, by=by)
    session.discharged_at, session.discharged_by = timezone.now(), by
    session.instructions_given = instructions_given
    return write(session, by=by, action="session.discharged")


def _minutes_since(moment: datetime) -> Decimal:
    return Decimal(int((timezone.now() - moment).total_seconds()) // 60)


def _was_looked_at(session: Session) -> bool:
    looks = session.observations.standing()
    return looks.filter(taken_at__gte=session.given_at, pulse__isnull=False).exists()
