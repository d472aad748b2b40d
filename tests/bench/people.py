"""Invented couples by the thousand, as one would draw them, and put on file with COPY.

The database's own triggers run: what is loaded is found, kept and counted like the rest.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import StringIO
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from clinic.demo.names import INDIA, REGIONS, WEIGHTS, Name, Region
from foundation.accounts.models import User
from patients.models import Couple, Person, PhoneNumber, Pregnancy

BATCH = 5_000
PREGNANCIES = 5
SHARES_A_PHONE = 0.12
# Two of three families have one of the names of the demonstration, the third a rare one.
RARE = 1 / 3
LATIN = tuple("ka ra na ma ta pa sa va la ja da ba ga ha".split())  # noqa: SIM905
DEVANAGARI = [
    "का",
    "रा",
    "ना",
    "मा",
    "ता",
    "पा",
    "सा",
    "वा",
    "ला",
    "जा",
    "दा",
    "बा",
    "गा",
    "हा",
]
CYRILLIC = [
    "ка",
    "ра",
    "на",
    "ма",
    "та",
    "па",
    "са",
    "ва",
    "ла",
    "жа",
    "да",
    "ба",
    "га",
    "ха",
]
LOSSES = ("anembryonic", "yolk_sac", "embryonic", "fetal")


@transaction.atomic
def load(*, couples: int, by: User) -> None:
    """Put that many couples more on file, with telephones and pregnancies."""
    dice = random.Random(couples)  # noqa: S311 - no secret
    first = {model: _highest(model) + 1 for model in (Person, Couple)}
    drawn = _drawn(couples, first=first, by=by, dice=dice)
    while batch := list(islice(drawn, BATCH)):
        for model in (Person, Couple, PhoneNumber, Pregnancy):
            copy(model, (row for rows in batch for row in rows if type(row) is model))
    for model in (Person, Couple):
        _carry_on_after(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('patients_couple_number', %s)", [_last_number() + couples]
        )
        cursor.execute("ANALYZE")


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Send rows to their table in one COPY, each value as the ORM would write it."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key or model in (Person, Couple)
    ]
    text = StringIO()
    for row in rows:
        told = (field.pre_save(row, True) for field in fields)
        values = zip(fields, told, strict=True)
        text.write(
            "\t".join(
                _word(field.get_db_prep_save(value, connection)) for field, value in values
            )
        )
        text.write("\n")
    text.seek(0)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', text)


def _word(value: Any) -> str:
    """A value in PostgreSQL's text form of COPY."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value).replace("\\", r"\\").replace("\t", " ").replace("\n", r"\n")


def _drawn(
    couples: int, *, first: dict, by: User, dice: random.Random
) -> Iterator[list[models.Model]]:
    number = _last_number()
    for place in range(couples):
        region = dice.choices(REGIONS, WEIGHTS)[0]
        told = f"C{number + place + 1}"
        pair = [
            _person(region, name, sex, told, by=by, dice=dice)
            for name, sex in zip(_names(region, dice), "FM", strict=True)
        ]
        for offset, person in enumerate(pair):
            person.pk = first[Person] + 2 * place + offset
        couple = Couple(
            pk=first[Couple] + place, number=told, woman=pair[0], man=pair[1], written_by=by
        )
        phones = _phones(pair, place, region, by=by, dice=dice)
        yield [*pair, couple, *phones, *_history(pair, by=by, dice=dice)]


def _names(region: Region, dice: random.Random) -> tuple[Name, Name]:
    hers, his = region.couple(dice)
    if dice.random() >= RARE:
        return hers, his
    places = [dice.randrange(len(LATIN)) for _ in range(3)]
    script = DEVANAGARI if region is INDIA else CYRILLIC
    latin = "".join(LATIN[place] for place in places).capitalize()
    native = "".join(script[place] for place in places)
    return tuple(
        Name(f"{name.latin} {latin}", name.native and f"{name.native} {native}")
        for name in (hers, his)
    )


def _person(
    region: Region, name: Name, sex: str, couple: str, *, by: User, dice: random.Random
) -> Person:
    languages, weights = zip(*region.languages, strict=True)
    return Person(
        written_by=by,
        number=f"{couple}{sex}",
        name=name.latin,
        native_name=name.native,
        sex=sex,
        born_on=date(1978, 1, 1) + timedelta(days=dice.randrange(9_000)),
        born_precision="day",
        language=dice.choices(languages, weights)[0],
        abo=dice.choice(("O", "B", "A", "AB")),
        rhd="neg" if dice.random() < 0.07 else "pos",
    )


def _phones(
    pair: list[Person], place: int, region: Region, *, by: User, dice: random.Random
) -> Iterator[PhoneNumber]:
    country = region.prefix[: -len("0000")]
    digits = [f"{country}{place * 2 + offset:08d}"[:13] for offset in (0, 1)]
    if dice.random() < SHARES_A_PHONE:
        digits[1] = digits[0]
    for person, number in zip(pair, digits, strict=True):
        yield PhoneNumber(written_by=by, person=person, number=number)


def _history(pair: list[Person], *, by: User, dice: random.Random) -> Iterator[Pregnancy]:
    """Five pregnancies, fourteen months apart, known to the month."""
    ended = date(2014, 1, 1) + timedelta(days=dice.randrange(1_800))
    for seq in range(1, PREGNANCIES + 1):
        is_birth = dice.random() < 0.15
        how = (
            {"outcome": "live_birth", "ga_days": dice.randint(252, 287), "living": 1}
            if is_birth
            else {
                "outcome": "miscarriage",
                "loss_type": dice.choice(LOSSES[:3]),
                "ga_days": dice.randint(42, 69),
            }
        )
        yield Pregnancy(
            written_by=by,
            woman=pair[0],
            genetic_father=pair[1],
            seq=seq,
            ended_on=ended.replace(day=1),
            ended_precision="month",
            ga_basis="end",
            ga_source="clinical",
            seen="ultrasound",
            **how,
        )
        ended += timedelta(days=430)


def _highest(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(highest=models.Max("pk"))["highest"] or 0


def _last_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM patients_couple_number")
        return cursor.fetchone()[0]


def _carry_on_after(model: type[models.Model]) -> None:
    """New rows get numbers after the loaded ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            [model._meta.db_table, _highest(model)],
        )
