"""Invented allergies and drugs of invented people, and when somebody asked about them."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import columns
from patients.choices import Topic
from patients.models import Allergy, Asked, Couple, Drug, Person
from patients.models.entries import Entry
from patients.rules.asked import ListedRow, name_of_list

ALLERGIES = (
    ("Penicillin", "Rash", "mild"),
    ("Penicillin", "Swollen face, short of breath", "severe"),
    ("Latex", "Itching of the hands", "mild"),
    ("Ibuprofen", "Stomach pain", "moderate"),
    ("Peanuts", "Hives", "moderate"),
    ("Dust", "Sneezing", "mild"),
    ("Sulfonamides", "", ""),
)
INTOLERANT = {"Ibuprofen"}
# What she takes, then what he takes: name, dose, unit, how often, route, kind, what for.
HERS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("Folic acid", "5", "mg", "daily", "oral", "other", "trying for a child"),
    ("Levothyroxine", "50", "ug", "daily", "oral", "other", "low thyroid function"),
    ("Progesterone", "400", "mg", "twice_daily", "vaginal", "other", ""),
    ("Enoxaparin", "40", "mg", "daily", "subcutaneous", "anticoagulant", ""),
    ("Aspirin", "75", "mg", "daily", "oral", "antiplatelet", ""),
    ("Prednisolone", "10", "mg", "daily", "oral", "steroid", ""),
    ("Azathioprine", "50", "mg", "daily", "oral", "immunosuppressant", "colitis"),
    ("Vitamin D", "1000", "[iU]", "daily", "oral", "other", ""),
)
HIS = (
    ("Metformin", "500", "mg", "twice_daily", "oral", "other", "diabetes"),
    ("Amlodipine", "5", "mg", "daily", "oral", "other", "blood pressure"),
    ("Salbutamol", "2", "{puff}", "as_needed", "inhaled", "other", "asthma"),
)
# Which share of the people was asked about each topic as a whole.
ASKED = 0.6


def put_entries_on_file(couples: Iterable[Couple], *, by: User, on: date) -> None:
    """Put allergies and drugs of some people on file, and that most were asked."""
    rng = random.Random("entries")  # noqa: S311 - no secret
    people = [person for couple in couples for person in couple.people]
    lists: dict[Topic, list[Any]] = {
        Topic.ALLERGIES: list(_allergies(people, by=by, on=on, rng=rng)),
        Topic.DRUGS: list(_drugs(people, by=by, on=on, rng=rng)),
    }
    Allergy.objects.bulk_create(lists[Topic.ALLERGIES])
    Drug.objects.bulk_create(lists[Topic.DRUGS])
    Asked.objects.bulk_create(
        row
        for topic, rows in lists.items()
        for row in _answers(
            [person for person in people if rng.random() < ASKED],
            topic,
            rows=rows,
            by=by,
            days=lambda: on - timedelta(days=rng.randint(1, 200)),
        )
    )


def ask_about_allergies(couples: Iterable[Couple], *, by: User, on: date) -> None:
    """Ask each woman about her allergies as a whole, as is done before a treatment."""
    women = [couple.woman for couple in couples]
    rows = Allergy.objects.filter(person__in=women)
    asked = set(
        Asked.objects.filter(person__in=women, topic=Topic.ALLERGIES).values_list(
            "person", flat=True
        )
    )
    Asked.objects.bulk_create(
        _answers(
            [woman for woman in women if woman.pk not in asked],
            Topic.ALLERGIES,
            rows=rows,
            by=by,
            days=lambda: on - timedelta(days=3),
        )
    )


def _allergies(
    people: Iterable[Person], *, by: User, on: date, rng: random.Random
) -> Iterator[Allergy]:
    for person in people:
        if rng.random() > 0.2:
            continue
        for substance, reaction, severity in {
            each[0]: each for each in rng.sample(ALLERGIES, rng.choice([1, 1, 2]))
        }.values():
            when = rng.choice([None, ApproximateDate(on.year - rng.randint(1, 20))])
            yield Allergy(
                written_by=by,
                person=person,
                substance=substance,
                reaction=reaction,
                severity=severity,
                kind="intolerance" if substance in INTOLERANT else "allergy",
                **columns("noticed", when),
            )


def _drugs(
    people: Iterable[Person], *, by: User, on: date, rng: random.Random
) -> Iterator[Drug]:
    for person in people:
        shelf, most = (HERS, 3) if person.sex == "F" else (HIS, 1)
        for name, dose, unit, often, route, kind, reason in rng.sample(
            shelf, rng.randint(0, most)
        ):
            began = on - timedelta(days=rng.randint(20, 1500))
            is_past = rng.random() < 0.3
            ended = ApproximateDate.of(began + timedelta(days=15)) if is_past else None
            yield Drug(
                written_by=by,
                person=person,
                name=name,
                dose=Decimal(dose),
                unit=unit,
                frequency=often,
                route=route,
                kind=kind,
                reason=reason,
                taken="before" if is_past else "now",
                **columns("started", ApproximateDate(began.year, began.month)),
                **columns("ended", ended),
            )


def _answers(
    people: Iterable[Person],
    topic: Topic,
    *,
    rows: Iterable[Entry],
    by: User,
    days: Callable[[], date],
) -> Iterator[Asked]:
    named: dict[int, list[ListedRow]] = {}
    for row in rows:
        named.setdefault(row.person_id, []).append(ListedRow(row.pk, row.version))
    for person in people:
        theirs = named.get(person.pk, [])
        yield Asked(
            written_by=by,
            person=person,
            topic=topic,
            asked_on=days(),
            listed=len(theirs),
            fingerprint=name_of_list(theirs),
        )
