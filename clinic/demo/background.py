"""Invented illnesses, operations, families, periods and habits of invented people."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import columns
from patients.models import (
    Condition,
    Couple,
    FamilyCondition,
    Lifestyle,
    MenstrualHistory,
    Operation,
    Person,
)
from patients.models.entries import Entry

ILLNESSES = {
    "F": ("Hypothyroidism", "Endometriosis", "Migraine", "Polycystic ovaries", "Asthma"),
    "M": ("Asthma", "High blood pressure", "Diabetes, type 2", "Mumps as a child"),
}
OPERATIONS = {
    "F": (
        ("Laparoscopy", "Endometriosis, removed"),
        ("Hysteroscopy", "Small septum, divided"),
        ("Appendectomy", ""),
        ("Dilatation and curettage", ""),
    ),
    "M": (("Varicocele repair", "Left side"), ("Hernia repair", ""), ("Appendectomy", "")),
}
FAMILY = (
    ("mother", "Thyroid disease", 45),
    ("mother", "Two miscarriages", None),
    ("father", "Diabetes, type 2", 52),
    ("sister", "Thrombosis of a leg", 31),
    ("fathers_side", "Heart attack", 49),
)
AMOUNTS = {
    "smoking": "10 cigarettes a day",
    "alcohol": "a glass of wine a week",
    "caffeine": "two cups of coffee a day",
    "work": "solvents in a workshop",
}
# Which share of the people told of each.
TOLD = 0.4


def put_background_on_file(couples: Iterable[Couple], *, by: User, on: date) -> None:
    """Put what some of the people told on file, one table after the other."""
    rows = list(background_rows(couples, by=by, on=on))
    for model in (Condition, Operation, FamilyCondition, MenstrualHistory, Lifestyle):
        model.objects.bulk_create(row for row in rows if isinstance(row, model))


def background_rows(couples: Iterable[Couple], *, by: User, on: date) -> Iterator[Entry]:
    """Draw what some of the people told, as vaguely as people remember it."""
    rng = random.Random("background")  # noqa: S311 - no secret
    for person in (person for couple in couples for person in couple.people):
        drawn = (
            *_illnesses(person, on=on, rng=rng),
            *_operations(person, on=on, rng=rng),
            *_family(rng),
            *_habits(on=on, rng=rng),
            *(_periods(on=on, rng=rng) if person.sex == "F" else ()),
        )
        for row in drawn:
            row.person, row.written_by = person, by
            yield row


def _year(on: date, rng: random.Random) -> ApproximateDate:
    return ApproximateDate(on.year - rng.randint(1, 15), about=rng.random() < 0.3)


def _illnesses(person: Person, *, on: date, rng: random.Random) -> Iterator[Condition]:
    if rng.random() < TOLD:
        state = rng.choice(["active", "active", "resolved", ""])
        began = rng.choice([None, _year(on, rng)])
        name = rng.choice(ILLNESSES[person.sex])
        yield Condition(name=name, state=state, **columns("began", began))


def _operations(person: Person, *, on: date, rng: random.Random) -> Iterator[Operation]:
    if rng.random() < TOLD / 2:
        name, outcome = rng.choice(OPERATIONS[person.sex])
        yield Operation(name=name, outcome=outcome, **columns("done", _year(on, rng)))


def _family(rng: random.Random) -> Iterator[FamilyCondition]:
    if rng.random() < TOLD / 2:
        relative, name, age = rng.choice(FAMILY)
        yield FamilyCondition(relative=relative, name=name, age_years=age)


def _habits(*, on: date, rng: random.Random) -> Iterator[Lifestyle]:
    for habit, amount in AMOUNTS.items():
        if rng.random() > TOLD:
            continue
        state = rng.choice(["never", "never", "before", "now"])
        if state == "never":
            yield Lifestyle(habit=habit, state=state)
            continue
        ended = ApproximateDate(on.year - 1) if state == "before" else None
        yield Lifestyle(habit=habit, state=state, amount=amount, **columns("ended", ended))


def _periods(*, on: date, rng: random.Random) -> Iterator[MenstrualHistory]:
    if rng.random() < TOLD:
        shortest = rng.randint(25, 30)
        told = on - timedelta(days=rng.randint(1, 200))
        last = ApproximateDate.of(told - timedelta(days=rng.randint(2, 27)))
        yield MenstrualHistory(
            told_on=told,
            menarche_years=rng.choice([11, 12, 13, 14, None]),
            cycle_days=shortest,
            cycle_days_longest=shortest + rng.choice([0, 2, 5]),
            regularity=rng.choice(["regular", "regular", "irregular", ""]),
            flow=rng.choice(["usual", "usual", "heavy", "light", ""]),
            flow_days=rng.choice([4, 5, 6, None]),
            last_period_certainty=rng.choice(["sure", "unsure"]),
            **columns("last_period", last),
        )
