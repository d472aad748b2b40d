"""What somebody typed to find a couple: names, a telephone, a date of birth, a number.

patil asha     98200 11223     12.3.1990     C1042     Patil 12 Mar 1990
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from foundation.medicine.dates import (
    ApproximateDate,
    ImpossibleDate,
    Precision,
    read_date,
)
from patients.rules.scripts import plain

# Fewer digits end a hundredth of all telephones on file.
FEWEST_DIGITS: Final = 4
MOST_WORDS: Final = 6
_NUMBER: Final = re.compile(r"c?(\d{3,})[fm]?", re.IGNORECASE)
_LETTER: Final = re.compile(r"[^\W\d_]")
# +44 (0)20: the zero is for callers within the country.
_WITHIN: Final = re.compile(r"\(0\)|\D")
# Within Russia and Kazakhstan 8 is dialled before the ten digits of a number.
_LONG_DISTANCE: Final = re.compile(r"8(\d{10})")
_TOGETHER: Final = (
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was recognised; of whatever is there, everything must fit.

    `digits` begin or end a telephone, in one way or another. Figures alone may also be the
    `number` of a couple, or a date of birth without points, `born_together`.
    """

    words: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()
    number: str = ""
    born: ApproximateDate | None = None
    born_together: ApproximateDate | None = None


def read_typed(text: str) -> Typed:
    """Tell names, telephones, dates of birth and numbers apart.

    A year is a date of birth only beside a name: alone it is the end of a telephone. The
    same goes for figures beside a name that are too few for a telephone: they are left out.
    """
    born, rest = _date_within(text.split())
    is_number = _NUMBER.fullmatch("".join(rest))
    named = [part for part in rest if _LETTER.search(part)]
    figures = "".join(part for part in rest if part not in named)
    if is_number and named:
        named, figures = [], ""
    return Typed(
        words=tuple(plain(" ".join(named)).split()[:MOST_WORDS]),
        digits=_ends(figures),
        number=f"C{is_number[1]}" if is_number else "",
        born=born,
        born_together=None if named else _read_together(figures),
    )


def _date_within(parts: Sequence[str]) -> tuple[ApproximateDate | None, Sequence[str]]:
    """Find a date at the end of what was typed, or at its beginning, and give the rest."""
    middle = range(len(parts))
    for written, rest in (
        *((parts[place:], parts[:place]) for place in middle),
        *((parts[: place + 1], parts[place + 1 :]) for place in middle),
    ):
        born = _read(" ".join(written))
        if born and (born.precision is not Precision.YEAR or _LETTER.search("".join(rest))):
            return born, rest
    return None, parts


def _read(text: str) -> ApproximateDate | None:
    try:
        return read_date(text)
    except ImpossibleDate:
        return None


def _read_together(figures: str) -> ApproximateDate | None:
    """Read eight figures as day, month and year, or the other way round."""
    for shape in _TOGETHER:
        found = shape.fullmatch(figures)
        if found and (born := _read("{day}.{month}.{year}".format(**found.groupdict()))):
            return born
    return None


def _ends(figures: str) -> tuple[str, ...]:
    """Give the digits without what is dialled before a number, in each way it may be."""
    digits = _WITHIN.sub("", figures).lstrip("0")
    if len(digits) < FEWEST_DIGITS:
        return ()
    within = _LONG_DISTANCE.fullmatch(digits)
    return (digits, within[1]) if within else (digits,)
