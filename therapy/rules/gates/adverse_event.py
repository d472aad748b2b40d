"""What happened last time, and has somebody looked at it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.limits import SafetyLimits

ANAPHYLAXIS = "anaphylaxis"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEvent:
    """One earlier reaction. Grade: CTCAE, entered by a person; None is not graded."""

    term: str
    grade: int | None
    family: str
    resolved: bool = False
    reviewed: bool = False


def g_open_ae(
    events: Iterable[AdverseEvent], *, family: str, limits: SafetyLimits
) -> GateAnswer:
    """Judge earlier reactions before `family` (such as all of IVIG) is given again.

    Life-threatening by the same treatment: never again. A grade 3 stays closed until
    somebody has reviewed it; that it passed is no review. An event nobody graded stops.
    """
    gate = Gate("g_open_ae", limits)
    return worst(
        [a for event in events for a in _answers(event, family=family, gate=gate)],
        otherwise=gate.passed("No earlier reaction stands open."),
    )


def _answers(event: AdverseEvent, *, family: str, gate: Gate) -> Iterator[GateAnswer]:
    limits = gate.limits
    seen = {"term": event.term, "grade": event.grade, "after": event.family}
    shown = event.term.replace("_", " ")
    if event.grade is None:
        yield gate.hard("AE_GRADE_MISSING", f"Grade this reaction first: {shown}.", **seen)
        return
    if _threatened_life(event, limits=limits):
        if event.family == family:
            text = f"{shown} after this treatment: never again."
            yield gate.hard("LIFE_THREATENING_SAME_THERAPY", text, **seen)
        else:
            text = f"{shown} after another treatment: two clinicians decide."
            yield gate.soft("ANAPHYLAXIS_OTHER_THERAPY", text, **seen)
    elif event.grade >= limits.event_review_from_grade and not event.reviewed:
        text = f"Nobody has reviewed this reaction of grade {event.grade}: {shown}."
        yield gate.hard("PRIOR_G3_UNREVIEWED", text, **seen)
    if event.grade >= limits.open_event_soft_from_grade and not event.resolved:
        yield gate.soft("OPEN_AE", f"This reaction has not passed yet: {shown}.", **seen)


def _threatened_life(event: AdverseEvent, *, limits: SafetyLimits) -> bool:
    grave = (event.grade or 0) >= limits.event_life_threatening_from_grade
    return grave or event.term.casefold() == ANAPHYLAXIS
