"""The text of a reminder. It names the clinic and the time, never why somebody comes."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from appointments.choices import ReminderKind
from appointments.rendering.words import clock, day_words


@dataclass(frozen=True, slots=True)
class ReminderText:
    template: str
    subject: str
    text: str


def reminder_text(
    *, kind: str, starts_at: datetime, clinic: str, zone: ZoneInfo
) -> ReminderText:
    """Write the message for a person who comes; the place is the clinic's reception."""
    on = day_words(starts_at.astimezone(zone).date())
    at = clock(starts_at, zone)
    opening = {
        ReminderKind.ON_BOOKING: "Your appointment is booked for",
        ReminderKind.TWO_DAYS: "We look forward to seeing you on",
        ReminderKind.TWO_HOURS: "We look forward to seeing you on",
    }[ReminderKind(kind)]
    return ReminderText(
        template=f"appointments.{kind}.en.1",
        subject=f"Your appointment on {on}",
        text=(
            f"{clinic}: {opening} {on} at {at}. Please come to our reception. "
            "If you need another time, please telephone us."
        ),
    )
