"""Gestation: whole days since the last period, shown as weeks and days (8+3).

     0        14         56        59                 280
     |---------|----------|---------|------------------|
    LMP    conception    8+0       8+3                40+0

Never decimal weeks: 8.3 weeks could be 8+2 or 8+3, so it is refused.
"""

import re
from dataclasses import dataclass
from typing import Final

DAYS_IN_WEEK: Final = 7
# No pregnancy on file may be longer (history specification, section 1: 310 days).
LONGEST_DAYS: Final = 310

_UNKNOWN: Final = frozenset({"", "?", "-", "unknown", "not known", "n/k", "nk"})
_WEEK = r"(?:w|wk|wks|week|weeks)"
_DAY = r"(?:d|day|days)"
_SINGLE: Final = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<weeks>\d{{1,3}})\s*(?:{_WEEK}|/\s*40)?",
        rf"(?P<weeks>\d{{1,3}})\s*\+\s*(?P<days>\d{{1,3}})\s*(?:{_WEEK}|/\s*40)?",
        rf"(?P<weeks>\d{{1,3}})\s*{_WEEK}\s*\+?\s*(?P<days>\d{{1,3}})\s*{_DAY}?",
        rf"(?P<days_alone>\d{{1,4}})\s*{_DAY}",
    )
)
_RANGE = re.compile(r"(?P<from>.+?)\s*(?:-|–|—|\bto\b)\s*(?P<to>.+)")
_DECIMAL = re.compile(rf"\d+[.,]\d+\s*{_WEEK}?")


class ImpossibleGestation(ValueError):
    """A gestation that cannot be read, or cannot be."""


@dataclass(frozen=True, slots=True)
class GestationRange:
    """A gestation of which only both ends are known: "7-8 w".

    Nobody picks a middle. What a rule needs to know is asked of both ends.
    """

    earliest_days: int
    latest_days: int

    def __post_init__(self) -> None:
        if self.earliest_days > self.latest_days:
            raise ImpossibleGestation(
                f"{self.text()} runs backwards: write the smaller gestation first."
            )

    def text(self) -> str:
        """Show both ends: 7+0 to 8+0."""
        return f"{gestation_text(self.earliest_days)} to {gestation_text(self.latest_days)}"


def gestation_text(days: int) -> str:
    """Show days as weeks and days: 59 is 8+3.

    Units: days.
    """
    weeks, rest = divmod(days, DAYS_IN_WEEK)
    return f"{weeks}+{rest}"


def read_gestation(text: str) -> int | GestationRange | None:
    """Read a gestation as people write it: 8+3, 8w3d, 8 w, 8, 59d, 8/40, 7-8 w.

    A bare number means weeks. An empty or unknown gestation is None. A range keeps both
    ends as typed.

    Units: the answer is in days.
    Raises:
        ImpossibleGestation: it cannot be read, has more than 6 days beyond a full week,
            is longer than any pregnancy, or is written in decimal weeks.
    """
    typed = text.strip().lower()
    if typed in _UNKNOWN:
        return None
    if ends := _RANGE.fullmatch(typed):
        return GestationRange(_read_single(ends["from"]), _read_single(ends["to"]))
    return _read_single(typed)


def _read_single(typed: str) -> int:
    found = _first_shape(typed)
    if found.get("days_alone"):
        return _possible(int(found["days_alone"]), typed)
    days = int(found.get("days") or 0)
    if days >= DAYS_IN_WEEK:
        raise ImpossibleGestation(
            f"{typed}: there are at most 6 days beyond a full week, for example 8+6."
        )
    return _possible(int(found["weeks"]) * DAYS_IN_WEEK + days, typed)


def _first_shape(typed: str) -> dict[str, str]:
    if _DECIMAL.fullmatch(typed):
        raise ImpossibleGestation(f"{typed}: write weeks and days, for example 8+3.")
    for shape in _SINGLE:
        if match := shape.fullmatch(typed):
            return match.groupdict()
    raise ImpossibleGestation(
        f"“{typed}” is not a gestation. Write weeks and days, for example 8+3."
    )


def _possible(days: int, typed: str) -> int:
    if days > LONGEST_DAYS:
        raise ImpossibleGestation(
            f"{typed}: no pregnancy is longer than {gestation_text(LONGEST_DAYS)} weeks. "
            "Days alone are written with a d, for example 59d."
        )
    return days
