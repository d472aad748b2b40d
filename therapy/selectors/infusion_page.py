"""An infusion as its page shows it along the day."""

from collections.abc import Iterable
from dataclasses import dataclass

from therapy.models import Infusion, InfusionLot, InfusionVitals
from therapy.models.infusion import InfusionState
from therapy.models.infusion_rows import Advice, Sign
from therapy.rendering.infusions import (
    AnswerShown,
    PlanShown,
    plan_shown,
    worst_first,
)
from therapy.rules.catalogue import limits_on
from therapy.rules.protocols import protocols
from therapy.selectors.gates import Told
from therapy.selectors.infusions import answer_shown

TONES = {
    Advice.CONTINUE: "good",
    Advice.SLOW: "caution",
    Advice.PAUSE: "caution",
    Advice.STOP: "stop",
}


@dataclass(frozen=True, slots=True)
class StepOfTheDay:
    """One step on the way through the day."""

    label: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class VitalsShown:
    """One set as it is read, with what was advised on it."""

    row: InfusionVitals
    signs: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionPage:
    """Everything the page of one infusion shows."""

    plan: PlanShown
    protocol: str
    steps: tuple[StepOfTheDay, ...]
    answers: tuple[AnswerShown, ...]
    decided: tuple[Told, ...]
    notes: bool
    closed: bool
    lots: tuple[InfusionLot, ...]
    vitals: tuple[VitalsShown, ...]
    latest: VitalsShown | None
    given: str


def infusion_page(infusion: Infusion, *, told: Iterable[Told]) -> InfusionPage:
    """Gather what is on file of one infusion, and what the gates say of it."""
    answers = list(told)
    vitals = [_shown(row) for row in infusion.vitals.filter(voided_at__isnull=True)]
    limits = limits_on(infusion.planned_for)
    return InfusionPage(
        plan=plan_shown(infusion.plan, started_at=infusion.started_at),
        protocol=protocols()[infusion.protocol_code].name,
        steps=tuple(_steps(infusion, has_vitals=bool(vitals))),
        answers=tuple(
            worst_first(
                answer_shown(each.answer.as_record(), limits=limits) for each in answers
            )
        ),
        decided=tuple(each for each in answers if each.override is not None),
        notes=any(each.is_note for each in answers),
        closed=any(not each.is_open for each in answers),
        lots=tuple(infusion.lots.filter(voided_at__isnull=True)),
        vitals=tuple(vitals),
        latest=vitals[-1] if vitals else None,
        given=infusion.given_words,
    )


def _shown(row: InfusionVitals) -> VitalsShown:
    signs = ", ".join(Sign(code).label for code in row.signs)
    return VitalsShown(row, signs, TONES[Advice(row.advice)])


def _steps(infusion: Infusion, *, has_vitals: bool) -> Iterable[StepOfTheDay]:
    state = InfusionState(infusion.state)
    if state is InfusionState.CANCELLED:
        yield StepOfTheDay("Planned", "done", "")
        yield StepOfTheDay("Cancelled", "stopped", infusion.reason)
        return
    begun, over = infusion.started_at is not None, infusion.has_ended
    ready = has_vitals or begun
    yield StepOfTheDay("Planned", "done", "")
    yield StepOfTheDay("First vital signs", "done" if ready else "current", "")
    waiting = "current" if ready else "todo"
    yield StepOfTheDay("Started", "done" if begun else waiting, "")
    running = "current" if begun else "todo"
    yield StepOfTheDay("Running", "done" if over else running, "")
    if state is InfusionState.STOPPED:
        yield StepOfTheDay("Stopped early", "stopped", infusion.reason)
    else:
        yield StepOfTheDay("Given", "done" if over else "todo", infusion.given_words)
