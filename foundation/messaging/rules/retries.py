"""How often, and after which pauses, a refused message is tried again."""

from datetime import datetime, timedelta
from typing import Final

# First try, then four more: a short fault of the network, an hour, an afternoon.
PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)


def next_try(*, attempts: int, at: datetime) -> datetime | None:
    """The moment of the next try after so many; None when it is time to give up."""
    return at + PAUSES[attempts - 1] if 1 <= attempts <= len(PAUSES) else None
