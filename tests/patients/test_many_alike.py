"""Many who come new at once are found as one of them would be."""

from datetime import date

import pytest

from foundation.medicine.dates import ApproximateDate
from patients.models import Couple
from patients.rules.duplicates import PersonFacts
from patients.selectors import many_on_file, people_on_file
from patients.services import NewPerson, load_catalogue, register_couple
from patients.services.restrictions import restrict_couple

pytestmark = pytest.mark.django_db
BORN = ApproximateDate.of(date(1990, 3, 12))
SWAPPED = ApproximateDate(1990, 12, 3)
ON_FILE = [
    ("Asha Patil", "Rohan Patil"),
    ("Olena Melnyk", "Taras Melnyk"),
    ("Meera Kulkarni", "Kiran Kulkarni"),
]
NEW = {
    "the same": ("Asha Patil", BORN, ("919820011220",), "", "Rohan Patil"),
    "another script": ("आशा पाटील", None, (), "", "रोहन पाटील"),
    "day and month exchanged": ("Asha Pateel", SWAPPED, (), "", ""),
    "a typing error on the same day": ("Olena Melnik", BORN, (), "", ""),
    "the same telephone": ("Asha P", None, ("919820011220",), "", ""),
    "the same e-mail": ("Meera K", None, (), "MEERA@example.org", "Kiran K"),
    "the year of birth": ("Meera Kulkarni", ApproximateDate(1990), (), "", ""),
    "the partner sounds alike": ("Ashaa Patil", None, (), "", "Rohan Patil"),
    "nobody": ("Lata Fiction", BORN, (), "", "Anil Fiction"),
    "not read": ("", None, (), "", "Rohan Patil"),
}  # fmt: skip


@pytest.fixture
def on_file(clinician):
    load_catalogue()
    for number, (her, his) in enumerate(ON_FILE):
        email = f"{her.split()[0].lower()}@example.org"
        phones = (f"+91982001122{number}",)
        she = NewPerson(name=her, born=BORN, phones=phones, email=email)
        register_couple(woman=she, man=NewPerson(name=his), by=clinician)


def facts(name, born, phones, email, partner, *, sex) -> PersonFacts:
    return PersonFacts(
        key="", names=(name,) if name else (), sex=sex, born=born,
        phones=frozenset(phones), email=email, partner_names=(partner,) if partner else (),
    )  # fmt: skip


def coming(said) -> dict[str, PersonFacts]:
    her, _born, _phones, _email, his = said
    him = facts(his, None, (), "", her, sex="M")
    return {"woman": facts(*said, sex="F"), "man": him}


def numbers(found) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {
        place: [(one.person.number, one.duplicate.reasons) for one in some]
        for place, some in found.items()
    }


def test_each_of_many_is_found_as_one_alone(on_file, clinician):
    couples = Couple.objects.known_to(clinician)
    new = [coming(said) for said in NEW.values()]
    together = [numbers(found) for found in many_on_file(couples, new=new)]
    alone = [numbers(people_on_file(couples, new=each)) for each in new]
    assert dict(zip(NEW, together, strict=True)) == dict(zip(NEW, alone, strict=True))
    found = [name for name, each in zip(NEW, together, strict=True) if any(each.values())]
    assert set(NEW) - set(found) <= {"nobody", "not read", "the year of birth"}


def test_many_ask_as_little_as_one(on_file, clinician, django_assert_max_num_queries):
    couples = Couple.objects.known_to(clinician)
    with django_assert_max_num_queries(6):
        many_on_file(couples, new=[coming(said) for said in [*NEW.values()] * 5])


def test_a_restricted_couple_is_found_by_nobody_who_could_not_open_it(
    on_file, clinician, manager
):
    closed = Couple.objects.earliest("pk")
    restrict_couple(
        couple=closed, reason="x" * 20, desk_books=True, members=[clinician], by=clinician
    )
    new = [coming(NEW["the same"])]
    [hidden] = many_on_file(Couple.objects.known_to(manager), new=new)
    [seen] = many_on_file(Couple.objects.known_to(clinician), new=new)
    assert (numbers(hidden)["woman"], len(seen["woman"])) == ([], 1)
