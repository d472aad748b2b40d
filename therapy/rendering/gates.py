"""Answers of the gates as lines of a screen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from therapy.choices import About, Stage
from therapy.models import GateCheck, GateOverride
from therapy.rules.gates import GateAnswer, heard
from therapy.rules.limits import SafetyLimits, Tag

ABOUT_WORDS = {About.WOMAN: "woman", About.DONOR: "donor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """One answer as it is shown, and the decision beside it."""

    gate: str
    about: str
    title: str
    outcome: str
    message: str
    rests_on: str
    signatures: int = 0
    override: GateOverride | None = None
    acknowledged_by: str = ""

    @property
    def needs_decision(self) -> bool:
        return self.outcome == "SOFT" and self.override is None

    @property
    def is_note(self) -> bool:
        return self.outcome == "WARN"

    @property
    def is_closed(self) -> bool:
        return self.outcome == "HARD" or self.needs_decision

    @property
    def veiled(self) -> "GateLine":
        """The same line, saying only whether the gate let pass."""
        outcome, message = heard(is_open=not self.is_closed)
        return replace(
            self,
            outcome=outcome.value,
            message=message,
            signatures=0,
            override=None,
            acknowledged_by="",
        )


def line_of_answer(
    about: str, answer: GateAnswer, *, override: GateOverride | None, limits: SafetyLimits
) -> GateLine:
    """Show an answer that was given just now."""
    return GateLine(
        gate=answer.gate,
        about=about,
        title=titled(answer.gate, about=about, limits=limits),
        outcome=answer.outcome.value,
        message=answer.message,
        rests_on=f"{answer.source}, {answer.tag.words}",
        signatures=answer.override.signatures,
        override=override,
    )


def line_of_row(
    row: GateCheck, *, override: GateOverride | None, limits: SafetyLimits
) -> GateLine:
    """Show an answer as it was kept; the second look at the labels says that it is one."""
    title = titled(row.gate, about=row.about, limits=limits)
    is_second_look = row.gate == "g_identity" and row.stage == Stage.GIVE
    return GateLine(
        gate=row.gate,
        about=row.about,
        title=f"{title}, before the cells" if is_second_look else title,
        outcome=row.outcome,
        message=row.message,
        rests_on=f"{row.source}, {Tag(row.tag).words}",
        override=override,
        acknowledged_by=str(row.evaluated_by) if row.acknowledged else "",
    )


def titled(gate: str, *, about: str, limits: SafetyLimits) -> str:
    """Name a gate; a consent says whose it is."""
    title = limits.basis(gate).title
    whose = ABOUT_WORDS.get(About(about))
    return f"{title} of the {whose}" if gate == "g_consent" and whose else title


def closed(lines: Iterable[GateLine]) -> list[GateLine]:
    """List what holds the treatment back."""
    return [line for line in lines if line.is_closed]
