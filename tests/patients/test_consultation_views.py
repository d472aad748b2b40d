"""The consultations of a couple: each door does it, and refuses in words."""

import re

import pytest

from foundation.records.models import Look
from patients.models import Consultation
from tests.factories import patients

TOLD = {"held_on": "2 Nov 2026", "reason": "Three losses", "plan": "Work-up"}
SWAP = {"HX-Request": "true"}


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


@pytest.fixture
def url(couple):
    return f"/couples/{couple.number}/consultations/"


@pytest.fixture
def draft(couple, clinician):
    return patients.consultation(by=clinician, couple=couple)


@pytest.fixture
def signed(couple, clinician):
    return patients.consultation(by=clinician, couple=couple, signed=True)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_consultation_list_shows_drafts_as_drafts_and_is_on_the_record(
    client, url, couple, draft, signed
):
    page = words(client.get(url))
    assert page.count("Draft, not signed") == 1
    assert page.count("Signed by") == 1
    look = Look.objects.get()
    assert (look.action, look.subject_id) == ("consultations.seen", str(couple.pk))


def test_the_part_equals_the_fresh_pages_part(client, url, draft):
    swapped, fresh = words(client.get(url, headers=SWAP)), words(client.get(url))
    assert swapped.startswith('<section class="card" id="consultations">')
    keys = r'name="(?:submission_key|csrfmiddlewaretoken)" value="[^"]*"'
    assert re.sub(keys, "", swapped).strip() in re.sub(keys, "", fresh)


@pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
def test_consultations_are_closed_to_who_does_not_care_for_them(
    role, client, request, url, draft
):
    client.force_login(request.getfixturevalue(role))
    assert client.get(url).status_code == 403
    told = TOLD | {"version": 1, "reason": "Not theirs"}
    for door in ("record/", *(f"{draft.pk}/{act}/" for act in ("change", "sign", "void"))):
        assert client.post(f"{url}{door}", told).status_code == 403
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_nurse_drafts_and_does_not_sign(client, url, nurse, couple):
    client.force_login(nurse)
    assert client.post(f"{url}record/", TOLD).status_code == 302
    row = Consultation.objects.get()
    assert (row.written_by, row.couple, row.person) == (nurse, couple, None)
    assert f"{row.pk}/sign/" not in words(client.get(url))
    assert client.post(f"{url}{row.pk}/sign/", {"version": 1}).status_code == 403


def test_ids_of_another_couple_are_not_found(client, other_couple, draft, signed):
    theirs = f"/couples/{other_couple.number}/consultations/"
    told = TOLD | {"version": 1, "amended_because": "Not theirs"}
    for row in (draft, signed):
        for act in ("change", "amend", "sign", "void"):
            assert client.post(f"{theirs}{row.pk}/{act}/", told).status_code == 404
    assert Consultation.objects.filter(version=1).count() == len([draft, signed])


def test_consultation_record_refuses_in_words_and_loses_nothing(client, url):
    typed = TOLD | {"reason": "", "plan": "Kept while refused"}
    response = client.post(f"{url}record/", typed, headers=SWAP)
    assert response.status_code == 422
    assert "Please fill this in." in words(response)
    assert "Kept while refused" in words(response)


def test_consultation_record_takes_only_one_of_the_two(client, url, other_couple):
    typed = TOLD | {"person": str(other_couple.woman.pk)}
    assert client.post(f"{url}record/", typed).status_code == 422
    assert not Consultation.objects.exists()


def test_consultation_change_shows_what_is_on_file_and_saves(client, url, draft, couple):
    address = f"{url}{draft.pk}/change/"
    assert "Three losses" in words(client.get(address))
    told = TOLD | {"plan": "Nothing yet", "version": 1, "person": couple.man.pk}
    assert client.post(address, told, headers=SWAP).status_code == 302
    draft.refresh_from_db()
    assert (draft.plan, draft.person, draft.version) == ("Nothing yet", couple.man, 2)


def test_consultation_change_refuses_a_signed_one(client, url, signed):
    response = client.post(f"{url}{signed.pk}/change/", TOLD | {"version": 1})
    assert response.status_code == 422
    assert "it is not changed, it is amended" in words(response)


def test_consultation_sign_signs_the_version_that_was_read(client, url, draft, clinician):
    address = f"{url}{draft.pk}/sign/"
    Consultation.objects.update(plan="Changed by a colleague", version=2)
    assert client.post(address, {"version": 1}).status_code == 422
    draft.refresh_from_db()
    assert draft.signed_by is None
    assert client.post(address, {"version": 2}).status_code == 302
    draft.refresh_from_db()
    assert draft.signed_by == clinician


def test_consultation_amend_keeps_both(client, url, signed):
    address = f"{url}{signed.pk}/amend/"
    page = client.get(address)
    assert "Three losses" in words(page)
    version = page.context["form"]["version"].value()
    told = TOLD | {"version": version, "reason": "Four losses"}
    refused = client.post(address, told, headers=SWAP)
    assert (refused.status_code, Consultation.objects.count()) == (422, 1)
    told |= {"amended_because": "Miscounted"}
    assert client.post(address, told, headers=SWAP).status_code == 302
    draft = Consultation.objects.get(replaces=signed)
    assert (draft.reason, draft.signed_at) == ("Four losses", None)
    client.post(f"{url}{draft.pk}/sign/", {"version": 1})
    shown = words(client.get(url))
    for said in ("Signed, amended", "Amended because: Miscounted", "Three losses"):
        assert said in shown


def test_consultation_void_strikes_out(client, url, draft):
    address = f"{url}{draft.pk}/void/"
    assert "Why is it struck out?" in words(client.get(address))
    assert client.post(address, {"reason": "Wrong file", "version": 1}).status_code == 302
    assert "No consultation is on file." in words(client.get(url))
    draft.refresh_from_db()
    assert draft.void_reason == "Wrong file"
