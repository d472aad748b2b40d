"""Measures in words, in a table, and the weight drawn over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from foundation.medicine.dates import ApproximateDate
from foundation.ui.charts import Point, trend
from patients.choices import MeasuredBy
from patients.models import Measurement
from patients.rules.measures import MassIndex, Measure, Measured, plain

NOT_TAKEN = "–"
# The columns of the table, and what each shows of a row.
COLUMNS = {
    "Height (cm)": ("height_cm",),
    "Weight (kg)": ("weight_kg",),
    "BMI": (),
    "Pressure (mmHg)": ("systolic_mmhg", "diastolic_mmhg"),
    "Pulse (/min)": ("pulse_per_min",),
    "Temp. (°C)": ("temperature_c",),
    "SpO₂ (%)": ("spo2_percent",),
}
# A line needs two points.
FEWEST_DRAWN = 2

Indices = Mapping[int, MassIndex | None]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One day of the table; what was not measured is a dash."""

    pk: int
    day: str
    cells: tuple[str, ...]
    beneath: str


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """The columns in which anything was measured, and the days."""

    columns: tuple[str, ...]
    rows: tuple[MeasureRow, ...]

    @property
    def span(self) -> int:
        """How many columns a line beneath a row has, the day included."""
        return len(self.columns) + 1


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest measure of a kind, and its day."""

    label: str
    words: str
    day: str


def measure_table(rows: Sequence[Measurement], *, indices: Indices) -> MeasureTable:
    """Put the measures into a table that has no empty column."""
    shown = {
        row.pk: {name: _cell(row, name, indices=indices) for name in COLUMNS}
        for row in rows
    }
    columns = tuple(
        name
        for name in COLUMNS
        if any(cells[name] != NOT_TAKEN for cells in shown.values())
    )
    return MeasureTable(
        columns,
        tuple(
            MeasureRow(
                row.pk,
                _day(row),
                tuple(shown[row.pk][name] for name in columns),
                _beneath(row),
            )
            for row in rows
        ),
    )


def newest_of(
    rows: Sequence[Measurement], measures: Iterable[Measure], *, indices: Indices
) -> tuple[Newest, ...]:
    """Give the newest of each kind with its day; what was never measured is left out."""
    found = []
    for measure in measures:
        row = next((r for r in rows if getattr(r, measure.code) is not None), None)
        if row is None or measure.code == "diastolic_mmhg":
            continue
        found.append(_newest(row, measure))
        index = indices.get(row.pk) if measure.code == "weight_kg" else None
        if index is not None:
            found.append(Newest("Body mass index", f"{index.value} kg/m²", _by(row, index)))
    return tuple(found)


def _newest(row: Measurement, measure: Measure) -> Newest:
    """Two pressures are one blood pressure."""
    if measure.code == "systolic_mmhg":
        both = f"{row.systolic_mmhg}/{row.diastolic_mmhg} mmHg"
        return Newest("Blood pressure", both, _day(row))
    words = measure.text(Decimal(getattr(row, measure.code)))
    return Newest(measure.label, words, _day(row))


def _by(row: Measurement, index: MassIndex) -> str:
    """The day of the weight, and that of the height where it is another one."""
    if index.height_on == row.measured_on:
        return _day(row)
    return f"{_day(row)}, by the height of {ApproximateDate.of(index.height_on)}"


def weight_trend(weights: Iterable[Measured]) -> SafeString:
    """Draw the weight over time; nothing until there are two of them."""
    points = [
        Point(on=each.on, value=each.value, shown=plain(each.value)) for each in weights
    ]
    if len({point.on for point in points}) < FEWEST_DRAWN:
        return SafeString("")
    return trend(points, title="Weight (kg)")


def _cell(row: Measurement, column: str, *, indices: Indices) -> str:
    if not COLUMNS[column]:
        index = indices.get(row.pk)
        return NOT_TAKEN if index is None else str(index.value)
    values = [getattr(row, name) for name in COLUMNS[column]]
    if None in values:
        return NOT_TAKEN
    return "/".join(plain(Decimal(value)) for value in values)


def _beneath(row: Measurement) -> str:
    """What the numbers alone do not say: where they are from, and the note."""
    told = row.get_source_display() if row.source != MeasuredBy.HERE else ""
    return " · ".join(filter(None, [told, row.note]))


def _day(row: Measurement) -> str:
    return ApproximateDate.of(row.measured_on).text()
