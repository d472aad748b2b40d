"""Ask every gate; a gate that breaks down closes."""

from collections.abc import Callable, Mapping

from foundation.medicine.sources import Source
from therapy.rules.gates.answers import GateAnswer, GateOutcome
from therapy.rules.limits import Override, SafetyLimits, Tag

Check = Callable[[], GateAnswer]

RULE = Source("Safety gates: semantics", "clinical/therapy/safety.md, section 1")


def evaluate(checks: Mapping[str, Check], *, limits: SafetyLimits) -> list[GateAnswer]:
    """Ask every gate in the given order and give all answers.

    A gate that raises, or answers for another gate, is HARD `ENGINE_ERROR`: the session
    cannot start, and the answer names what broke (its kind, never a patient's value).
    """
    return [_ask(gate, check, limits=limits) for gate, check in checks.items()]


def _ask(gate: str, check: Check, *, limits: SafetyLimits) -> GateAnswer:
    try:
        answer = check()
    except Exception as breakdown:
        return _closed(gate, type(breakdown).__name__, limits=limits)
    if not isinstance(answer, GateAnswer) or answer.gate != gate:
        return _closed(gate, "answer of another gate", limits=limits)
    return answer


def _closed(gate: str, breakdown: str, *, limits: SafetyLimits) -> GateAnswer:
    return GateAnswer(
        gate=gate,
        outcome=GateOutcome.HARD,
        reason="ENGINE_ERROR",
        message="This check could not be carried out, so the session cannot start.",
        override=Override.NONE,
        tag=Tag.POLICY,
        source=RULE,
        limits_version=limits.version,
        details={"breakdown": breakdown},
    )
