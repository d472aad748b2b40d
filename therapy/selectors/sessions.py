"""Sessions as the chart, the day and one page show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from foundation.accounts.models import User
from foundation.records.compiled import Blank
from patients.models import Couple, Person
from therapy.choices import SessionState, Stage
from therapy.models import GateCheck, Session, SessionObservation
from therapy.models.gates import gates_hidden_from
from therapy.models.session import SessionQuerySet
from therapy.rendering.gates import GateLine, line_of_answer, line_of_row
from therapy.rules.catalogue import limits_on
from therapy.rules.evidence import Evidence, evidence
from therapy.rules.protocols import Protocol
from therapy.selectors.gates import (
    Told,
    as_told_to,
    overrides_of,
    told_before,
    told_of_release,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the day: done, current, todo or stopped."""

    words: str
    state: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class DonorShown:
    """Who gives the cells: the partner by name, anybody else by code, whoever reads."""

    is_partner: bool
    blood_group: str
    person: Person | None
    code: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list."""

    session: Session
    donor: DonorShown


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """Everything one page of a session shows."""

    session: Session
    donor: DonorShown
    is_today: bool
    steps: tuple[Step, ...]
    gates: tuple[GateLine, ...]
    gates_when: str
    observations: tuple[SessionObservation, ...]
    protocol: Protocol
    evidence: Evidence
    remarks: tuple[str, ...]

    @property
    def has_notes(self) -> bool:
        return any(line.is_note for line in self.gates)

    @property
    def closed(self) -> list[GateLine]:
        return [line for line in self.gates if line.is_closed]


def sessions_of(couple: Couple | Blank, sessions: SessionQuerySet) -> SessionQuerySet:
    """List a couple's sessions, the newest first, called off ones too."""
    return sessions.standing().filter(couple=couple).with_people().order_by(
        "-planned_for", "-pk"
    )  # fmt: skip


def sessions_on(day: date, sessions: SessionQuerySet) -> SessionQuerySet:
    """List the sessions of a day, and those still under way from before."""
    of_day = Q(planned_for=day) & ~Q(state=SessionState.CANCELLED)
    left_open = Q(state=SessionState.STARTED, planned_for__lt=day)
    standing = sessions.standing().filter(of_day | left_open)
    return standing.with_people().order_by("planned_for", "pk")


def session_lines(sessions: Iterable[Session]) -> list[SessionLine]:
    """Show sessions one under the other."""
    return [SessionLine(each, donor_shown(each)) for each in sessions]


def donor_shown(session: Session) -> DonorShown:
    """Tell who gives the cells. A partner is on the same chart; a donor is a code.

    Who a donor is stands on one page alone, and whoever opens it is in the log.
    """
    is_partner = session.donor_is_partner
    return DonorShown(
        is_partner,
        session.donor.blood_group,
        session.donor if is_partner else None,
        "" if is_partner else code_shown(session),
    )


def code_shown(session: Session) -> str:
    """Give the donor's code, as `with_people` read it where it did."""
    read = getattr(session, "donor_code", None)
    return session.giver if read is None else str(read)


def session_page(session: Session, *, on: date, reader: User) -> SessionPage:
    """Put one session together, as it stands now and as far as the reader's role goes."""
    lines, when = _gates(session, on=on, reader=reader)
    rule = session.protocol.rule
    observations = tuple(session.observations.standing().select_related("written_by"))
    for look in observations:
        look.session = session
    return SessionPage(
        session=session,
        donor=donor_shown(session),
        is_today=session.planned_for == on,
        steps=steps_of(session, looked=len(observations)),
        gates=tuple(lines),
        gates_when=when,
        observations=observations,
        protocol=rule,
        evidence=evidence()[rule.evidence],
        remarks=tuple(_remarks(session, rule=rule)),
    )


def _gates(session: Session, *, on: date, reader: User) -> tuple[list[GateLine], str]:
    """Ask now while it is planned; afterwards show what was answered at the time."""
    if session.is_planned:
        day = max(on, session.planned_for)
        told = told_before(session, on=day)
        when = "As things stand now"
        return told_lines(told, on=day, reader=reader), f"{when}, for the planned day"
    kept = _kept(session, reader=reader)
    if session.is_under_way and session.released_at:
        told = told_of_release(session, at=timezone.now(), on=on)
        kept = [*told_lines(told, on=on, reader=reader), *kept]
    return kept, "As answered at the time"


def told_lines(told: Iterable[Told], *, on: date, reader: User) -> list[GateLine]:
    """Show this reader answers that were given just now."""
    limits = limits_on(on)
    return [
        line_of_answer(each.about.value, each.answer, override=each.override, limits=limits)
        for each in as_told_to(reader, told)
    ]


def _kept(session: Session, *, reader: User) -> list[GateLine]:
    """Show the last answers of the start and of the cells."""
    rows = list(session.checks.select_related("evaluated_by"))
    kept = [row for stage in (Stage.START, Stage.GIVE) for row in _last(rows, stage)]
    if not kept:
        kept = _last(rows, Stage.CHECKIN) or _last(rows, Stage.ORDER)
    decided = {
        (o.check_row.about, o.check_row.gate, o.check_row.reason): o
        for o in overrides_of(session=session)
    }
    lines = [
        line_of_row(
            row,
            override=decided.get((row.about, row.gate, row.reason)),
            limits=limits_on(row.judged_on),
        )
        for row in kept
    ]
    hidden = gates_hidden_from(reader)
    return [line.veiled if line.gate in hidden else line for line in lines]


def _last(rows: Iterable[GateCheck], stage: Stage) -> list[GateCheck]:
    """Give the answers of the last run of a stage; a lone decision is no run."""
    of_stage = [row for row in rows if row.stage == stage]
    runs: dict[object, list[GateCheck]] = {}
    for row in of_stage:
        runs.setdefault(row.run, []).append(row)
    whole = [run for run in runs.values() if len(run) > 1]
    return whole[-1] if whole else []


def steps_of(session: Session, *, looked: int) -> tuple[Step, ...]:
    """Say how far the day has come."""
    reached = [
        ("Planned", None, True),
        ("Checked in", session.checked_in_at, session.checked_in_at is not None),
        ("Started", session.started_at, session.started_at is not None),
        ("Cells counted", session.drawn_at, session.cells_counted is not None),
        ("Second check", session.released_at, session.released_at is not None),
        ("Given", session.given_at, session.given_at is not None),
        ("Observed", None, looked > 0 and session.given_at is not None),
        ("Home", session.discharged_at, session.discharged_at is not None),
    ]
    over = session.state in (SessionState.STOPPED, SessionState.CANCELLED)
    found, is_next = [], not over
    for words, when, is_done in reached:
        if is_done:
            found.append(Step(words, "done", _clock(when)))
        else:
            found.append(Step(words, "current" if is_next else "todo"))
            is_next = False
    if over:
        done = [step for step in found if step.state == "done"]
        return (*done, Step(session.get_state_display(), "stopped"))
    return tuple(found)


def _clock(when: datetime | None) -> str:
    return f"{timezone.localtime(when):%H:%M}" if when else ""


def _remarks(session: Session, *, rule: Protocol) -> Iterable[str]:
    """Say where what was recorded lies outside the protocol's usual range."""
    if (
        session.draw_ml is not None
        and rule.draw_ml
        and not rule.draw_ml.holds(session.draw_ml)
    ):
        yield f"The protocol draws {rule.draw_ml.low} to {rule.draw_ml.high} ml of blood."
    if (
        session.volume_ml is not None
        and rule.volume_ml
        and not rule.volume_ml.holds(session.volume_ml)
    ):
        yield f"The protocol gives {rule.volume_ml.low} to {rule.volume_ml.high} ml."
    count = len(session.sites)
    if count and rule.sites and not rule.sites.low <= count <= rule.sites.high:
        yield f"The protocol uses {rule.sites.low} to {rule.sites.high} places."
