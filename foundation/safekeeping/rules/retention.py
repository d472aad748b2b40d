"""Which backups stay in the folder."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

EVERY_ONE_FOR: Final = timedelta(days=14)
FIRST_OF_A_MONTH_FOR: Final = timedelta(days=366)


def to_remove(made: Iterable[datetime], *, at: datetime) -> list[datetime]:
    """List the backups that may go, by the moment each was made.

    ::

        at - 366 days            at - 14 days              at
        |  the first of a month  |  every one              |

    The newest one stays for as long as there is no newer one.
    """
    oldest_first = sorted(made)
    firsts = {(day.year, day.month): day for day in reversed(oldest_first)}
    kept = {day for day in oldest_first if at - day <= EVERY_ONE_FOR}
    kept |= {day for day in firsts.values() if at - day <= FIRST_OF_A_MONTH_FOR}
    kept |= set(oldest_first[-1:])
    return [day for day in oldest_first if day not in kept]
