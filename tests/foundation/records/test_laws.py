"""A law is judged beside the table as the table judges it."""

from datetime import date

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from foundation.records.laws import broken_laws, judge
from foundation.records.models import Act
from foundation.records.services import many, write
from patients.models import Person, Pregnancy
from tests.factories import patients

FOUND = date(2020, 3, 1)
ROWS = {
    "nothing said": {},
    "ongoing with an end": {"outcome": "ongoing", "ended_on": FOUND},
    "ongoing and dated": {
        "outcome": "ongoing", "ended_on": FOUND, "ended_precision": "day"
    },
    "type of a birth": {"outcome": "live_birth", "loss_type": "fetal"},
    "five days": {"ga_days": 5},
    "fourteen days": {"ga_days": 14},
    "backwards": {"ga_days": 60, "ga_days_latest": 50},
    "latest alone": {"ga_days_latest": 50},
    "biochemical without a test": {"outcome": "biochemical_loss"},
    "molar": {"outcome": "molar_complete"},
    "molar with histology": {"outcome": "molar_complete", "seen": "histology"},
    "a donor with a name": {"father": "donor"},
    "three living of one": {"living": 3},
    "newborn of a miscarriage": {"neonatal_death": True},
    "ended before the period": {
        "ended_on": FOUND, "ended_precision": "day",
        "last_period_on": date(2020, 4, 1), "last_period_precision": "day",
    },
}  # fmt: skip


def by_the_table(row) -> set[str]:
    """Ask the database of each law, as `full_clean` does."""
    broken = set()
    for law in row._meta.constraints:
        if isinstance(law, models.CheckConstraint):
            try:
                law.validate(type(row), row)
            except ValidationError as refusal:
                broken |= set(refusal.messages)
    return broken


@pytest.mark.parametrize("said", ROWS.values(), ids=ROWS)
def test_each_law_of_a_pregnancy_is_judged_as_by_the_table(said, couple, clinician):
    fields = {"outcome": "miscarriage", "genetic_father": couple.man, **said}
    row = Pregnancy(woman=couple.woman, seq=1, written_by=clinician, **fields)
    assert {error.message for error in broken_laws(row)} == by_the_table(row)


def test_a_refusal_names_the_field_or_the_law():
    with pytest.raises(ValidationError) as refused:
        judge(Pregnancy(seq=1, outcome="miscarriage", ga_days=5, father="unknown"))
    [error] = refused.value.error_dict[NON_FIELD_ERRORS]
    assert (error.code, error.message[:11]) == ("gestation", "A gestation")
    with pytest.raises(ValidationError, match="not a valid choice"):
        judge(Pregnancy(seq=1, outcome="lost"))


def person(number: str) -> Person:
    return Person(number=number, name="Asha Sample", sex="F")


def write_all(*people: Person, by) -> None:
    with many():
        for each in people:
            write(each, by=by, action="person.registered")


def test_many_writes_ask_the_table_little_and_keep_acts_and_history(
    clinician, django_assert_max_num_queries
):
    people = [person(number) for number in ("C7001F", "C7002F", "C7003F")]
    with django_assert_max_num_queries(6):
        write_all(*people, by=clinician)
    assert Act.objects.filter(action="person.registered").count() == 3
    assert [each.events.count() for each in people] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_one_refusal_among_many_undoes_them_all(clinician):
    taken = patients.person(by=clinician, number="C7001F", name="Lata Sample", sex="F")
    with pytest.raises(ValidationError):
        write_all(person("C7002F"), Person(number="C7003F", name="", sex="F"), by=clinician)
    assert list(Person.objects.values_list("number", flat=True)) == [taken.number]
