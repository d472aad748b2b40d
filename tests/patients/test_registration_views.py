"""The door of registration: one form, one save, nothing typed is lost."""

import uuid

import pytest
from django.urls import reverse

from patients.models import Couple, Person
from tests.factories import patients

URL = "/couples/register/"
ASKED = {
    "woman_name": "Asha Sample",
    "woman_native_name": "आशा नमूना",
    "woman_born": "about 1990",
    "woman_language": "hi",
    "woman_phone": "098200 11223",
    "woman_other_phone": "+380 44 123 45 67",
    "woman_email": "asha@example.org",
    "woman_also_reads": ["en"],
    "woman_abo": "O",
    "woman_rhd": "neg",
    "woman_may_sms": "yes",
    "woman_may_email": "no",
    "man_name": "Rohan Sample",
    "man_language": "en",
    "relation": "married",
}


def test_couple_register_saves_everything_at_once(client, receptionist):
    client.force_login(receptionist)
    response = client.post(URL, ASKED)
    couple = Couple.objects.get()
    assert (response.status_code, response.url) == (302, couple.get_absolute_url())
    she = couple.woman
    assert (she.name, she.native_name, she.born_words) == (
        "Asha Sample",
        "आशा नमूना",
        "about 1990",
    )
    assert [p.digits for p in she.phones.all()] == ["919820011223", "380441234567"]
    assert dict(she.contact_consents.values_list("channel", "granted")) == {
        "sms": True,
        "email": False,
    }
    assert (she.language, she.also_reads, she.blood_group) == (
        "hi",
        ["en"],
        "O RhD negative",
    )


@pytest.mark.parametrize("role", ["receptionist", "nurse", "clinician", "manager"])
def test_couple_register_is_open_to_the_desk_and_the_bedside(role, client, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(URL).status_code == 200


def test_couple_register_refuses_the_laboratory(client, laboratory):
    client.force_login(laboratory)
    assert client.get(URL).status_code == 403
    assert client.post(URL, ASKED).status_code == 403
    assert not Couple.objects.exists()


def test_couple_register_sends_a_stranger_to_sign_in(client, db):
    response = client.post(URL, ASKED)
    assert response.url.startswith(reverse("account_login"))
    assert not Couple.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"woman_born": "2199"}, "A date of birth cannot lie in the future."),
        ({"woman_born": "31 Feb 1990"}, "There is no 31 February 1990."),
        ({"man_name": ""}, "Please fill this in."),
        ({"woman_phone": "12"}, "This is not a telephone number."),
        ({"woman_email": "asha"}, "Enter a valid email address."),
        ({"woman_may_sms": "perhaps"}, "Select a valid choice."),
    ],
    ids=lambda case: next(iter(case)) if isinstance(case, dict) else "",
)
def test_couple_register_refuses_in_words_and_loses_nothing(
    wrong, sentence, client, receptionist
):
    client.force_login(receptionist)
    response = client.post(URL, ASKED | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="आशा नमूना"' in page
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("sought", "field", "value"),
    [
        ("9820011223", "woman_phone", "098200 11223"),
        ("12.3.1990", "woman_born", "12.3.1990"),
        ("Asha", "woman_name", "Asha"),
    ],
)
def test_couple_register_begins_with_what_was_sought(
    client, receptionist, sought, field, value
):
    client.force_login(receptionist)
    way = client.get("/search/", {"q": sought}).context["register_url"]
    form = client.get(way).context["form"]
    assert way == f"{URL}?sought"
    assert f'value="{value}"' in str(form[field])


def test_a_search_that_finds_somebody_leaves_nothing_in_the_session(
    client, receptionist, couple
):
    client.force_login(receptionist)
    assert client.get("/search/", {"q": "asha"}).context["register_url"] == URL
    assert "sought" not in client.session


def test_couple_register_asked_for_without_a_search_begins_empty(client, receptionist):
    client.force_login(receptionist)
    client.get("/search/", {"q": "Asha"})
    assert "Asha" not in client.get(URL).content.decode()


def test_couple_register_twice_is_one_couple(client, receptionist):
    client.force_login(receptionist)
    once = ASKED | {"submission_key": str(uuid.uuid4())}
    first, second = client.post(URL, once), client.post(URL, once)
    assert first.url == second.url == Couple.objects.get().get_absolute_url()


def test_couple_register_escapes_what_was_typed(client, receptionist):
    client.force_login(receptionist)
    attack = "<script>alert(1)</script>"
    page = client.post(URL, ASKED | {"woman_name": attack, "man_name": ""}).content.decode()
    assert attack not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_couple_register_escapes_a_name_on_file(client, receptionist):
    patients.couple(by=receptionist, woman="Asha Sample <img src=x>")
    client.force_login(receptionist)
    page = client.post(URL, ASKED | {"woman_born": "12 Apr 1992"}).content.decode()
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page
