"""Invented sizes, weights and vital signs of invented people."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foundation.accounts.models import User
from patients.models import Couple, Measurement, Person

# Which share of the people was measured at all.
MEASURED = 0.6


def measurement_rows(
    couples: Iterable[Couple], *, by: User, on: date
) -> Iterator[Measurement]:
    """Draw one to four days for most people; the first one has the height."""
    rng = random.Random("measurements")  # noqa: S311 - no secret
    for person in (person for couple in couples for person in couple.people):
        if rng.random() < MEASURED:
            yield from _days(person, by=by, on=on, rng=rng)


def _days(
    person: Person, *, by: User, on: date, rng: random.Random
) -> Iterator[Measurement]:
    is_woman = person.sex == "F"
    height = Decimal(rng.randint(150, 172) if is_woman else rng.randint(162, 186))
    weight = Decimal(rng.randint(480, 820) if is_woman else rng.randint(600, 980)) / 10
    days_ago = sorted((rng.randint(1, 500) for _ in range(rng.randint(1, 4))), reverse=True)
    for place, days in enumerate(dict.fromkeys(days_ago)):
        told: dict[str, Any] = {"height_cm": height} if place == 0 else _vitals(rng)
        weight += Decimal(rng.randint(-12, 14)) / 10
        yield Measurement(
            written_by=by,
            person=person,
            measured_on=on - timedelta(days=days),
            source="here" if is_woman or place else "told",
            weight_kg=weight,
            **told,
        )


def _vitals(rng: random.Random) -> dict[str, Any]:
    upper = rng.randint(102, 138)
    return {
        "systolic_mmhg": upper,
        "diastolic_mmhg": upper - rng.randint(34, 48),
        "pulse_per_min": rng.randint(62, 94),
        "temperature_c": Decimal(rng.randint(362, 371)) / 10,
    }
