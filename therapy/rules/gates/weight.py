"""Is her weight known, fresh and believable?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from therapy.rules.gates.ages import age_in_days, days
from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.gates.pregnancy_state import PregnancyState
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A weight, its day, and the one before it if there was one."""

    kg: Decimal
    measured_on: date | None
    previous_kg: Decimal | None = None


def g_weight(
    weight: Weight | None, *, state: PregnancyState | None, limits: SafetyLimits, on: date
) -> GateAnswer:
    """Judge the weight that a dose per kilogram will be built on.

    Missing, dated ahead, impossible or too old stops the session. When it is not known
    whether she is pregnant, the shorter limit of pregnancy counts. A jump since the last
    weight, up or down, must be acknowledged: it may be a slip of the pen.
    """
    gate = Gate("g_weight", limits)
    if weight is None or weight.measured_on is None:
        return gate.hard("WEIGHT_MISSING", "Weigh her: no dated weight is on file.")
    return (
        _date(weight.measured_on, gate=gate, state=state, on=on)
        or _size(weight, gate=gate)
        or gate.passed(f"{weight.kg} kg.", kg=weight.kg, measured_on=weight.measured_on)
    )


def _date(
    measured_on: date, *, gate: Gate, state: PregnancyState | None, on: date
) -> GateAnswer | None:
    age = age_in_days(measured_on, on=on)
    limit = gate.limits.weight_max_age_days
    if state is None or state.is_pregnant:
        limit = gate.limits.weight_max_age_pregnant_days
    seen = {"measured_on": measured_on, "age_days": age}
    if age < 0:
        return gate.hard("DATE_IN_FUTURE", "The weight is dated in the future.", **seen)
    if age > limit:
        return gate.hard(
            "WEIGHT_STALE",
            f"The weight is {days(age)} old; weigh her again after {days(limit)}.",
            **seen,
        )
    return None


def _size(weight: Weight, *, gate: Gate) -> GateAnswer | None:
    low, high = gate.limits.weight_min_kg, gate.limits.weight_max_kg
    seen = {"kg": weight.kg, "previous_kg": weight.previous_kg}
    if not low <= weight.kg <= high:
        return gate.hard(
            "WEIGHT_IMPLAUSIBLE",
            f"{weight.kg} kg cannot be right; {low} to {high} kg are accepted.",
            **seen,
        )
    if weight.previous_kg and _has_jumped(weight.kg, weight.previous_kg, gate=gate):
        return gate.warn(
            "WEIGHT_JUMP",
            f"{weight.kg} kg after {weight.previous_kg} kg: is that right?",
            **seen,
        )
    return None


def _has_jumped(kg: Decimal, previous: Decimal, *, gate: Gate) -> bool:
    return abs(kg - previous) * 100 > gate.limits.weight_jump_above_pct * previous
