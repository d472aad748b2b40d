"""Hundreds who come new at once: who of each may be on file already, in two questions.

The ways to those who can come near enough are those of one person (`duplicates`), walked
by the database for all of them together; the rules judge as they do for one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, permutations
from typing import Any

from django.db import connection
from psycopg2 import sql

from foundation.medicine.dates import Precision
from patients.models import Couple
from patients.models.couple import CoupleQuerySet
from patients.models.searching import as_they_sound
from patients.rules.duplicates import PersonFacts
from patients.selectors.duplicates import (
    MOST_FETCHED,
    NEARLY,
    PARTNER,
    OnFile,
    _days,
    _judged,
)
from patients.selectors.shelf import duplicate_rule

New = Mapping[str, PersonFacts]


def many_on_file(
    couples: CoupleQuerySet, *, new: Sequence[New]
) -> list[dict[str, list[OnFile]]]:
    """List for each new woman and each new man who on file they may be, likeliest first.

    Only couples that were let through are looked at.
    """
    near: list[dict[str, set[int]]] = [{place: set() for place in one} for one in new]
    for place in PARTNER:
        for number, pk in _fetched(place, new):
            near[number][place].add(pk)
    everybody = set(chain.from_iterable(pks for one in near for pks in one.values()))
    found = couples.standing().with_people().filter(pk__in=everybody)
    loaded = {
        couple.pk: couple
        for couple in found.prefetch_related("woman__phones", "man__phones")
    }
    return [
        {
            place: list(_judged(place, facts, _some(loaded, near[number][place])))
            for place, facts in one.items()
        }
        for number, one in enumerate(new)
    ]


def _some(loaded: Mapping[int, Couple], pks: set[int]) -> list[Couple]:
    return [loaded[pk] for pk in sorted(pks) if pk in loaded]


def _fetched(place: str, new: Sequence[New]) -> list[tuple[int, int]]:
    """Number each new person who is named, with the couples that are near."""
    asked = [
        _asked(number, one[place]) for number, one in enumerate(new) if one[place].names
    ]
    if not asked:
        return []
    words: dict[str, sql.Composable] = {
        "keyed": sql.SQL(KEYED),
        "mine": sql.Identifier(f"{place}_id"),
        "theirs": sql.Identifier(f"{PARTNER[place]}_id"),
    }
    given: dict[str, Any] = {
        "asked": json.dumps(asked),
        "most": MOST_FETCHED,
        "nearly": NEARLY,
    }
    with connection.cursor() as cursor:
        # As plain text: what keeps the history of a task reads every question.
        near = sql.SQL(NEAR).format(**words).as_string(cursor.connection)
        cursor.execute(near, given)
        return cursor.fetchall()


def _asked(number: int, new: PersonFacts) -> dict[str, Any]:
    last = duplicate_rule().phone_digits
    born = new.born
    is_day = born is not None and born.precision is Precision.DAY
    return {
        "number": number,
        "name": new.names[0],
        "tails": [digits[: -last - 1 : -1] for digits in sorted(new.phones)],
        "email": new.email.upper(),
        "year": born.year if born else None,
        "month": born.month if born and is_day else None,
        "day": born.day if born and is_day else None,
        "days": [str(day) for day in _days(born)] if born and is_day else [],
        "pairs": _pairs(new.names),
        "words": sorted(set(chain.from_iterable(_sounds(new.names)))),
        "partners": _pairs(new.partner_names),
    }


def _pairs(names: Sequence[str]) -> list[str]:
    """Two words of a name as they sound, in either order; a single one alone and whole."""
    return sorted(
        {
            " ".join(pair)
            for words in _sounds(names)
            for pair in (permutations(words, 2) if len(words) > 1 else [words])
        }
    )


def _sounds(names: Sequence[str]) -> Iterator[list[str]]:
    for name in names:
        for line in as_they_sound(name):
            yield line.split()


# A key that begins with two words, or is a single one.
KEYED = """
    (CASE WHEN position(' ' IN w) > 0 THEN k.key >= w AND k.key < w || U&'\\+10FFFF'
     ELSE k.key = w END)
"""
NEAR = """
    WITH new AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(asked)s::jsonb) AS new (
            number int, name text, tails text[], email text, year int, month int, day int,
            days date[], pairs text[], words text[], partners text[])
    )
    SELECT new.number, near.id FROM new, LATERAL (
        (SELECT c.id FROM unnest(new.tails) tail
         JOIN patients_phonenumber n ON reverse(n.digits) >= tail
          AND reverse(n.digits) < tail || U&'\\+10FFFF' AND n.voided_at IS NULL
         JOIN patients_couple c ON c.{mine} = n.person_id LIMIT %(most)s)
        UNION
        (SELECT c.id FROM unnest(new.pairs) w JOIN patients_namekey k ON {keyed}
         JOIN patients_couple c ON c.id = k.couple_id
         JOIN patients_person p ON p.id = c.{mine}
         WHERE extract(year FROM p.born_on) = new.year
            OR extract(month FROM p.born_on) = new.month
               AND extract(day FROM p.born_on) = new.day
            OR EXISTS (SELECT 1 FROM unnest(new.partners) w JOIN patients_namekey k
                       ON {keyed} WHERE k.couple_id = c.id AND k.person_id = c.{theirs})
         LIMIT %(most)s)
        UNION
        (SELECT c.id FROM patients_person p JOIN patients_couple c ON c.{mine} = p.id
         WHERE p.born_on = ANY (new.days) AND p.born_precision = 'day'
           AND (similarity(p.name, new.name) > %(nearly)s
                OR EXISTS (SELECT 1 FROM unnest(new.words) w JOIN patients_namekey k
                           ON k.key >= w AND k.key < w || '!'
                           WHERE k.couple_id = c.id AND k.person_id = p.id))
         LIMIT %(most)s)
        UNION
        (SELECT c.id FROM unnest(new.partners) w JOIN patients_namekey k ON {keyed}
         JOIN patients_couple c ON c.id = k.couple_id
         JOIN patients_person p ON p.id = c.{mine}
         WHERE similarity(p.name, new.name) > %(nearly)s
            OR (extract(year FROM p.born_on) = new.year
                OR extract(month FROM p.born_on) = new.month
                   AND extract(day FROM p.born_on) = new.day)
               AND EXISTS (SELECT 1 FROM unnest(new.words) w JOIN patients_namekey k
                           ON k.key >= w AND k.key < w || '!'
                           WHERE k.couple_id = c.id AND k.person_id = p.id)
         LIMIT %(most)s)
    ) near
    UNION
    SELECT new.number, c.id FROM new
    JOIN patients_person p ON upper(p.email) = new.email AND new.email <> ''
    JOIN patients_couple c ON c.{mine} = p.id
"""
