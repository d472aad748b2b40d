"""The steps of a session: what each asks, what it does, what it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.accounts.models import User
from therapy import services
from therapy.forms import sessions as forms
from therapy.models import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One form of the page; `needs_day` passes today on to the act."""

    code: str
    form: type[forms.VersionedForm]
    act: Callable[..., Any]
    title: str
    says: str
    button: str
    icon: str
    done: str
    needs_day: bool = False
    tone: str = "primary"

    def run(self, session: Session, *, on: date, by: User, **asked: Any) -> Any:
        """Do the act with what the form cleaned."""
        if self.needs_day:
            asked["on"] = on
        return self.act(session=session, by=by, **asked)


STEPS = {
    step.code: step
    for step in (
        Step(
            code="check-in",
            form=forms.CheckInForm,
            act=services.check_in_session,
            title="Check in",
            says="Both are here and wear their wristbands.",
            button="Both are here",
            icon="person-check",
            done="Both are checked in.",
            needs_day=True,
        ),
        Step(
            code="start",
            form=forms.StartForm,
            act=services.start_session,
            title="Start the session",
            says="Scan the wristband and the labels. All checks are asked again now.",
            button="Start",
            icon="play-fill",
            done="The session has begun.",
            needs_day=True,
        ),
        Step(
            code="cells",
            form=forms.CellsForm,
            act=services.record_cells,
            title="Draw and count",
            says="Count and viability of the whole suspension, before the release.",
            button="Record the cells",
            icon="droplet",
            done="The cells are recorded. A second person checks them now.",
        ),
        Step(
            code="release",
            form=forms.ReleaseForm,
            act=services.release_cells,
            title="Second check",
            says="Another person than the one who counted signs here.",
            button="Check and release",
            icon="shield-check",
            done="The cells are checked and released.",
        ),
        Step(
            code="give",
            form=forms.GiveForm,
            act=services.give_cells,
            title="Give the cells",
            says="Scan wristband and labels once more, then mark every place.",
            button="Record as given",
            icon="check2-circle",
            done="The cells are recorded as given. Now she is observed.",
            needs_day=True,
        ),
        Step(
            code="observe",
            form=forms.ObserveForm,
            act=services.observe,
            title="Look at her",
            says="Vital signs and the injection sites.",
            button="Record this look",
            icon="heart-pulse",
            done="Recorded.",
        ),
        Step(
            code="discharge",
            form=forms.DischargeForm,
            act=services.discharge,
            title="Going home",
            says="After the full observation.",
            button="She goes home",
            icon="house",
            done="She has gone home. The session is complete.",
            needs_day=True,
        ),
        Step(
            code="stop",
            form=forms.ReasonForm,
            act=services.stop_session,
            title="Stop this session",
            says="Nothing was given and nothing will be given today.",
            button="Stop the session",
            icon="x-octagon",
            done="The session is stopped.",
            tone="stop",
        ),
    )
}


def open_steps(session: Session, *, on: date) -> tuple[list[str], list[str]]:
    """Name the steps that may be done now: the ones in front, and those folded away."""
    if session.is_planned:
        return _before(session, on=on), []
    if session.is_under_way:
        return _under_way(session)
    if session.given_at is not None and session.discharged_at is None:
        return ["observe", "discharge"], []
    return [], []


def _before(session: Session, *, on: date) -> list[str]:
    if session.planned_for != on:
        return []
    return ["start"] if session.checked_in_at else ["check-in"]


def _under_way(session: Session) -> tuple[list[str], list[str]]:
    if session.cells_counted is None:
        return ["cells"], ["observe", "stop"]
    if session.released_at is None:
        return ["release"], ["cells", "observe", "stop"]
    return ["give"], ["observe", "stop"]
