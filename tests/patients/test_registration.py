"""A couple comes onto the file: all of it or nothing, under one number."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from foundation.medicine.dates import ApproximateDate
from foundation.records.models import Act
from patients.choices import Channel, Relation
from patients.models import ContactConsent, Couple, Person, PhoneNumber
from patients.services import NewPerson, answer_contact, register_couple

SHE = NewPerson(name="Asha Sample", phones=("+919820011223",), contact={Channel.SMS: True})
HE = NewPerson(name="Rohan Sample")


def test_register_couple_gives_one_number_to_the_couple_and_both(receptionist):
    couple = register_couple(woman=SHE, man=HE, relation=Relation.PARTNERS, by=receptionist)
    assert couple.number.startswith("C")
    assert (couple.woman.number, couple.man.number) == (
        f"{couple.number}F",
        f"{couple.number}M",
    )
    assert (couple.woman.sex, couple.man.sex, couple.relation) == ("F", "M", "partners")


def test_register_couple_counts_on(receptionist):
    first = register_couple(woman=SHE, man=HE, by=receptionist)
    second = register_couple(woman=SHE, man=HE, by=receptionist)
    assert int(second.number[1:]) == int(first.number[1:]) + 1


def test_register_couple_logs_each_act(receptionist):
    register_couple(woman=SHE, man=HE, by=receptionist)
    assert sorted(Act.objects.values_list("action", flat=True)) == [
        "contact_consent.answered",
        "couple.registered",
        "person.registered",
        "person.registered",
        "phone.recorded",
    ]


def test_register_couple_keeps_what_was_not_asked_apart_from_no(receptionist):
    asked = {Channel.SMS: True, Channel.EMAIL: False}
    she = NewPerson(name="Asha Sample", contact=asked)
    couple = register_couple(woman=she, man=HE, by=receptionist)
    answers = couple.woman.contact_consents.values_list("channel", "granted")
    assert dict(answers) == {"sms": True, "email": False}


def test_register_couple_keeps_an_approximate_birth_as_it_was_said(receptionist):
    about = ApproximateDate(1990, about=True)
    couple = register_couple(
        woman=NewPerson(name="Asha Sample", born=about), man=HE, by=receptionist
    )
    she = Person.objects.get(pk=couple.woman_id)
    assert (she.born, she.born_words, couple.man.born) == (about, "about 1990", None)


@pytest.mark.parametrize(
    ("she", "he", "field"),
    [
        pytest.param(
            NewPerson(name="Asha Sample", born=ApproximateDate(2999)),
            HE,
            "woman_born",
            id="born in the future",
        ),
        pytest.param(SHE, NewPerson(name=" "), "man_name", id="no name"),
        pytest.param(
            SHE, NewPerson(name="Rohan", phones=("+9112",)), "man_phone", id="no such phone"
        ),
        pytest.param(SHE, NewPerson(name="Rohan", email="@"), "man_email", id="bad e-mail"),
        pytest.param(
            SHE, NewPerson(name="Rohan", abo="C"), "man_abo", id="bad blood group"
        ),
    ],
)
def test_register_couple_refuses_in_words_and_saves_nothing(she, he, field, receptionist):
    with pytest.raises(ValidationError) as refusal:
        register_couple(woman=she, man=he, by=receptionist)
    assert list(refusal.value.error_dict) == [field]
    assert not Person.objects.exists()
    assert not PhoneNumber.objects.exists()
    assert not Couple.objects.exists()


def test_register_couple_keeps_a_telephone_once_that_was_given_twice(receptionist):
    she = NewPerson(name="Asha Sample", phones=("+919820011223", "+919820011223"))
    couple = register_couple(woman=she, man=HE, by=receptionist)
    assert [phone.digits for phone in couple.woman.phones.all()] == ["919820011223"]


def test_answer_contact_replaces_the_earlier_answer(couple, receptionist):
    answer = couple.woman.contact_consents.get(channel=Channel.SMS)
    answer_contact(answer=answer, granted=False, by=receptionist)
    answer = ContactConsent.objects.get(person=couple.woman, channel=Channel.SMS)
    assert (answer.granted, answer.version) == (False, 2)


def test_search_name_follows_the_name_however_it_is_saved(couple, clinician):
    couple.woman.name, couple.woman.native_name = "Nərgiz Əliyeva", "प्रिया"
    couple.woman.save()
    assert couple.woman.search_name.splitlines() == [
        *("nergiz eliyeva", "प्रिया"),
        *("=nergiz =elieva", "=nargiz =alieva", "=pria"),
    ]
    many = Person(number="C9F", name="Дем’янчук Йосип", sex="F", written_by=clinician)
    Person.objects.bulk_create([many])
    assert Person.objects.get(number="C9F").search_name == (
        "демянчук иосип\n=demianCuk =iosip"
    )


def test_age_counts_completed_years(couple):
    assert couple.woman.age(on=date(2026, 4, 11)) == 33
    assert couple.woman.age(on=date(2026, 4, 12)) == 34
