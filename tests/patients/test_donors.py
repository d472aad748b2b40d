"""Donors are people under a code: who they are is sealed, and reading it is on record."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from foundation.medicine.dates import ApproximateDate
from patients.models import Couple, Donor, EmbryoTransfer, Person
from patients.models.donor import Gift
from patients.selectors import merging, pregnancy_lines
from patients.selectors.donors import donor_by_code, donors_found, donors_named
from patients.selectors.finding import couples_found
from patients.services import (
    DonorEntry,
    PregnancyEntry,
    TransferEntry,
    change_donor,
    merge_people,
    record_pregnancy,
    record_transfer,
)
from tests.factories import patients

pytestmark = pytest.mark.django_db
SECRET = {
    "name": "Canarydonor Person",
    "native_name": "दाता व्यक्ति",
    "born": ApproximateDate(1994, 3, 12),
    "phone": "+91 98220 77777",
    "address": "77 Canary Lane",
}


@pytest.fixture
def donor(clinician):
    return patients.donor(by=clinician, sex="M", abo="O", rhd="pos", **SECRET)


def everything_in(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - a table of ours
        return str(cursor.fetchall())


def test_the_person_behind_a_code_carries_no_name(donor):
    person = donor.person
    assert (person.number, person.name) == (donor.code, f"Donor {donor.code}")
    assert (person.sex, person.blood_group) == ("M", "O RhD positive")
    assert person.born == ApproximateDate(1994)
    assert donor.identity.name == "Canarydonor Person"
    assert donor.identity.born == "12 Mar 1994"


def test_no_table_holds_the_identity_readable(donor, clinician):
    entry = DonorEntry(**SECRET | {"name": "Canarydonor Other"}, sex="M", gives=("egg",))
    change_donor(donor=donor, entry=entry, by=clinician)
    tables = [
        "patients_donor", "patients_donorevent", "patients_person",
        "patients_personevent", "patients_namekey", "records_act",
    ]  # fmt: skip
    readable = [
        (table, word)
        for table in tables
        for word in ("Canary", "दाता", "77777", "1994-03-12", "12 Mar")
        if word in everything_in(table)
    ]
    assert readable == []
    assert Donor.objects.get().identity.name == "Canarydonor Other"


def test_a_donor_is_sought_by_code_or_by_whole_words_of_a_name(donor):
    every = Donor.objects.all()
    for sought in ("", donor.code.lower(), donor.code[:3]):
        assert donors_found(every, sought=sought) == [donor]
    assert donors_found(every, sought="canarydonor") == []
    for sought in ("Canarydonor", "person canarydonor", "दाता"):
        assert donors_named(every, sought=sought) == [donor]
    for sought in ("", " ", "c", "canary", "canarydonor p", "दा", "nobody"):
        assert donors_named(every, sought=sought) == []
    assert couples_found(Couple.objects.all(), sought="Canarydonor") == []


def test_who_may_not_treat_sees_no_code(donor, clinician, nurse, laboratory, receptionist):
    seen = [
        reader.username
        for reader in (clinician, nurse, laboratory, receptionist)
        if Donor.objects.visible_to(reader).exists()
    ]
    assert seen == [clinician.username, nurse.username, laboratory.username]


@pytest.mark.parametrize(
    ("code", "gives", "sentence"),
    [
        ("D0999", [Gift.EGG], "No donor has the code D0999."),
        ("", [Gift.EGG], None),
        (None, [Gift.CELLS], "gives eggs."),
    ],
    ids=["unknown", "nobody", "another gift"],
)
def test_a_code_leads_to_a_donor_who_gives_that(clinician, code, gives, sentence):
    donor = patients.donor(by=clinician, gives=["egg"])
    if sentence is None:
        assert donor_by_code(code, gives=gives) is None
        return
    with pytest.raises(ValidationError, match=sentence):
        donor_by_code(donor.code if code is None else code, gives=gives)


def test_a_donor_may_be_the_father_of_a_pregnancy(donor, couple, clinician):
    entry = PregnancyEntry(outcome="live_birth", father="donor", father_code=donor.code)
    row = record_pregnancy(couple=couple, entry=entry, by=clinician, confirmed=True)
    assert row.genetic_father == donor.person
    [line] = pregnancy_lines(couple=couple)
    assert line.fact.genetic_father == "donor"
    for wrong in ({"father": "former"}, {"father_code": "D0999"}):
        told = {"outcome": "live_birth", "father": "donor", "father_code": donor.code}
        with pytest.raises(ValidationError) as refusal:
            record_pregnancy(
                couple=couple, entry=PregnancyEntry(**told | wrong), by=clinician
            )
        assert list(refusal.value.message_dict) == ["father_code"]


def test_a_transfer_may_name_the_donor_of_its_egg(donor, couple, clinician):
    entry = TransferEntry(egg="donor", donor_code=donor.code, egg_age_years=27)
    transfer = record_transfer(couple=couple, entry=entry, by=clinician)
    assert transfer.donor == donor
    with pytest.raises(ValidationError, match="where the egg was donated"):
        record_transfer(
            couple=couple,
            entry=TransferEntry(egg="own", donor_code=donor.code),
            by=clinician,
        )
    with pytest.raises(IntegrityError, match="donor_only_of_a_donated_egg"):
        EmbryoTransfer.objects.update(egg="own")


@pytest.mark.parametrize("place", ["kept", "merged"])
def test_a_donor_is_merged_with_nobody(donor, couple, clinician, place):
    records = {"kept": couple.man, "merged": couple.man, place: donor.person}
    plan = merging.people_merged(**records, by=clinician)
    assert (plan.changes, plan.every_refusal) == ([], [merging.OF_A_DONOR])
    with pytest.raises(ValidationError, match="its code would lead to a name"):
        merge_people(**records, reason="The same", seen=plan.digest, by=clinician)
    donor.refresh_from_db()
    assert donor.person.number == donor.code


def test_whoever_is_in_a_couple_is_no_donor_alone(donor, couple, clinician):
    assert donor.is_donor_alone
    Couple.objects.create(
        number="C9", woman=couple.woman, man=donor.person, written_by=clinician
    )
    assert not donor.is_donor_alone
    entry = DonorEntry(**SECRET, sex="M", gives=("sperm",), abo="B", rhd="neg")
    change_donor(donor=donor, entry=entry, by=clinician)
    partner = Person.objects.get(pk=donor.person_id)
    assert partner.blood_group == "O RhD positive"


def test_the_table_refuses_a_donor_of_nothing(donor, clinician):
    fresh = Donor(written_by=clinician, person=donor.person, code="D9", gives=[])
    fresh.name = "Somebody"
    with pytest.raises(IntegrityError, match="gives_something"), transaction.atomic():
        fresh.save()
