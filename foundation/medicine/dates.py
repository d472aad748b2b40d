"""Dates as patients remember them: a day, a month, or only the year."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self, TypeVar

_UNKNOWN: Final = frozenset({"", "?", "-", "unknown", "not known", "n/k", "nk"})
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# A year before this one is a slip of the finger: nobody on file is that old.
EARLIEST_YEAR: Final = 1900
# The last that is read: the calendar goes on, so that there is a week after it.
LATEST_YEAR: Final = 2199
NOT_A_YEAR: Final = "is not a year on this clinic's calendar."
_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<word>[a-z]{3,9})\.?,?\s+(?P<year>\d{4})",
        r"(?P<word>[a-z]{3,9})\.?,?\s+(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[./-](?P<year>\d{4})",
        r"(?P<year>\d{4})",
    )
)
_ABOUT: Final = re.compile(r"(?:about|around|approx\.?|circa|ca\.?|c\.|~)\s*(?P<rest>.+)")


class ImpossibleDate(ValueError):
    """A date that cannot be read, or does not exist."""


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class ApproximateDate:
    """A date known to the day, to the month or to the year.

                 earliest                              latest
        2018     2018-01-01 ------------------------> 2018-12-31
        Mar 2024 2024-03-01 -> 2024-03-31

    `about` keeps that the patient said "about". An unknown date is None, not an
    ApproximateDate.

    Raises:
        ImpossibleDate: there is no such month or day.
    """

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = False

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ImpossibleDate("A day needs its month.")
        if not EARLIEST_YEAR <= self.year <= date.max.year:
            raise ImpossibleDate(f"{self.year} {NOT_A_YEAR}")
        if self.month is not None and not 1 <= self.month <= len(_MONTHS):
            raise ImpossibleDate(f"There is no month {self.month}.")
        if self.day is not None and not 1 <= self.day <= self._days_in_month():
            raise ImpossibleDate(
                f"There is no {self.day} {self._month_name()} {self.year}."
            )

    @classmethod
    def of(cls, on: date, precision: Precision = Precision.DAY) -> Self:
        """Take a stored day and its precision; what is finer than that is dropped."""
        month = None if precision is Precision.YEAR else on.month
        return cls(on.year, month, on.day if precision is Precision.DAY else None)

    @property
    def precision(self) -> Precision:
        """Tell how exactly the date is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def earliest(self) -> date:
        """Give the first day it can have been."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """Give the last day it can have been."""
        return date(
            self.year, self.month or len(_MONTHS), self.day or self._days_in_month()
        )

    def surely_before(self, other: "ApproximateDate") -> bool:
        """Tell whether no reading of the two dates puts this one on or after the other."""
        return self.latest < other.earliest

    def text(self) -> str:
        """Show it as exactly as it is known: 12 Mar 2024, Mar 2024, 2018, about 2018."""
        parts = [str(self.day) if self.day else "", self._month_name()[:3], str(self.year)]
        shown = " ".join(part for part in parts if part)
        return f"about {shown}" if self.about else shown

    def __str__(self) -> str:
        return self.text()

    def _days_in_month(self) -> int:
        return monthrange(self.year, self.month or len(_MONTHS))[1]

    def _month_name(self) -> str:
        return _MONTHS[self.month - 1] if self.month else ""


Thing = TypeVar("Thing")


def in_time(
    things: Iterable[Thing], date_of: Callable[[Thing], ApproximateDate | None]
) -> list[Thing]:
    """Put things in the order of their dates, as far as the dates surely tell it.

    Where two dates may be the same day, or one is unknown, the order given stays.
    """
    waiting = [(thing, *_span(date_of(thing))) for thing in things]
    ordered = []
    while waiting:
        soonest = min(latest for _, _, latest in waiting)
        places = (n for n, (_, earliest, _) in enumerate(waiting) if earliest <= soonest)
        ordered.append(waiting.pop(next(places))[0])
    return ordered


def _span(when: ApproximateDate | None) -> tuple[date, date]:
    """Give the first and the last day it can have been; unknown is any day."""
    return (when.earliest, when.latest) if when else (date.min, date.max)


def read_date(text: str) -> ApproximateDate | None:
    """Read a date as people write it; day before month, never the other way round.

    12 Mar 2024, 12/03/2024, 2024-03-12 are days; Mar 2024, 03/2024, 2024-03 months; 2018
    and "about 2018" years. An empty or unknown date is None.

    Raises:
        ImpossibleDate: it cannot be read, or there is no such day.
    """
    typed = " ".join(text.lower().split())
    if typed in _UNKNOWN:
        return None
    about = _ABOUT.fullmatch(typed)
    shape = _first_shape(about["rest"] if about else typed)
    if shape is None:
        raise ImpossibleDate(
            f"“{text.strip()}” is not a date. Write 12 Mar 2024, Mar 2024 or 2018."
        )
    found = shape.groupdict()
    if int(found["year"]) > LATEST_YEAR:
        raise ImpossibleDate(f"{found['year']} {NOT_A_YEAR}")
    month = _named_month(found["word"]) if "word" in found else found.get("month")
    day = found.get("day")
    return ApproximateDate(
        int(found["year"]),
        int(month) if month else None,
        int(day) if day else None,
        about=about is not None,
    )


def _first_shape(typed: str) -> re.Match[str] | None:
    return next((match for shape in _SHAPES if (match := shape.fullmatch(typed))), None)


def _named_month(word: str) -> int:
    for number, name in enumerate(_MONTHS, start=1):
        if name.lower().startswith(word):
            return number
    raise ImpossibleDate(f"“{word}” is not a month.")


def completed_years(born_on: date | None, *, on: date) -> int | None:
    """Give the age on that day in completed years; None while no birth is known.

    Units: years. One may be missing or too many where only the year of birth is known.
    """
    if born_on is None:
        return None
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (not had_birthday)
