"""The doors to transfers: each does it, refuses a role, a stranger, and bad input."""

import re

import pytest

from foundation.records.models import Look
from patients.models import EmbryoTransfer
from tests.factories import patients

TOLD = {
    "transferred": "Mar 2024",
    "stage": "blastocyst",
    "embryos": "2",
    "good_embryos": "1",
    "result": "negative",
}
SWAP = {"HX-Request": "true", "HX-Target": "transfers"}


@pytest.fixture
def url(couple):
    return f"/couples/{couple.number}/transfers/"


@pytest.fixture
def hers(couple, clinician):
    return patients.transfer(by=clinician, couple=couple)


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


def part(page: str) -> str:
    """The section itself, without the keys that are new on every page."""
    section = re.search(r'<section class="card" id="transfers">.*</section>', page, re.S)
    keys = r'name="(?:submission_key|csrfmiddlewaretoken)" value="[^"]*"'
    return re.sub(keys, "", section[0])


def test_transfer_list_shows_each_definition_with_its_reason(client, url, hers):
    page = client.get(url).content.decode()
    assert "2, Blastocyst (day 5 or 6), 2 of good quality" in page
    assert "Not recurrent implantation failure by Three failed transfers" in page


def test_transfer_list_is_on_the_record(client, url, couple):
    client.get(url)
    look = Look.objects.get()
    assert (look.action, look.subject_id) == ("transfers.seen", str(couple.pk))


def test_transfer_list_asks_as_often_for_many_as_for_one(
    client, url, couple, clinician, django_assert_max_num_queries
):
    for count in (1, 14):
        for _ in range(count):
            patients.transfer(by=clinician, couple=couple)
        with django_assert_max_num_queries(8):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
@pytest.mark.parametrize("door", ["", "record/", "{pk}/change/", "{pk}/void/"])
def test_transfers_are_closed_to_who_does_not_care_for_her(
    role, door, client, request, url, hers
):
    client.force_login(request.getfixturevalue(role))
    address = url + door.format(pk=hers.pk)
    assert client.post(address, TOLD).status_code in {403, 405}
    assert client.get(address).status_code in {403, 405}
    assert EmbryoTransfer.objects.get() == hers


@pytest.mark.parametrize("door", ["change", "void"])
def test_another_couples_transfer_is_not_found(door, client, other_couple, hers):
    address = f"/couples/{other_couple.number}/transfers/{hers.pk}/{door}/"
    assert client.get(address).status_code == 404
    assert client.post(address, TOLD | {"reason": "Not hers"}).status_code == 404
    assert EmbryoTransfer.objects.get().version == 1


def test_transfer_record_adds_and_answers_with_the_same_part(client, url, couple):
    response = client.post(url + "record/", TOLD, headers=SWAP, follow=True)
    row = couple.woman.embryo_transfers.get()
    assert (row.transferred.text(), row.embryos, row.result) == ("Mar 2024", 2, "negative")
    swapped = response.content.decode()
    assert swapped.lstrip().startswith('<section class="card" id="transfers">')
    assert part(swapped) == part(client.get(url + "?add=1").content.decode())


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"good_embryos": "3"}, "3 good embryos of 2 put back."),
        ({"embryos": "0"}, "greater than or equal to 1"),
        ({"embryos": "two"}, "Enter a whole number."),
        ({"transferred": "2099"}, "A result of a transfer still to come (2099)."),
        ({"transferred": "31 Feb 2024"}, "There is no 31 February 2024."),
        ({"predicted_percent": "120"}, "less than or equal to 100"),
    ],
    ids=lambda case: " ".join(case.values()) if isinstance(case, dict) else "",
)
def test_transfer_record_refuses_in_words_and_loses_nothing(
    wrong, sentence, client, url, couple
):
    typed = TOLD | {"note": "Kept while refused"} | wrong
    response = client.post(url + "record/", typed, headers=SWAP)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Kept while refused" in page
    assert not couple.woman.embryo_transfers.exists()


def test_transfer_change_shows_what_is_on_file_and_saves(client, url, couple, clinician):
    loss = patients.pregnancy(by=clinician, couple=couple)
    row = patients.transfer(
        by=clinician,
        couple=couple,
        predicted_chance="0.325",
        result="clinical",
        pregnancy=loss,
    )
    form = client.get(f"{url}{row.pk}/change/").context["form"]
    assert form["predicted_percent"].value() == 32.5
    assert form["pregnancy"].value() == str(loss.pk)
    told = TOLD | {"version": form["version"].value(), "result": "live_birth"}
    answer = client.post(f"{url}{row.pk}/change/", told, headers=SWAP)
    row.refresh_from_db()
    assert (answer.status_code, row.result, row.pregnancy) == (302, "live_birth", None)


def test_transfer_of_another_womans_pregnancy_is_refused(
    client, url, other_couple, couple, clinician
):
    foreign = patients.pregnancy(by=clinician, couple=other_couple)
    told = TOLD | {"result": "clinical", "pregnancy": str(foreign.pk)}
    assert client.post(url + "record/", told).status_code == 422
    assert not couple.woman.embryo_transfers.exists()


def test_transfer_void_strikes_out(client, url, hers):
    told = {"reason": "Entered twice", "version": 1}
    assert client.post(f"{url}{hers.pk}/void/", told).status_code == 302
    assert not EmbryoTransfer.objects.standing().exists()
    assert "No embryo transfer is on file." in client.get(url).content.decode()
