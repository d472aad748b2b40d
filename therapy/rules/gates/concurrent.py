"""Does something else she is given stand against it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.gates.therapy import Therapy
from therapy.rules.limits import SafetyLimits

LIT, IVIG, PLASMAPHERESIS = "LIT", "IVIG", "PLASMAPHERESIS"
ANTI_TNF, STEROID = "anti_tnf", "glucocorticoid"
HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Concurrent:
    """One other treatment: given some days ago, or planned in some hours.

    Unknown times count as now; an unknown dose of a steroid counts as a high one.
    """

    therapy: Therapy
    days_ago: int | None = None
    in_hours: Decimal | None = None
    mg_per_day: Decimal | None = None


def g_concurrent(
    therapy: Therapy, *, others: Iterable[Concurrent], limits: SafetyLimits
) -> GateAnswer:
    """Judge the therapy against everything else she has; the worst pair answers."""
    gate = Gate("g_concurrent", limits)
    return worst(
        [answer for other in others for answer in _pair(therapy, other=other, gate=gate)],
        otherwise=gate.passed("Nothing else she is given stands against it."),
    )


def _pair(therapy: Therapy, *, other: Concurrent, gate: Gate) -> Iterator[GateAnswer]:
    yield from _washed_out(therapy, other=other, gate=gate)
    seen = {"with": other.therapy.code, "days_ago": other.days_ago}
    both, groups = (
        {therapy.family, other.therapy.family},
        {therapy.group, other.therapy.group},
    )
    if LIT in both and ANTI_TNF in groups:
        text = "Cells and anti-TNF work against each other: two clinicians decide."
        yield gate.soft("LIT_WITH_ANTI_TNF", text, **seen)
    if other.therapy.group == STEROID and therapy.group != STEROID:
        yield from _steroid(other, gate=gate)
    recent = other.days_ago is None or other.days_ago <= gate.limits.lit_ivig_warn_max_days
    if both == {LIT, IVIG} and recent:
        text = f"{other.therapy.name} lately: it may blunt the effect."
        yield gate.warn("LIT_IVIG_14D", text, **seen)


def _washed_out(therapy: Therapy, *, other: Concurrent, gate: Gate) -> Iterator[GateAnswer]:
    """Immunoglobulin shortly before plasma exchange is washed out again."""
    if (therapy.family, other.therapy.family) == (IVIG, PLASMAPHERESIS):
        if other.days_ago is not None and other.in_hours is None:
            return
        hours = other.in_hours or Decimal(0)
    elif (therapy.family, other.therapy.family) == (PLASMAPHERESIS, IVIG):
        hours = Decimal((other.days_ago or 0) * HOURS_PER_DAY)
    else:
        return
    if hours < gate.limits.plasmapheresis_hard_below_h:
        yield gate.hard(
            "IVIG_BEFORE_PLASMAPHERESIS",
            "Plasma exchange would wash the immunoglobulin out: give it afterwards.",
            hours=hours,
        )


def _steroid(other: Concurrent, *, gate: Gate) -> Iterator[GateAnswer]:
    dose = other.mg_per_day
    if dose is None or dose >= gate.limits.steroid_soft_from_mg:
        shown = "an unknown dose" if dose is None else f"{dose} mg a day"
        text = f"{other.therapy.name}, {shown}, on top: two clinicians decide."
        yield gate.soft("STEROID_STACK", text, mg_per_day=dose)
