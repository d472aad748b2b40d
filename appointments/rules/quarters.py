"""The appointment book is ruled in quarters of an hour, numbered since 1970.

    10:00      10:15      10:30      10:45
      |  q      |  q+1    |  q+2     |
A moment belongs to the quarter that holds it. Every visit begins and ends on a line,
so that two visits that share no quarter do not overlap.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

QUARTER: Final = timedelta(minutes=15)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Period = tuple[datetime, datetime]


def quarter_of(moment: datetime) -> int:
    """The quarter that holds this moment."""
    return (moment - _EPOCH) // QUARTER


def moment_of(quarter: int) -> datetime:
    """The moment at which this quarter begins, in UTC."""
    return _EPOCH + quarter * QUARTER


def quarters_of(minutes: int) -> int:
    """How many quarters a visit of so many minutes takes; a begun one counts whole."""
    return -(-timedelta(minutes=minutes) // QUARTER)


def touched(period: Period) -> range:
    """Every quarter of which the period takes any part; its end is not in it."""
    start, end = period
    return range(quarter_of(start), -((_EPOCH - end) // QUARTER))


def all_touched(periods: Iterable[Period]) -> set[int]:
    """The quarters any of the periods takes a part of."""
    return {quarter for period in periods for quarter in touched(period)}
