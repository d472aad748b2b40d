"""Invented consultations of invented couples: signed, amended, and one still a draft."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from foundation.accounts.models import User
from patients.models import Consultation, Couple

REASONS = (
    "They wish to know why the pregnancies were lost, and what can be done.",
    "First visit. Referred by their doctor after the last loss.",
    "They come to hear the results.",
)
EXAMINATIONS = ("", "General condition good. Abdomen soft.", "Not examined today.")
ASSESSMENTS = (
    "Recurrent loss; the work-up is not complete.",
    "Results explained with the papers in hand. Questions answered.",
)
PLANS = (
    "Complete the work-up. Next visit with the results.",
    "Time to think. They call when they have decided.",
)
WITH_ONE = 0.35


@dataclass(frozen=True, slots=True)
class Drawn:
    """Consultations of the demonstration: first what is amended, then what amends it."""

    first: list[Consultation]
    amendments: list[Consultation]


def consultations_drawn(couples: Iterable[Couple], *, by: User, on: date) -> Drawn:
    """Draw consultations for every third couple, some amended, some not signed yet."""
    rng = random.Random("consultations")  # noqa: S311 - no secret
    first = list(_first(couples, by=by, on=on, rng=rng))
    return Drawn(first, [_amendment(row, by=by) for row in first[::9] if row.signed_at])


def _first(
    couples: Iterable[Couple], *, by: User, on: date, rng: random.Random
) -> Iterator[Consultation]:
    for couple in couples:
        if rng.random() > WITH_ONE:
            continue
        day = on - timedelta(days=rng.randint(1, 300))
        is_signed = rng.random() < 0.85
        yield Consultation(
            written_by=by,
            couple=couple,
            person=rng.choice([None, None, couple.woman]),
            held_on=day,
            reason=rng.choice(REASONS),
            examination=rng.choice(EXAMINATIONS),
            assessment=rng.choice(ASSESSMENTS),
            plan=rng.choice(PLANS),
            signed_at=_evening(day) if is_signed else None,
            signed_by=by if is_signed else None,
        )


def _amendment(row: Consultation, *, by: User) -> Consultation:
    return Consultation(
        written_by=by,
        couple=row.couple,
        person=row.person,
        held_on=row.held_on,
        reason=row.reason,
        examination=row.examination,
        assessment=row.assessment,
        plan=f"{row.plan} Folic acid was not mentioned before.",
        replaces=row,
        amended_because="The advice on folic acid was left out.",
        signed_at=_evening(row.held_on + timedelta(days=1)),
        signed_by=by,
    )


def _evening(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(18, 20)))
