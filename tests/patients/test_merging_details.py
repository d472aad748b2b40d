"""What only the merged record knew is filled in; its names go on finding the person."""

from datetime import date

import pytest

from patients import services
from patients.models import Couple, Person
from patients.rules.merging import Difference
from patients.selectors import couples_found, couples_merged, people_merged
from tests.factories import patients
from tests.patients.test_merging import merged

pytestmark = pytest.mark.django_db
TOLD = {
    "also_reads": ["hi"], "address": "1 Example Road", "other_address": "2 Lake View",
    "occupation": "Teacher", "referred_by": "Dr Sample", "emergency_name": "Leela",
    "emergency_relation": "Mother", "emergency_phone": "+919820077009",
}  # fmt: skip


@pytest.fixture
def double(clinician) -> Couple:
    return patients.couple(by=clinician, woman="Ganga Sampel", man="Rohan Sampel")


def test_everything_she_told_once_is_filled_in_and_taken_out_again(
    couple, double, clinician
):
    Person.objects.filter(pk=double.woman_id).update(**TOLD)
    Person.objects.filter(pk=couple.woman_id).update(occupation="Nurse")
    kept, other = (Person.objects.get(pk=one.woman_id) for one in (couple, double))
    plan = people_merged(kept=kept, merged=other, by=clinician)
    assert [(each.what, each.merged) for each in plan.filled] == [
        ("Also reads", "Hindi"),
        ("Address", "1 Example Road"),
        ("Second address", "2 Lake View"),
        ("Referring doctor", "Dr Sample"),
        ("In an emergency", "Leela (Mother), +91 98200 77009"),
    ]
    merge = merged(kept, other, by=clinician)
    kept = Person.objects.get(pk=kept.pk)
    assert {name: getattr(kept, name) for name in TOLD} == TOLD | {"occupation": "Nurse"}

    services.take_merge_back(merge=merge, reason="Sisters", by=clinician)
    kept = Person.objects.get(pk=kept.pk)
    assert {name: getattr(kept, name) for name in TOLD} == {
        **dict.fromkeys(TOLD, ""), "also_reads": [], "occupation": "Nurse",
    }  # fmt: skip


def test_what_a_couple_told_once_is_filled_in(couple, double, clinician):
    Couple.objects.filter(pk=double.pk).update(
        kinship="first", kinship_note="By their mothers", began_on=date(2015, 1, 1)
    )
    hers = merged(couple.woman, double.woman, by=clinician)
    his = merged(couple.man, double.man, by=clinician)
    couple.refresh_from_db()
    told = (couple.kinship, couple.kinship_note, couple.began_on)
    assert told == ("first", "By their mothers", date(2015, 1, 1))

    for merge in (his, hers):
        services.take_merge_back(merge=merge, reason="Sisters", by=clinician)
    couple.refresh_from_db()
    assert (couple.kinship, couple.kinship_note, couple.began_on) == ("", "", None)


def test_what_two_couples_tell_differently_is_shown(couple, double, clinician):
    Couple.objects.filter(pk=couple.pk).update(kinship="none", began_on=date(2014, 5, 3))
    Couple.objects.filter(pk=double.pk).update(
        kinship="first", kinship_note="By their mothers", began_on=date(2015, 1, 1),
        relation="partners",
    )  # fmt: skip
    merged(couple.woman, double.woman, by=clinician)
    kept, other = (Couple.objects.get(pk=one.pk) for one in (couple, double))
    Couple.objects.filter(pk=other.pk).update(man=kept.man, ended_on=date(2024, 1, 1),
        ended_precision="year", end_reason="divorced")  # fmt: skip
    plan = couples_merged(kept=kept, merged=Couple.objects.get(pk=other.pk), by=clinician)
    assert [(each.what, each.kept, each.merged) for each in plan.differences] == [
        ("Related by blood", "Not related by blood", "First cousins (By their mothers)"),
        ("They are", "Married", "Partners"),
        ("Together since", "3 May 2014", "1 Jan 2015"),
        ("Separated", "No", "2024, Divorced"),
    ]
    assert [each.is_grave for each in plan.differences] == [True, False, False, False]


def test_a_note_on_the_same_kinship_is_shown_and_not_grave(couple, double, clinician):
    Couple.objects.update(kinship="first")
    Couple.objects.filter(pk=double.pk).update(kinship_note="By their mothers")
    merged(couple.man, double.man, by=clinician)
    [part] = people_merged(
        kept=couple.woman, merged=double.woman, by=clinician
    ).couples  # fmt: skip
    assert part.differences == [
        Difference("Related by blood", "First cousins", "First cousins (By their mothers)")
    ]


def test_she_is_found_by_the_name_of_the_record_that_was_merged_into_hers(
    couple, double, clinician
):
    def found(sought: str) -> list[Couple]:
        return couples_found(Couple.objects.all(), sought=sought)

    assert found("ganga") == [double]
    hers = merged(couple.woman, double.woman, by=clinician)
    his = merged(couple.man, double.man, by=clinician)
    for sought in ("ganga", "sampel ganga", "gang"):
        assert found(sought) == [couple]
    assert found("asha") == [couple]

    for merge in (his, hers):
        services.take_merge_back(merge=merge, reason="Sisters", by=clinician)
    assert found("ganga") == [double]
    assert found("asha") == [couple]
