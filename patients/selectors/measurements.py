"""What was measured of two partners over time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.utils.safestring import SafeString

from foundation.medicine.sources import Source
from patients.models import Couple, Measurement, Person
from patients.rendering import measurements as said
from patients.rules.measures import Measure, Measured, mass_index
from patients.selectors.shelf import entries


@dataclass(frozen=True, slots=True)
class Measurements:
    """The measures of one partner: a table, the newest of each, and the weight drawn."""

    table: said.MeasureTable
    newest: tuple[said.Newest, ...]
    drawn: SafeString


@cache
def measures() -> tuple[Measure, ...]:
    """Give every kind of measure with its code, its unit, and what is asked about."""
    return tuple(_measure(entry) for entry in entries("measures"))


def _measure(entry: Mapping) -> Measure:
    values, first = entry["values"], entry["sources"][0]
    return Measure(
        code=entry["code"],
        label=entry["label"],
        loinc=entry["loinc"],
        ucum=entry["ucum"],
        unusual_below=Decimal(values["unusual_below"]),
        unusual_above=Decimal(values["unusual_above"]),
        jump_percent=values.get("jump_percent"),
        source=Source(first["citation"], first["locator"]),
    )


def measurements_of(*, couple: Couple) -> Mapping[int, Measurements]:
    """Give what was measured of each partner, the newest day first."""
    by_person: dict[int, list[Measurement]] = {p.pk: [] for p in couple.people}
    for row in Measurement.objects.standing().filter(person__in=couple.people):
        by_person[row.person_id].append(row)
    return {pk: _measurements(rows) for pk, rows in by_person.items()}


def newest_weight(*, person: Person) -> Measured | None:
    """Give the newest weight on file with its day; None where nobody was weighed.

    Units: kg.
    """
    row = _weighed(person).first()
    return Measured(row.measured_on, row.weight_kg) if row else None


def weight_before(
    *, person: Person, on: date, besides: int | None = None
) -> Measured | None:
    """Give the weight before or on a day, leaving one row out; None where there is none.

    Units: kg.
    """
    row = _weighed(person).filter(measured_on__lte=on).exclude(pk=besides).first()
    return Measured(row.measured_on, row.weight_kg) if row else None


def _weighed(person: Person):
    rows = Measurement.objects.standing().filter(person=person)
    return rows.filter(weight_kg__isnull=False)


def _measurements(rows: list[Measurement]) -> Measurements:
    heights = _taken(rows, "height_cm")
    indices = {
        row.pk: mass_index(Measured(row.measured_on, row.weight_kg), heights)
        for row in rows
        if row.weight_kg is not None
    }
    return Measurements(
        table=said.measure_table(rows, indices=indices),
        newest=said.newest_of(rows, measures(), indices=indices),
        drawn=said.weight_trend(_taken(rows, "weight_kg")),
    )


def _taken(rows: Iterable[Measurement], name: str) -> list[Measured]:
    """The values of one kind, each with its day."""
    return [
        Measured(row.measured_on, value)
        for row in rows
        if (value := getattr(row, name)) is not None
    ]
