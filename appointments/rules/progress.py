"""How a visit goes on, and what cannot follow what."""

from typing import Final

from appointments.choices import Status

# booked -> arrived -> in the room -> completed; cancelled or not come at the side.
FOLLOWS: Final = {
    Status.BOOKED: {Status.ARRIVED, Status.IN_ROOM, Status.CANCELLED, Status.NO_SHOW},
    Status.ARRIVED: {Status.IN_ROOM, Status.COMPLETED, Status.CANCELLED},
    Status.IN_ROOM: {Status.COMPLETED},
    Status.COMPLETED: set(),
    Status.CANCELLED: set(),
    Status.NO_SHOW: {Status.ARRIVED},
}
# A slip of the finger is taken back one step; a freed time may already be another's.
STEP_BACK: Final = {
    Status.ARRIVED: Status.BOOKED,
    Status.IN_ROOM: Status.ARRIVED,
    Status.COMPLETED: Status.IN_ROOM,
    Status.NO_SHOW: Status.BOOKED,
}


def refusal(now: str, to: str) -> str | None:
    """Say why a visit cannot become that; None when it can."""
    if to in FOLLOWS[Status(now)]:
        return None
    return f"This visit is “{Status(now).label}” and cannot become “{Status(to).label}”."
