"""The hours in which a clinic lets people sleep."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The part of the night in which nobody is disturbed; local time.

        20:00   begins 21:00 ~~~~~~~~~~~~~~~~~~~~~~~~ ends 08:00   09:00
        may leave   |           nothing leaves            |   may leave

    The end belongs to the day again. Beginning and end must differ.
    """

    begins: time
    ends: time

    def __post_init__(self) -> None:
        if self.begins == self.ends:
            raise ValueError("Quiet hours that begin when they end are no quiet hours.")

    def cover(self, local: datetime) -> bool:
        """Tell whether this local moment is quiet."""
        at = local.timetz().replace(tzinfo=None)
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def end_after(self, local: datetime) -> datetime:
        """The first moment from here on that is not quiet; itself when it is not."""
        if not self.cover(local):
            return local
        end = local.replace(hour=self.ends.hour, minute=self.ends.minute, second=0)
        end = end.replace(microsecond=0)
        return end if end > local else end + timedelta(days=1)

    def evening_before(self, local: datetime, *, margin: timedelta) -> datetime:
        """The margin before the quiet hours that cover or precede this moment."""
        begin = local.replace(hour=self.begins.hour, minute=self.begins.minute, second=0)
        begin = begin.replace(microsecond=0)
        begin = begin if begin <= local else begin - timedelta(days=1)
        return begin - margin


# Clinic policy, proposed: nothing leaves between 21:00 and 08:00.
HOUSE_QUIET = QuietHours(begins=time(21), ends=time(8))
