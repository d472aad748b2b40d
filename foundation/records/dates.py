"""How an approximate date lies in the database: a day and how exact it is."""

from datetime import date

from django.db import models

from foundation.medicine.dates import ApproximateDate


class Precision(models.TextChoices):
    DAY = "day", "exact day"
    MONTH = "month", "month and year"
    YEAR = "year", "year only"
    UNKNOWN = "unknown", "unknown"


def stored(when: ApproximateDate | None) -> tuple[date | None, str]:
    """Split into the first day it may mean and its precision; None is unknown."""
    if when is None:
        return None, Precision.UNKNOWN
    return when.earliest, Precision(when.precision)


def approximate(
    on: date | None, precision: str, *, about: bool = False
) -> ApproximateDate | None:
    """Put the columns together again; unknown is None."""
    if on is None or precision == Precision.UNKNOWN:
        return None
    return ApproximateDate(
        year=on.year,
        month=None if precision == Precision.YEAR else on.month,
        day=on.day if precision == Precision.DAY else None,
        about=about,
    )


def columns(name: str, when: ApproximateDate | None) -> dict[str, date | str | bool | None]:
    """Give the three columns in which the approximate date of that name is kept."""
    on, precision = stored(when)
    return {
        f"{name}_on": on,
        f"{name}_precision": precision,
        f"{name}_about": bool(when and when.about),
    }
