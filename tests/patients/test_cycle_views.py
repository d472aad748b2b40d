"""The doors to IVF cycles: each does it, refuses a role, a stranger, and bad input."""

import pytest

from patients.models import IvfCycle
from tests.factories import patients

TOLD = {"started": "Mar 2024", "kind": "fresh", "oocytes": "10", "mature": "8"}
SWAP = {"HX-Request": "true", "HX-Target": "transfers"}


@pytest.fixture
def url(couple):
    return f"/couples/{couple.number}/cycles/"


@pytest.fixture
def hers(couple, clinician):
    return patients.cycle(by=clinician, couple=couple)


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


def test_cycle_record_adds_it_above_the_transfers(client, url, couple):
    page = client.post(url + "record/", TOLD, headers=SWAP, follow=True).content.decode()
    row = couple.woman.ivf_cycles.get()
    assert (row.started.text(), row.oocytes, row.mature) == ("Mar 2024", 10, 8)
    assert page.lstrip().startswith('<section class="card" id="transfers">')
    assert "10 collected, 8 mature" in page
    assert f'<option value="{row.pk}">1: Mar 2024, Fresh</option>' in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mature": "11"}, "There are more mature eggs than were collected."),
        ({"oocytes": "some"}, "Enter a whole number."),
        ({"started": "2099"}, "This day has not come yet."),
        ({"started": "31 Feb 2024"}, "There is no 31 February 2024."),
    ],
    ids=lambda case: " ".join(case.values()) if isinstance(case, dict) else "",
)
def test_cycle_record_refuses_in_words_and_loses_nothing(
    wrong, sentence, client, url, couple
):
    typed = TOLD | {"note": "Kept while refused"} | wrong
    response = client.post(url + "record/", typed, headers=SWAP)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Kept while refused" in page
    assert not couple.woman.ivf_cycles.exists()


def test_cycle_change_shows_what_is_on_file_and_saves(client, url, hers):
    form = client.get(f"{url}{hers.pk}/change/", headers=SWAP).context["cycle"].form
    assert (form["oocytes"].value(), form["kind"].value()) == (10, "fresh")
    told = TOLD | {"version": form["version"].value(), "oocytes": "12"}
    answer = client.post(f"{url}{hers.pk}/change/", told, headers=SWAP)
    hers.refresh_from_db()
    assert (answer.status_code, hers.oocytes, hers.frozen) == (302, 12, None)


def test_cycle_void_strikes_out_or_says_why_not(client, url, hers, couple, clinician):
    transfer = patients.transfer(by=clinician, couple=couple, cycle=hers)
    told = {"reason": "Entered twice", "version": 1}
    refused = client.post(f"{url}{hers.pk}/void/", told)
    assert refused.status_code == 422
    assert "Take them out of it first" in refused.content.decode()
    type(transfer).objects.update(cycle=None)
    assert client.post(f"{url}{hers.pk}/void/", told).status_code == 302
    assert not IvfCycle.objects.standing().exists()


def test_a_transfer_of_another_womans_cycle_is_refused(
    client, couple, other_couple, clinician
):
    foreign = patients.cycle(by=clinician, couple=other_couple)
    told = {"result": "negative", "cycle": str(foreign.pk)}
    answer = client.post(f"/couples/{couple.number}/transfers/record/", told)
    assert answer.status_code == 422
    assert not couple.woman.embryo_transfers.exists()


@pytest.mark.parametrize("door", ["change", "void"])
def test_another_couples_cycle_is_not_found(door, client, other_couple, hers):
    address = f"/couples/{other_couple.number}/cycles/{hers.pk}/{door}/"
    assert client.get(address).status_code == 404
    assert client.post(address, TOLD | {"reason": "Not hers"}).status_code == 404
    assert IvfCycle.objects.get().version == 1


@pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
def test_cycles_are_closed_to_who_does_not_care_for_her(role, client, request, url, hers):
    client.force_login(request.getfixturevalue(role))
    for door in ("record/", f"{hers.pk}/change/", f"{hers.pk}/void/"):
        assert client.post(url + door, TOLD).status_code == 403
    assert IvfCycle.objects.get() == hers
