"""What a safety gate answers, and what the answers together decide."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from foundation.medicine.sources import Source
from therapy.rules.limits import Override, SafetyLimits, Tag

RULES_VERSION = 1

Detail = str | int | bool | None


class GateOutcome(StrEnum):
    """PASS < WARN (acknowledge) < SOFT (override) < HARD (no way past)."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    WARN = "WARN"
    SOFT = "SOFT"
    HARD = "HARD"

    @property
    def rank(self) -> int:
        """Order the outcomes by how much they hold back."""
        return list(GateOutcome).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer:
    """One gate's verdict: a code for the record, a sentence for the nurse.

    `details` holds the values the gate has seen, as text that can be stored.
    """

    gate: str
    outcome: GateOutcome
    reason: str
    message: str
    override: Override
    tag: Tag
    source: Source
    limits_version: int
    details: Mapping[str, Detail] = field(default_factory=dict, hash=False)

    @property
    def weight(self) -> tuple[int, int]:
        """Order answers: the outcome first, then how many must sign."""
        return self.outcome.rank, self.override.signatures

    @property
    def seen_hash(self) -> str:
        """Give the fingerprint of what the gate has seen, to compare two evaluations."""
        seen = json.dumps(dict(self.details), sort_keys=True, ensure_ascii=False)
        return sha256(seen.encode()).hexdigest()

    def veiled(self, *, is_open: bool) -> "GateAnswer":
        """Give the answer as somebody hears it who does not read what the gate has seen."""
        outcome, message = heard(is_open=is_open)
        return replace(
            self,
            outcome=outcome,
            reason="HIDDEN",
            message=message,
            override=Override.NONE,
            details={},
        )

    def as_record(self) -> dict[str, object]:
        """Give the answer as plain values for the session's record.

        A changed rule or limit never rewrites it: both versions are in it.
        """
        return {
            "gate": self.gate,
            "outcome": self.outcome.value,
            "reason": self.reason,
            "message": self.message,
            "override": self.override.value,
            "tag": self.tag.value,
            "source": str(self.source),
            "limits_version": self.limits_version,
            "rules_version": RULES_VERSION,
            "details": dict(self.details),
            "seen_hash": self.seen_hash,
        }


def heard(*, is_open: bool) -> tuple[GateOutcome, str]:
    """Say only whether a gate lets pass; no test, no result, nobody who decided."""
    if is_open:
        return GateOutcome.PASS, "Passed."
    return GateOutcome.HARD, "Not passed. Ask the clinician."


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate, speaking under one version of the limits."""

    code: str
    limits: SafetyLimits

    def passed(self, message: str, /, **seen: object) -> GateAnswer:
        """Answer that this gate is open."""
        return self._answer(GateOutcome.PASS, reason="OK", message=message, seen=seen)

    def overridden(self, message: str, /, **seen: object) -> GateAnswer:
        """Answer that somebody may and did go past the gate."""
        return self._answer(
            GateOutcome.PASS, reason="OVERRIDDEN", message=message, seen=seen
        )

    def warn(self, reason: str, message: str, /, **seen: object) -> GateAnswer:
        """Answer something that must be acknowledged by name."""
        return self._answer(GateOutcome.WARN, reason=reason, message=message, seen=seen)

    def soft(self, reason: str, message: str, /, **seen: object) -> GateAnswer:
        """Answer something that one or two clinicians may override, with a reason."""
        return self._answer(GateOutcome.SOFT, reason=reason, message=message, seen=seen)

    def hard(self, reason: str, message: str, /, **seen: object) -> GateAnswer:
        """Answer something that nobody can override."""
        return self._answer(GateOutcome.HARD, reason=reason, message=message, seen=seen)

    def _answer(
        self, outcome: GateOutcome, *, reason: str, message: str, seen: Mapping[str, object]
    ) -> GateAnswer:
        basis = self.limits.basis(self.code)
        soft = outcome is GateOutcome.SOFT
        return GateAnswer(
            gate=self.code,
            outcome=outcome,
            reason=reason,
            message=message,
            override=self.limits.override_rule(reason).clinicians
            if soft
            else Override.NONE,
            tag=basis.tag,
            source=basis.source,
            limits_version=self.limits.version,
            details={name: storable(value) for name, value in seen.items()},
        )


def storable(value: object) -> Detail:
    """Turn a value that was seen into text for the record; absence stays absence."""
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def worst(answers: Iterable[GateAnswer], *, otherwise: GateAnswer) -> GateAnswer:
    """Pick the answer that holds back most; the first of equals; `otherwise` if none."""
    return max(answers, key=lambda answer: answer.weight, default=otherwise)


def decide(answers: Iterable[GateAnswer]) -> GateOutcome:
    """Decide the session: the worst gate speaks.

    No answer at all is HARD: a session that nobody checked never starts.
    """
    outcomes = [answer.outcome for answer in answers]
    return max(outcomes, key=lambda o: o.rank, default=GateOutcome.HARD)
