"""Who on file is fetched for the rules to compare with, and who is shown."""

import pytest

from foundation.medicine.dates import read_date
from patients.models import Couple, PhoneNumber
from patients.rules.duplicates import PersonFacts
from patients.selectors import people_on_file
from tests.factories import patients

BORN = read_date("12 Apr 1992")


@pytest.fixture
def priya(clinician):
    """Priya Ramesh Patil, born on 12 April 1992, and Amit Patil."""
    couple = patients.couple(by=clinician, woman="Priya Ramesh Patil", man="Amit Patil")
    couple.woman.native_name = "प्रिया पाटील"
    couple.woman.email = "Priya@Example.org"
    couple.woman.save()
    return couple


def new(**told):
    facts = {"key": "", "names": ("Priya Patil",), "sex": "F"} | told
    return PersonFacts(**facts)


def shown(**told):
    found = people_on_file(Couple.objects.all(), new={"woman": new(**told)})
    return [(one.person.number, one.duplicate.grade.value) for one in found["woman"]]


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        pytest.param({}, None, id="a name alone"),
        pytest.param({"born": BORN}, "likely", id="name and birth"),
        pytest.param({"names": ("Patil Priya",), "born": BORN}, "likely", id="other order"),
        pytest.param({"names": ("Prya Patil",), "born": BORN}, "likely", id="typing error"),
        pytest.param(
            {"names": ("Pria Pateel",), "born": BORN}, "likely", id="as it sounds"
        ),
        pytest.param({"names": ("प्रिया पाटील",), "born": BORN}, "likely", id="own script"),
        pytest.param(
            {"names": ("Priya Shinde",), "born": BORN}, "possible", id="married since"
        ),
        pytest.param(
            {"names": ("Prja", "Priya Ramesh Suresh Patil"), "born": BORN},
            "likely",
            id="more words than on file",
        ),
        pytest.param({"born": read_date("4 Dec 1992")}, "likely", id="exchanged"),
        pytest.param({"born": read_date("12 Apr 1982")}, "possible", id="another year"),
        pytest.param({"born": read_date("12 May 1992")}, "possible", id="another month"),
        pytest.param({"born": read_date("1992")}, "possible", id="the year fits"),
        pytest.param({"born": read_date("Apr 1992")}, "possible", id="the month fits"),
        pytest.param({"born": read_date("1 Jan 1980")}, None, id="born at another time"),
        pytest.param({"phones": frozenset({"9198200{}0"})}, "possible", id="telephone"),
        pytest.param({"phones": frozenset({"98200{}0"})}, "possible", id="without code"),
        pytest.param({"email": "priya@example.ORG"}, "possible", id="e-mail"),
        pytest.param({"partner_names": ("Amit Patil",)}, "possible", id="partner"),
        pytest.param({"partner_names": ("अमित पाटील",)}, "possible", id="partner's script"),
        pytest.param(
            {"names": ("Prya Patil",), "partner_names": ("Amit Pateel",)},
            "possible",
            id="typing error, and the partner",
        ),
        pytest.param(
            {
                "names": ("Priya Shinde",),
                "born": read_date("12 May 1992"),
                "partner_names": ("Amit Patil",),
            },
            "possible",
            id="married since, born nearly then, the same partner",
        ),
        pytest.param(
            {"names": ("Olena Melnyk",), "phones": frozenset({"9198200{}0"})},
            None,
            id="another name at the same telephone",
        ),
        pytest.param({"names": (), "born": BORN}, None, id="no name yet"),
    ],
)
def test_who_is_like_somebody_on_file(told, grade, priya):
    numbers = {phone.format(priya.number[1:]) for phone in told.get("phones", ())}
    found = shown(**told | {"phones": frozenset(numbers)})

    assert found == ([(priya.woman.number, grade)] if grade else [])


def test_both_people_are_compared_each_with_those_of_the_same_place(priya, couple):
    found = people_on_file(
        Couple.objects.all(),
        new={
            "woman": new(names=("Asha Sample",), born=BORN),
            "man": new(names=("Amit Patil",), sex="M", born=BORN),
        },
    )
    assert {place: [one.couple for one in some] for place, some in found.items()} == {
        "woman": [couple],
        "man": [priya],
    }


def test_who_was_part_of_two_couples_is_shown_once(priya, couple, clinician):
    Couple.objects.create(
        written_by=clinician, number="C9001", woman=priya.woman, man=couple.man
    )
    assert shown(born=BORN) == [(priya.woman.number, "likely")]


def test_only_those_let_through_are_shown(priya):
    found = people_on_file(Couple.objects.none(), new={"woman": new(born=BORN)})
    assert found == {"woman": []}


def test_a_voided_telephone_is_nobodys(priya):
    PhoneNumber.objects.update(voided_at="2026-01-01T00:00Z", void_reason="Wrong number")
    digits = priya.woman.phones.get().digits
    assert shown(phones=frozenset({digits})) == []


def test_it_asks_as_often_for_many_as_for_one(clinician, priya, django_assert_num_queries):
    for _ in range(20):
        patients.couple(by=clinician, woman="Priya Patil", man="Amit Patil")
    with django_assert_num_queries(3):
        assert len(shown(born=BORN, partner_names=("Amit Patil",))) == 21
    with django_assert_num_queries(0):
        assert shown(names=()) == []
