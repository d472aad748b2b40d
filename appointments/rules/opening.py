"""When the house is open and when a clinician is in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appointments.rules.quarters import Period


@dataclass(frozen=True, slots=True)
class WeeklyOpening:
    """From when to when on one day of every week, by the clock on the wall."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days without opening, both ends included."""

    first_on: date
    last_on: date

    def holds(self, on: date) -> bool:
        return self.first_on <= on <= self.last_on


@dataclass(frozen=True, slots=True)
class Timetable:
    """The weekly hours of the house or of one clinician, and the days off.

    Nothing entered means never open: absence of hours is not around the clock.
    """

    openings: tuple[WeeklyOpening, ...] = ()
    off: tuple[DaysOff, ...] = ()

    def periods(self, on: date, zone: ZoneInfo) -> list[Period]:
        """The openings of that day as moments; daylight saving is the zone's affair."""
        if any(days.holds(on) for days in self.off):
            return []
        return [
            (_at(on, opening.opens, zone), _at(on, opening.closes, zone))
            for opening in sorted(self.openings, key=lambda opening: opening.opens)
            if opening.weekday == on.weekday()
        ]

    def all_periods(self, first_on: date, *, days: int, zone: ZoneInfo) -> list[Period]:
        """The openings of so many days in a row."""
        return [
            period
            for ahead in range(days)
            for period in self.periods(first_on + timedelta(days=ahead), zone)
        ]

    def covers(self, period: Period, zone: ZoneInfo) -> bool:
        """Tell whether the whole period lies within one opening."""
        start, end = period
        return any(
            opens <= start and end <= closes
            for opens, closes in self.periods(start.astimezone(zone).date(), zone)
        )


def _at(on: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, clock, tzinfo=zone)
