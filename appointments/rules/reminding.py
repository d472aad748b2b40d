"""When people are reminded of a visit."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appointments.choices import ReminderKind
from foundation.messaging.rules.quiet import HOUSE_QUIET, QuietHours


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """How long before a visit, at what hour, and how far apart.

    `least_notice`: a reminder that quiet hours push closer to the visit than this
    goes out the evening before. `least_gap`: shorter after a message sent on booking,
    nothing more is sent.
    """

    days_before: int
    at: time
    hours_before: int
    least_notice: timedelta
    least_gap: timedelta
    evening_margin: timedelta
    quiet: QuietHours


# Clinic policy, proposed: two days before at 18:00 and two hours before.
HOUSE_POLICY = ReminderPolicy(
    days_before=2,
    at=time(18),
    hours_before=2,
    least_notice=timedelta(hours=1),
    least_gap=timedelta(hours=6),
    evening_margin=timedelta(hours=1),
    quiet=HOUSE_QUIET,
)


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    kind: ReminderKind
    due_at: datetime


def planned_reminders(
    *, starts_at: datetime, booked_at: datetime, zone: ZoneInfo, policy: ReminderPolicy
) -> list[PlannedReminder]:
    """Plan the reminders of a visit.

        two days before 18:00 ........... two hours before ... visit
        booked after the first: it is sent at once instead, whatever the hour,
        because whoever books is on the telephone or at the desk

    A visit that has begun has none.
    """
    if starts_at <= booked_at:
        return []
    starts_at, booked_at = starts_at.astimezone(UTC), booked_at.astimezone(UTC)
    first = _days_before(starts_at, zone, policy)
    if first <= booked_at:
        first_reminder = PlannedReminder(ReminderKind.ON_BOOKING, booked_at)
    else:
        first_reminder = PlannedReminder(ReminderKind.TWO_DAYS, first)
    second = _hours_before(starts_at, zone, policy)
    if second - first_reminder.due_at < policy.least_gap:
        return [first_reminder]
    return [first_reminder, PlannedReminder(ReminderKind.TWO_HOURS, second)]


def _days_before(starts_at: datetime, zone: ZoneInfo, policy: ReminderPolicy) -> datetime:
    on = starts_at.astimezone(zone).date() - timedelta(days=policy.days_before)
    return datetime.combine(on, policy.at, tzinfo=zone).astimezone(UTC)


def _hours_before(starts_at: datetime, zone: ZoneInfo, policy: ReminderPolicy) -> datetime:
    """Two hours before, unless people sleep then."""
    due = (starts_at - timedelta(hours=policy.hours_before)).astimezone(zone)
    awake = policy.quiet.end_after(due)
    if starts_at - awake < policy.least_notice:
        awake = policy.quiet.evening_before(due, margin=policy.evening_margin)
    return awake.astimezone(UTC)
