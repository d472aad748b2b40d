"""What is known of two people is corrected, and nobody's words are lost."""

import pytest
from django.db import IntegrityError, transaction

from patients.models import Couple, Person
from patients.services import NewPerson, register_couple
from tests.sending import as_it_stands

pytestmark = pytest.mark.django_db
TOLD = {
    "address": "12 Example Road, Sampletown",
    "other_address": "3 Station Road",
    "occupation": "Teacher",
    "referred_by": "Dr Anita Sample",
    "emergency_name": "Leela Sample",
    "emergency_relation": "Mother",
    "emergency_phone": "98200 11299",
}


def sent(client, url: str, **said):
    return client.post(url, as_it_stands(client.get(url), url) | said)


@pytest.fixture
def her(couple):
    return f"/couples/{couple.number}/people/woman/"


def test_a_person_is_corrected_and_the_chart_says_so(client, receptionist, couple, her):
    client.force_login(receptionist)
    said = {**TOLD, "name": "Asha Renamed", "born": "about 1991", "also_reads": ["hi"]}
    answer = sent(client, her, **said)
    assert (answer.status_code, answer.url) == (302, couple.get_absolute_url())
    she = Person.objects.get(pk=couple.woman_id)
    assert (she.name, str(she.born), she.also_reads, she.version) == (
        "Asha Renamed",
        "about 1991",
        ["hi"],
        2,
    )
    assert she.emergency == "Leela Sample (Mother), +91 98200 11299"
    chart = client.get(couple.get_absolute_url()).content.decode()
    for words in ("12 Example Road", "Teacher", "Dr Anita Sample", "Leela Sample", "Hindi"):
        assert words in chart
    assert [row.name for row in she.events.order_by("pgh_id")] == ["Asha Sample", she.name]


def test_the_form_brings_what_is_on_file_back(client, receptionist, couple, her):
    client.force_login(receptionist)
    sent(client, her, **TOLD)
    sent(client, her, occupation="Nurse")
    she = Person.objects.get(pk=couple.woman_id)
    assert (she.occupation, she.address, she.version) == ("Nurse", TOLD["address"], 3)
    assert str(she.emergency_phone) == "+91 98200 11299"


def test_a_telephone_without_a_name_is_refused_beside_it(client, receptionist, her):
    client.force_login(receptionist)
    answer = sent(client, her, emergency_phone="98200 11299")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "emergency_name": ["Say who it is that is called in an emergency."]
    }


def test_who_was_slower_sees_both_versions(client, receptionist, couple, her):
    client.force_login(receptionist)
    opened = as_it_stands(client.get(her), her)
    sent(client, her, occupation="Nurse")
    answer = client.post(her, opened | {"occupation": "Teacher"})
    assert answer.status_code == 422
    assert Person.objects.get(pk=couple.woman_id).occupation == "Nurse"


def test_only_woman_and_man_are_people_of_a_couple(client, receptionist, couple):
    client.force_login(receptionist)
    assert client.get(f"/couples/{couple.number}/people/child/").status_code == 404


def test_kinship_is_kept_and_not_asked_is_not_none(client, clinician, couple):
    client.force_login(clinician)
    url = f"/couples/{couple.number}/bond/"
    assert Couple.objects.get(pk=couple.pk).kinship == ""
    answer = sent(client, url, kinship="first", kinship_note="Their mothers are sisters")
    assert answer.status_code == 302
    chart = client.get(couple.get_absolute_url()).content.decode()
    assert "First cousins: Their mothers are sisters" in chart


def test_words_about_a_kinship_that_was_not_chosen_are_refused(client, clinician, couple):
    client.force_login(clinician)
    url = f"/couples/{couple.number}/bond/"
    answer = sent(client, url, kinship="none", kinship_note="Cousins")
    assert answer.status_code == 422
    sentence = "Choose how they are related; words only explain it."
    assert answer.context["form"].errors == {"kinship": [sentence]}


def test_reception_does_not_see_how_they_are_related(client, receptionist, couple):
    Couple.objects.filter(pk=couple.pk).update(kinship="first")
    client.force_login(receptionist)
    assert client.get(f"/couples/{couple.number}/bond/").status_code == 403
    chart = client.get(couple.get_absolute_url()).content.decode()
    assert "cousins" not in chart


def test_the_tables_keep_their_laws(couple):
    laws = {
        "emergency_names_somebody": (Person, {"emergency_relation": "Mother"}),
        "kinship_is_said_before_it_is_told": (Couple, {"kinship_note": "Cousins"}),
    }
    for law, (model, said) in laws.items():
        with pytest.raises(IntegrityError, match=law), transaction.atomic():
            model.objects.update(**said)


def test_registration_keeps_what_was_told(receptionist):
    she = NewPerson(name="Asha Sample", **TOLD | {"emergency_phone": "+919820011299"})
    couple = register_couple(
        woman=she, man=NewPerson(name="Rohan Sample"), kinship="none", by=receptionist
    )
    kept = Person.objects.get(pk=couple.woman_id)
    assert (kept.referred_by, kept.emergency_name) == ("Dr Anita Sample", "Leela Sample")
    assert (couple.kinship, couple.man.address) == ("none", "")
