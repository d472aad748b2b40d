"""May she go home?"""

from dataclasses import dataclass
from decimal import Decimal

from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.gates.interval import SessionKind
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How things stand when she wants to leave. None means nobody looked or wrote it."""

    kind: SessionKind
    first_rules: bool
    minutes_since_end: Decimal | None
    vitals_ok: bool | None
    instructions_given: bool | None


def g_discharge(leaving: Leaving, *, limits: SafetyLimits) -> GateAnswer:
    """Ask for the full observation, good vital signs and written instructions."""
    gate = Gate("g_discharge", limits)
    needed, passed = observation_min(leaving, limits=limits), leaving.minutes_since_end
    if passed is None or passed < needed:
        return gate.hard(
            "OBSERVATION_SHORT", f"Observe her for {needed} minutes.", minutes=passed
        )
    if not leaving.vitals_ok:
        return gate.hard("VITALS_NOT_OK", "Take her vital signs; they must be well.")
    if not leaving.instructions_given:
        return gate.hard("INSTRUCTIONS_MISSING", "Give her the instructions first.")
    return gate.passed("She may go home.", minutes=passed)


def observation_min(leaving: Leaving, *, limits: SafetyLimits) -> int:
    """Give the minutes of observation after the end."""
    if leaving.kind is SessionKind.LIT:
        return limits.observation_lit_min
    if leaving.first_rules:
        return limits.observation_ivig_first_min
    return limits.observation_ivig_min
