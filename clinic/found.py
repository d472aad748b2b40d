"""A couple that was found, in one row: enough to tell two couples apart, no more.

Twenty-five rows are the most of the answer to a search, so they are written here and not by
a template, which takes ten times as long.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from html import escape
from typing import Final, Self
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from appointments.selectors import Listed, Partner
from foundation.medicine.dates import completed_years
from foundation.ui.words import person_name

TAIL: Final = 4
A_NUMBER: Final = "C0"


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer."""

    couple: Listed
    ages: tuple[str, str]
    phone_tails: str
    next_visit: datetime | None

    @classmethod
    def of(cls, couple: Listed, *, on: date) -> Self:
        """Put what tells a couple from another into words."""
        return cls(
            couple=couple,
            ages=(_age(couple.woman, on=on), _age(couple.man, on=on)),
            phone_tails=", ".join(f"… {each[-TAIL:]}" for each in couple.digits),
            next_visit=couple.next_visit,
        )


def rows(lines: list[Found]) -> SafeString:
    """Write the rows of the table."""
    # Every word that somebody typed went through `escape`.
    return mark_safe("\n".join(map(_row, lines)))  # noqa: S308


def _row(line: Found) -> str:
    couple, number, ended = line.couple, escape(line.couple.number), line.couple.ended
    until = (
        f'<span class="muted small"> until {escape(ended.text())}</span>' if ended else ""
    )
    hers, his = line.ages
    return (
        f'<tr><th scope="row"><a href="{_before_numbers()}{quote(couple.number)}/">'
        f"{number}</a>{until}</th>"
        f'<td>{_named(couple.woman)}<span class="muted"> {hers}</span></td>'
        f'<td>{_named(couple.man)}<span class="muted"> {his}</span></td>'
        f'<td class="numeric no-wrap">{escape(line.phone_tails)}</td>'
        f'<td class="no-wrap">{_moment(line.next_visit)}</td></tr>'
    )


@cache
def _before_numbers() -> str:
    """The address of every chart up to the number; asked for once."""
    return reverse("couple_chart", args=[A_NUMBER]).removesuffix(f"{A_NUMBER}/")


def _named(person: Partner) -> SafeString:
    return person_name(person.name, person.native_name, person.language)


def _age(person: Partner, *, on: date) -> str:
    age = completed_years(person.born_on, on=on)
    return "" if age is None else f"{age} y"


def _moment(when: datetime | None) -> str:
    """Day and hour in the clinic's time; nothing where no visit is to come."""
    if when is None:
        return ""
    there = timezone.localtime(when)
    return f"{there.day} {there:%b, %H:%M}"
