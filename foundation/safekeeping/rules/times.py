"""When a backup and a drill are due, when they are too old, and how an age is said."""

from datetime import datetime, time, timedelta
from typing import Final

from foundation.safekeeping.choices import Kind

# Every night, and on the night to Sunday the drill; what was missed is caught up with.
NIGHTLY: Final = time(2, 30)
DRILL_DAY: Final = 6
# A day and two hours: one night that failed shows before the next one.
# A drill is a week's work: a week and a day.
AT_MOST: Final = {Kind.BACKUP: timedelta(hours=26), Kind.DRILL: timedelta(days=8)}
TRIED_AGAIN_AFTER: Final = timedelta(minutes=30)


def is_due(
    kind: Kind, *, done_at: datetime | None, tried_at: datetime | None, now: datetime
) -> bool:
    """Whether it is time: none was done since the last night, nor tried a moment ago.

    ``now`` is the clinic's own time. A clinic whose machines are off at night has its
    backup in the morning.
    """
    if tried_at is not None and now - tried_at < TRIED_AGAIN_AFTER:
        return False
    return done_at is None or done_at < _last_time(kind, now=now)


def _last_time(kind: Kind, *, now: datetime) -> datetime:
    """The last moment at which it should have been begun."""
    night = datetime.combine(now.date(), NIGHTLY, tzinfo=now.tzinfo)
    if night > now:
        night -= timedelta(days=1)
    if kind == Kind.DRILL:
        night -= timedelta(days=(night.weekday() - DRILL_DAY) % 7)
    return night


def is_too_old(kind: Kind, *, done_at: datetime | None, now: datetime) -> bool:
    """Whether the last one is too old to rely on; never is too old, and so is tomorrow."""
    return done_at is None or not timedelta() <= now - done_at <= AT_MOST[kind]


def age_words(age: timedelta) -> str:
    """An age as people say it: its largest unit, completed."""
    minutes = int(age.total_seconds()) // 60
    if minutes < 0:
        return "in the future"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"
