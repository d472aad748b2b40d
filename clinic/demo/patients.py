"""Invented couples: who they are, how they are reached, what they told and signed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from clinic.demo.background import put_background_on_file
from clinic.demo.consultations import consultations_drawn
from clinic.demo.entries import put_entries_on_file
from clinic.demo.histories import (
    YEAR,
    Told,
    cycle_rows,
    drawn_history,
    pregnancy_rows,
    transfer_rows,
)
from clinic.demo.measurements import measurement_rows
from clinic.demo.names import REGIONS, WEIGHTS, Name, Region
from clinic.demo.parts import date_ongoing, part_rows
from clinic.demo.workup import workup_rows
from foundation.accounts.models import User
from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import stored
from patients.models import (
    Consultation,
    ContactConsent,
    Couple,
    EmbryoTransfer,
    Fertility,
    IvfCycle,
    LossDefinition,
    Measurement,
    Person,
    PhoneNumber,
    Pregnancy,
    TreatmentConsent,
    WorkupStep,
)
from patients.services import choose_definition, load_catalogue

DEFINITION = "clinic_founding_000"
GROUPS = (("O", 37), ("B", 32), ("A", 22), ("AB", 9))
STREETS = ("Example Road", "Specimen Lane", "Garden Street", "Station Road", "Lake View")
OCCUPATIONS = ("Teacher", "Nurse", "Accountant", "Shopkeeper", "Engineer", "Farmer")
CALLED = (("Leela", "Mother"), ("Mohan", "Father"), ("Ashok", "Brother"))
SENT_BY = ("Dr Anita Sample", "Dr Petro Muster", "Sample Fertility Centre")
# How often somebody asked about a channel says yes, says no; the rest was not asked.
ANSWERS = {"sms": (70, 6), "whatsapp": (62, 8), "email": (40, 5), "call": (45, 10)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A couple before it is on file: where from, what happened, when she was born."""

    region: Region
    number: str
    history: list[Told]
    she_born: date


def seed(
    *, staff: dict[str, User], on: date, rng: random.Random, count: int = 240
) -> list[Couple]:
    """Put couples, their histories and their consents on file; choose a definition."""
    desk, doctor = staff["reception"], staff["clinician"]
    drawn = [_drawn(number, on=on, rng=rng) for number in _numbers(count)]
    couples = _couples(drawn, by=desk, rng=rng)
    PhoneNumber.objects.bulk_create(_phones(couples, drawn, by=desk, rng=rng))
    ContactConsent.objects.bulk_create(_answers(couples, by=desk, rng=rng))
    consents = _treatment_consents(couples, by=staff["nurse"], on=on, rng=rng)
    TreatmentConsent.objects.bulk_create(consents)
    told = [
        row
        for couple, one in zip(couples, drawn, strict=True)
        for row in pregnancy_rows(couple, one.history, by=doctor, on=on, rng=rng)
    ]
    _pregnancies(told, by=doctor, on=on)
    dice = random.Random("transfers")  # noqa: S311 - no secret
    transfers = [
        row
        for couple in couples
        for row in transfer_rows(couple, by=doctor, on=on, rng=dice)
    ]
    dice = random.Random("cycles")  # noqa: S311 - no secret
    IvfCycle.objects.bulk_create(cycle_rows(transfers, by=doctor, rng=dice))
    EmbryoTransfer.objects.bulk_create(transfers)
    put_entries_on_file(couples, by=staff["nurse"], on=on)
    put_background_on_file(couples, by=staff["nurse"], on=on)
    measured = measurement_rows(couples, by=staff["nurse"], on=on)
    Measurement.objects.bulk_create(measured)
    seen = consultations_drawn(couples, by=doctor, on=on)
    for rows in (seen.first, seen.amendments):
        Consultation.objects.bulk_create(rows)
    dice = random.Random("fertility")  # noqa: S311 - no secret
    Fertility.objects.bulk_create(_trying(couples, by=doctor, on=on, rng=dice))
    dice = random.Random("work-up")  # noqa: S311 - no secret
    WorkupStep.objects.bulk_create(workup_rows(couples, by=doctor, on=on, rng=dice))
    load_catalogue()
    chosen = LossDefinition.objects.filter(code=DEFINITION).latest("edition")
    choose_definition(definition=chosen, reason="For the demonstration.", by=doctor)
    return couples


def _trying(
    couples: list[Couple], *, by: User, on: date, rng: random.Random
) -> Iterator[Fertility]:
    """Every third couple told since when they try; seldom everything was looked at."""
    items = ("ovaries", "tubes", "uterus", "cervix", "pelvis", "coital_frequency",
             "testes", "genital_anatomy", "ejaculate")  # fmt: skip
    for index, couple in enumerate(couples):
        if index % 3:
            continue
        words = ["normal"] if rng.random() < 0.3 else ["normal", "normal", "", "abnormal"]
        yield Fertility(
            written_by=by,
            couple=couple,
            trying_on=on.replace(day=1) - timedelta(days=rng.randint(90, 1800)),
            trying_precision="month",
            **{item: rng.choice(words) for item in items},
        )


def _pregnancies(told: list[Pregnancy], *, by: User, on: date) -> None:
    """Put pregnancies on file with their scans, fetuses, tissue and treatments."""
    dice = random.Random("parts")  # noqa: S311 - no secret
    rows = Pregnancy.objects.bulk_create(date_ongoing(told, rng=dice))
    parts = list(part_rows(rows, by=by, on=on, rng=dice))
    for model in {type(part) for part in parts}:
        model.objects.bulk_create(part for part in parts if isinstance(part, model))


def _numbers(count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('patients_couple_number') FROM generate_series(1, %s)", [count]
        )
        return [f"C{row[0]}" for row in cursor.fetchall()]


def _drawn(number: str, *, on: date, rng: random.Random) -> Drawn:
    region = rng.choices(REGIONS, WEIGHTS)[0]
    history = drawn_history(on=on, rng=rng)
    first = history[0].conceived_on if history else on
    youngest, oldest = first - 20 * YEAR, on - 43 * YEAR
    spread = max((youngest - oldest).days, 1)
    return Drawn(region, number, history, youngest - timedelta(days=rng.randrange(spread)))


def _couples(drawn: list[Drawn], *, by: User, rng: random.Random) -> list[Couple]:
    women, men = [], []
    for one in drawn:
        hers, his = one.region.couple(rng)
        he_born = one.she_born - timedelta(days=rng.randint(-700, 3000))
        women.append(_person(one, hers, sex="F", born=one.she_born, by=by, rng=rng))
        men.append(_person(one, his, sex="M", born=he_born, by=by, rng=rng))
    Person.objects.bulk_create([*women, *men])
    return Couple.objects.bulk_create(
        Couple(
            written_by=by,
            number=one.number,
            woman=she,
            man=he,
            relation=rng.choice(["married"] * 9 + ["partners"]),
            kinship=_kinship(one.number),
        )
        for one, she, he in zip(drawn, women, men, strict=True)
    )


def _person(
    one: Drawn, name: Name, *, sex: str, born: date, by: User, rng: random.Random
) -> Person:
    remembered = _birth(born, rng=rng)
    born_on, precision = stored(remembered)
    languages, weights = zip(*one.region.languages, strict=True)
    language = rng.choices(languages, weights)[0]
    first = name.latin.split()[0].lower()
    return Person(
        written_by=by,
        number=f"{one.number}{sex}",
        name=name.latin,
        native_name=name.native if rng.random() < 0.7 else "",
        sex=sex,
        born_on=born_on,
        born_precision=precision,
        born_about=bool(remembered and remembered.about),
        language=language,
        also_reads=["en"] if language != "en" and rng.random() < 0.6 else [],
        email=f"{first}.{one.number.lower()}@example.org" if rng.random() < 0.55 else "",
        **_blood(rng),
        **_told(f"{one.number}{sex}", name.latin.split()[-1]),
    )


def _kinship(number: str) -> str:
    """Most were asked whether they are related; a few are."""
    dice = random.Random(f"kinship {number}")  # noqa: S311 - no secret
    return dice.choices(("none", "", "first", "second", "distant"), (70, 18, 5, 4, 3))[0]


def _birth(born: date, *, rng: random.Random) -> ApproximateDate | None:
    kind = rng.random()
    if kind < 0.74:
        return ApproximateDate.of(born)
    if kind < 0.84:
        return ApproximateDate(born.year, born.month)
    return ApproximateDate(born.year, about=kind > 0.92) if kind < 0.97 else None


def _told(number: str, family: str) -> dict[str, str]:
    """Where somebody lives, what he does, who sent him: of most it was written down."""
    dice = random.Random(f"told {number}")  # noqa: S311 - no secret
    if dice.random() < 0.3:
        return {}
    told = {
        "address": f"{dice.randint(1, 90)} {dice.choice(STREETS)}, Sampletown",
        "occupation": dice.choice(OCCUPATIONS),
    }
    if dice.random() < 0.5:
        told["referred_by"] = dice.choice(SENT_BY)
    if dice.random() < 0.5:
        first, relation = dice.choice(CALLED)
        told |= {"emergency_name": f"{first} {family}", "emergency_relation": relation}
    return told


def _blood(rng: random.Random) -> dict[str, str]:
    if rng.random() < 0.15:
        return {}
    groups, weights = zip(*GROUPS, strict=True)
    return {
        "abo": str(rng.choices(groups, weights)[0]),
        "rhd": "neg" if rng.random() < 0.07 else "pos",
    }


def _phones(
    couples: list[Couple], drawn: list[Drawn], *, by: User, rng: random.Random
) -> Iterator[PhoneNumber]:
    """A telephone each; some families share one, some people have two."""
    last = iter(range(1000, 10_000))
    for couple, one in zip(couples, drawn, strict=True):
        hers, his = (f"{one.region.prefix}{next(last)}" for _ in couple.people)
        numbers = [(couple.woman, hers), (couple.man, hers if rng.random() < 0.12 else his)]
        if rng.random() < 0.15:
            numbers.append((couple.woman, f"{one.region.prefix}{next(last)}"))
        for person, number in numbers:
            yield PhoneNumber(written_by=by, person=person, number=number)


def _answers(
    couples: list[Couple], *, by: User, rng: random.Random
) -> Iterator[ContactConsent]:
    for person in (person for couple in couples for person in couple.people):
        for channel, (yes, no) in ANSWERS.items():
            drawn = rng.randrange(100)
            if drawn < yes + no and (channel != "email" or person.email):
                yield ContactConsent(
                    written_by=by, person=person, channel=channel, granted=drawn < yes
                )


def _treatment_consents(
    couples: list[Couple], *, by: User, on: date, rng: random.Random
) -> Iterator[TreatmentConsent]:
    """Every third couple signed for lymphocytes, every fifth for immunoglobulin."""
    for index, couple in enumerate(couples):
        days_ago = rng.randint(3, 150) if index % 4 else rng.randint(150, 260)
        signed = {"by": by, "on": on - timedelta(days=days_ago), "rng": rng}
        if index % 3 == 0:
            yield _consent(couple.woman, "LIT_PATERNAL", "recipient", **signed)
            yield _consent(couple.man, "LIT_PATERNAL", "donor", **signed)
        if index % 5 == 0:
            yield _consent(couple.woman, "IVIG_PRECONCEPTION", "recipient", **signed)


def _consent(
    person: Person, therapy: str, document: str, *, by: User, on: date, rng: random.Random
) -> TreatmentConsent:
    interpreted: dict[str, Any] = {"language": person.language}
    if rng.random() < 0.08:
        interpreted = {"language": "en", "interpreter": "Tara Example"}
    withdrawn = on + timedelta(days=2) if rng.random() < 0.03 else None
    return TreatmentConsent(
        written_by=by,
        person=person,
        therapy_code=therapy,
        document=document,
        document_version=1,
        signed_on=on,
        withdrawn_on=withdrawn,
        **interpreted,
    )
