"""The calendar's day, read in five queries whatever the number of visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from appointments.models.appointment import AppointmentQuerySet
from appointments.rendering.grid import Column, Row, day_rows
from appointments.rules.quarters import all_touched
from appointments.selectors.day import Placed, clinic_zone, day_entries
from appointments.selectors.slots import (
    Timetables,
    bookable_quarters,
    clinicians_with_hours,
    timetables,
)
from appointments.selectors.visits import rooms_in_use


@dataclass(frozen=True, slots=True)
class DayTable:
    """Columns and rows of one day, whom it shows, and how many visits it has."""

    by: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    couple_ids: Sequence[int]
    visits: int
    is_open: bool


def day_table(visits: AppointmentQuerySet, *, on: date, by: str, now: datetime) -> DayTable:
    """Lay out a day by room or by clinician, from the first opening to the last visit."""
    placed = day_entries(visits, on=on, now=now)
    tables = timetables(first_on=on, days=1)
    make = _by_room if by == "rooms" else _by_clinician
    columns = make(placed, tables, on=on, now=now)
    opened = all_touched(tables.house.periods(on, clinic_zone()))
    rows = day_rows(columns, quarters=_shown(opened, placed), now=now, zone=clinic_zone())
    return DayTable(
        by,
        columns,
        rows,
        couple_ids=[each.couple_id for each in placed if each.entry.url],
        visits=len(placed),
        is_open=bool(opened),
    )


def _by_room(
    placed: list[Placed], tables: Timetables, *, on: date, now: datetime
) -> list[Column]:
    """Every room; free while the house is open."""
    bookable = bookable_quarters(tables.house, on=on, now=now)
    book_url = reverse("appointments:appointment_book")
    return [
        Column(
            name=room.name,
            book_url=f"{book_url}?room={room.pk}",
            entries=[each.entry for each in placed if each.room_id == room.pk],
            bookable=bookable,
        )
        for room in rooms_in_use()
    ]


def _by_clinician(
    placed: list[Placed], tables: Timetables, *, on: date, now: datetime
) -> list[Column]:
    """Every clinician with hours; free while both are in, the house and the clinician."""
    house = bookable_quarters(tables.house, on=on, now=now)
    book_url = reverse("appointments:appointment_book")
    return [
        Column(
            name=str(clinician),
            book_url=f"{book_url}?clinician={clinician.pk}",
            entries=[each.entry for each in placed if each.clinician_id == clinician.pk],
            bookable=house & bookable_quarters(tables.of(clinician.pk), on=on, now=now),
        )
        for clinician in clinicians_with_hours()
    ]


def _shown(opened: set[int], placed: list[Placed]) -> range:
    """From the first quarter that is open or booked to the last."""
    booked = all_touched((each.entry.starts_at, each.entry.ends_at) for each in placed)
    quarters = opened | booked
    if not quarters:
        return range(0)
    return range(min(quarters), max(quarters) + 1)
