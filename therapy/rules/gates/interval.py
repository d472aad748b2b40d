"""Is it too early, or very late, for the next session?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from therapy.rules.gates.ages import age_in_days, days
from therapy.rules.gates.answers import Gate, GateAnswer
from therapy.rules.limits import SafetyLimits


class SessionKind(StrEnum):
    LIT = "LIT"
    IVIG = "IVIG"


@dataclass(frozen=True, slots=True)
class Window:
    """Days since the last session.

    HARD | SOFT (early) | open | WARN (late)
         hard_below     soft_below   warn_above
    """

    hard_below: int
    soft_below: int
    warn_above: int


def window(kind: SessionKind, *, limits: SafetyLimits) -> Window:
    """Give the window of a kind of session."""
    if kind is SessionKind.LIT:
        return Window(
            limits.lit_interval_hard_below_days,
            limits.lit_interval_soft_below_days,
            limits.lit_interval_warn_above_days,
        )
    return Window(
        limits.ivig_interval_hard_below_days,
        limits.ivig_interval_soft_below_days,
        limits.ivig_interval_warn_above_days,
    )


def g_interval(
    kind: SessionKind,
    *,
    last_session_on: date | None,
    consecutive_course: bool = False,
    limits: SafetyLimits,
    on: date,
) -> GateAnswer:
    """Compare the days since the last session of this kind with its window.

    No earlier session: there is nothing to keep a distance from. A last session dated
    ahead gives a negative distance, which is too early. The days of one consecutive-day
    course of IVIG do not count against each other, but a second dose on one day does.
    """
    gate = Gate("g_interval", limits)
    if last_session_on is None:
        return gate.passed("This is the first session.", last_session_on=None)
    gap = age_in_days(last_session_on, on=on)
    course = kind is SessionKind.IVIG and consecutive_course
    if course and limits.course_gap_min_days <= gap < limits.ivig_interval_soft_below_days:
        return gate.passed(f"The course goes on after {days(gap)}.", gap_days=gap)
    return _judge(gap, window=window(kind, limits=limits), gate=gate)


def _judge(gap: int, *, window: Window, gate: Gate) -> GateAnswer:
    if gap < window.hard_below:
        return gate.hard(
            "TOO_EARLY",
            f"{_since(gap)}; at least {days(window.hard_below)} must pass.",
            gap_days=gap,
        )
    if gap < window.soft_below:
        return gate.soft(
            "EARLY",
            f"{_since(gap)}; {days(window.soft_below)} are usual.",
            gap_days=gap,
        )
    if gap > window.warn_above:
        return gate.warn(
            "LATE",
            f"{_since(gap)}, more than {days(window.warn_above)}. Is the plan still right?",
            gap_days=gap,
        )
    return gate.passed(f"{_since(gap)}.", gap_days=gap)


def _since(gap: int) -> str:
    if gap < 0:
        return "The last session is dated in the future"
    return (
        "The last session was today"
        if gap == 0
        else f"The last session was {days(gap)} ago"
    )
