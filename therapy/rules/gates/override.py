"""May this override stand?"""

from dataclasses import dataclass

from therapy.rules.gates.answers import Gate, GateAnswer, GateOutcome
from therapy.rules.limits import Override, OverrideRule, SafetyLimits


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs, by the name of his or her own login."""

    id: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRequest:
    """What somebody wants to go past, why, for which session, and who signs."""

    outcome: GateOutcome
    gate_reason: str
    reason_code: str
    reason_text: str
    by: Signer | None
    second: Signer | None
    session: str
    valid_for_session: str


def g_override(request: OverrideRequest, *, limits: SafetyLimits) -> GateAnswer:
    """Judge one override; whatever is wrong with it, it does not stand.

    It holds for one session, needs the listed role, a reason code and a text long enough
    to mean something, and for some reasons a second clinician with another login. HARD
    is never overridden, nor a reason the catalogue does not name.
    """
    gate = Gate("g_override", limits)
    rule = limits.overrides.get(request.gate_reason)
    if request.outcome is not GateOutcome.SOFT or rule is None:
        return gate.hard("NOT_OVERRIDABLE", "Nobody can go past this in the application.")
    if not request.session or request.session != request.valid_for_session:
        return gate.hard("OVERRIDE_OTHER_SESSION", "It was given for another session.")
    return _signature(request, rule=rule, gate=gate) or gate.overridden(
        "The override stands.", gate_reason=request.gate_reason
    )


def _signature(
    request: OverrideRequest, *, rule: OverrideRule, gate: Gate
) -> GateAnswer | None:
    if request.by is None or not request.by.id or request.by.role not in rule.roles:
        return gate.hard("ROLE_NOT_ALLOWED", "Your role cannot override this.")
    if not request.reason_code:
        return gate.hard("REASON_CODE_MISSING", "Choose a reason.")
    least = gate.limits.override_text_min_characters
    if len(request.reason_text.strip()) < least:
        return gate.hard("REASON_TOO_SHORT", f"Write at least {least} characters.")
    if rule.clinicians is Override.TWO and not _may_second(
        request.second, by=request.by, rule=rule
    ):
        return gate.hard(
            "SECOND_CLINICIAN_REQUIRED", "A second clinician must sign with an own login."
        )
    return None


def _may_second(second: Signer | None, *, by: Signer, rule: OverrideRule) -> bool:
    """Another login than the first, with a role that may sign."""
    return (
        second is not None
        and bool(second.id)
        and second.id != by.id
        and second.role in rule.roles
    )
