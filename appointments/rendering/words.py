"""States and times of the appointment book in words; always a drawing beside a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from appointments.choices import ReminderState, Status
from foundation.messaging.choices import State


@dataclass(frozen=True, slots=True)
class Look:
    """The word, the drawing and the tone of one state."""

    word: str
    icon: str
    tone: str


STATUS = {
    Status.BOOKED: Look("Booked", "calendar-event", "neutral"),
    Status.ARRIVED: Look("Arrived", "person-check-fill", "info"),
    Status.IN_ROOM: Look("In the room", "door-open-fill", "accent"),
    Status.COMPLETED: Look("Completed", "check-circle-fill", "good"),
    Status.CANCELLED: Look("Cancelled", "x-circle", "neutral"),
    Status.NO_SHOW: Look("Did not come", "person-dash", "caution"),
}
LATE = Look("Late", "clock-history", "caution")
NOT_NOTED = Look("Not noted", "question-circle", "caution")
MINUTE, FORGOTTEN = timedelta(minutes=1), timedelta(hours=12)
REMINDER = {
    ReminderState.PLANNED: Look("Planned", "calendar-event", "neutral"),
    ReminderState.CANCELLED: Look("No longer needed", "dash-circle", "neutral"),
    ReminderState.EXPIRED: Look("Too late to remind", "hourglass-bottom", "caution"),
    ReminderState.WITHHELD: Look("Not sent, no consent now", "slash-circle", "caution"),
}
MESSAGE = {
    State.WAITING: Look("Waiting to leave", "hourglass-split", "info"),
    State.SENDING: Look("Being sent", "send", "info"),
    State.SENT: Look("Sent", "check2-all", "good"),
    State.FAILED: Look("Could not be sent", "exclamation-octagon-fill", "stop"),
    State.UNKNOWN: Look("Not certain that it was sent", "question-octagon-fill", "caution"),
    State.WITHDRAWN: Look("Called back", "dash-circle", "neutral"),
}


def status_look(status: str, *, starts_at: datetime, now: datetime) -> Look:
    """How a visit stands; booked and past its time is late, by so many minutes.

    After half a day nobody is late any more: it was not noted what became of it.
    """
    look = STATUS[Status(status)]
    if status != Status.BOOKED or now - starts_at < MINUTE:
        return look
    if now - starts_at >= FORGOTTEN:
        return NOT_NOTED
    minutes = (now - starts_at) // MINUTE
    late = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
    return Look(f"Late {late}", LATE.icon, LATE.tone)


def reminder_look(state: str, message_state: str | None) -> Look:
    """How a reminder stands; handed over, it stands as its message does."""
    if state == ReminderState.QUEUED and message_state:
        return MESSAGE[State(message_state)]
    return REMINDER[ReminderState(state)]


def day_words(on: date) -> str:
    """Tuesday 24 November 2026"""
    return f"{on:%A} {on.day} {on:%B %Y}"


def short_day(on: date) -> str:
    """Tue 24 Nov"""
    return f"{on:%a} {on.day} {on:%b}"


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """10:30, by the clinic's clock."""
    return f"{moment.astimezone(zone):%H:%M}"


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """Tue 24 Nov 10:30, by the clinic's clock."""
    local = moment.astimezone(zone)
    return f"{short_day(local.date())} {local:%H:%M}"


def listed(words: Sequence[str]) -> str:
    """a, b and c"""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def taken_sentence(
    subjects: Sequence[str],
    *,
    starts_at: datetime,
    nearest: Sequence[datetime],
    zone: ZoneInfo,
) -> str:
    """Say who or what is taken, and the nearest times that are free."""
    if subjects:
        verb = "are" if len(subjects) > 1 else "is"
        when = moment_words(starts_at, zone)
        first = f"{listed(subjects)} {verb} already booked at this time ({when})."
    else:
        first = "Somebody else is booking this time at this moment."
    if not nearest:
        return f"{first} Nothing else is free in the next two weeks."
    return f"{first} Nearest free: {times_by_day(nearest, zone)}."


def times_by_day(moments: Sequence[datetime], zone: ZoneInfo) -> str:
    """Tue 24 Nov 10:30, 11:00; Wed 25 Nov 09:00"""
    days: dict[date, list[str]] = {}
    for moment in moments:
        on = moment.astimezone(zone).date()
        days.setdefault(on, []).append(clock(moment, zone))
    return "; ".join(f"{short_day(on)} {', '.join(times)}" for on, times in days.items())
