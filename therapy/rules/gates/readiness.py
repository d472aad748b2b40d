"""Is the room ready for an emergency?"""

from dataclasses import dataclass
from datetime import date

from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Who and what is at hand today. None means nobody looked."""

    doctor_on_site: bool | None
    trolley_checked_on: date | None
    adrenaline_expires_on: date | None


def g_readiness(room: Room | None, *, limits: SafetyLimits, on: date) -> GateAnswer:
    """Ask for a doctor in the house, a trolley checked today and adrenaline in date."""
    gate = Gate("g_readiness", limits)
    if room is None or not room.doctor_on_site:
        return gate.hard("NO_DOCTOR_ON_SITE", "A doctor must be in the house.")
    checked, expires = room.trolley_checked_on, room.adrenaline_expires_on
    if checked is not None and checked > on:
        return gate.hard("DATE_IN_FUTURE", "The trolley's check is dated in the future.")
    if checked != on:
        return gate.hard(
            "TROLLEY_NOT_CHECKED_TODAY", "Check the trolley today.", checked_on=checked
        )
    if expires is None:
        return gate.hard("ADRENALINE_MISSING", "The adrenaline's expiry date is not known.")
    if expires < on:
        return gate.hard(
            "ADRENALINE_EXPIRED", "Replace the adrenaline.", expires_on=expires
        )
    return gate.passed("Doctor, trolley and adrenaline are ready.", expires_on=expires)
