"""Two couples of the demonstration came to the desk twice; one is merged already."""

import random
import re
from datetime import date
from typing import Any, Final

from foundation.accounts.models import User
from patients.models import Couple, Person
from patients.selectors import people_merged
from patients.services import NewPerson, merge_people, register_couple

# By these telephones the double records are found.
TELEPHONES: Final = ("+919820077001", "+919820077002")
REASON: Final = "Same identity cards; she gave her new telephone at the desk."
# How another colleague spelt the name.
A_VOWEL: Final = re.compile("([aeiou])")


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> list[Couple]:
    """Register two couples once more; let the second be one with its first record."""
    open_to_all = Couple.objects.visible_to(staff["clinician"])
    keys = [couple.pk for couple in couples]
    couples = list(open_to_all.filter(pk__in=keys).with_people().order_by("pk")[:2])
    if len(couples) < 2:
        return []
    doubles = [
        _again(couple, telephone, by=staff["reception"])
        for couple, telephone in zip(couples, TELEPHONES, strict=False)
    ]
    by = staff["clinician"]
    for kept, merged in zip(couples[1].people, doubles[1].people, strict=True):
        records = {"kept": kept, "merged": merged}
        seen = people_merged(**records, by=by).digest
        merge_people(**records, reason=REASON, seen=seen, by=by)
    return doubles


def _again(couple: Couple, telephone: str, *, by: User) -> Couple:
    woman, man = (_as_new(person) for person in couple.people)
    return register_couple(
        woman=NewPerson(**woman, phones=(telephone,)), man=NewPerson(**man), by=by
    )


def _as_new(person: Person) -> dict[str, Any]:
    return {
        "name": A_VOWEL.sub(r"\1\1", person.name, count=1),
        "native_name": person.native_name,
        "born": person.born,
        "language": person.language,
    }
