"""The day as a table: a column for each room or clinician, a row for each quarter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.html import escape
from django.utils.safestring import SafeString

from appointments.rendering.words import Look, clock
from appointments.rules.quarters import moment_of, quarter_of, touched


@dataclass(frozen=True, slots=True)
class Entry:
    """A visit as it stands in the calendar."""

    pk: int
    url: str
    who: str
    number: str
    kind: str
    where: str
    starts_at: datetime
    ends_at: datetime
    look: Look

    @property
    def first(self) -> int:
        return quarter_of(self.starts_at)

    @property
    def span(self) -> int:
        return len(touched((self.starts_at, self.ends_at)))


@dataclass(frozen=True, slots=True)
class Column:
    """A room or a clinician, with its visits and the quarters that may be booked."""

    name: str
    book_url: str
    entries: Sequence[Entry]
    bookable: Collection[int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table: a visit over `span` rows, or what stands in its place."""

    entry: Entry | None = None
    span: int = 1
    clock: str = ""
    markup: SafeString = SafeString()


@dataclass(frozen=True, slots=True)
class Row:
    """One quarter of an hour across all columns."""

    clock: str
    is_hour: bool
    is_half: bool
    is_now: bool
    cells: Sequence[Cell]


def day_rows(
    columns: Sequence[Column], *, quarters: range, now: datetime, zone: ZoneInfo
) -> list[Row]:
    """Lay the columns out row by row; a visit takes as many rows as quarters.

    Two visits never share a quarter of a column: the table of bookings sees to that.
    """
    starting = [{entry.first: entry for entry in column.entries} for column in columns]
    covered = [_covered(column) for column in columns]
    present = quarter_of(now)
    return [
        _row(
            [
                _cell(column, quarter, entries, zone)
                for column, entries, inside in zip(columns, starting, covered, strict=True)
                if quarter not in inside
            ],
            quarter,
            is_now=quarter == present,
            zone=zone,
        )
        for quarter in quarters
    ]


def _covered(column: Column) -> set[int]:
    """Quarters a visit takes after its first: the cell above reaches down to them."""
    return {
        quarter
        for entry in column.entries
        for quarter in range(entry.first + 1, entry.first + entry.span)
    }


def _row(cells: list[Cell], quarter: int, *, is_now: bool, zone: ZoneInfo) -> Row:
    minute = moment_of(quarter).astimezone(zone).minute
    return Row(
        clock=clock(moment_of(quarter), zone),
        is_hour=minute == 0,
        is_half=minute == 30,
        is_now=is_now,
        cells=cells,
    )


def _cell(
    column: Column, quarter: int, entries: Mapping[int, Entry], zone: ZoneInfo
) -> Cell:
    entry = entries.get(quarter)
    if entry:
        at = clock(moment_of(quarter), zone)
        return Cell(entry=entry, span=entry.span, clock=at)
    if quarter in column.bookable:
        return Cell(markup=_free(column, moment_of(quarter), zone))
    return Cell(markup=SHUT)


SHUT = SafeString('<td class="shut"></td>')


def _free(column: Column, moment: datetime, zone: ZoneInfo) -> SafeString:
    """A free field. A day has hundreds: written here, not by the template, for speed."""
    at = clock(moment, zone)
    link = f"{escape(column.book_url)}&amp;at={slot_value(moment)}"
    said = f'<span class="visually-hidden">Book {escape(column.name)} at </span>'
    return SafeString(
        f'<td class="free"><a href="{link}">{said}<span class="plus">{at}</span></a></td>'
    )


def slot_buttons(times: Iterable[tuple[str, str]]) -> SafeString:
    """The buttons of one day: what each sends, and the time on it."""
    return SafeString(
        "".join(
            f'<button class="slot" type="submit" name="slot" value="{escape(value)}">'
            f"{escape(at)}</button>"
            for value, at in times
        )
    )


def slot_value(moment: datetime) -> str:
    """A moment as it travels in addresses and buttons: UTC, to the minute."""
    return f"{moment_of(quarter_of(moment)):%Y-%m-%dT%H:%MZ}"
