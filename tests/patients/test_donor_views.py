"""Donor pages: a code for whoever treats; the identity for very few, and on record."""

import pytest
from django.urls import reverse

from foundation.records.models import Look
from patients.models import Donor
from tests.factories import patients

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Canarydonor Person", "native_name": "", "born": "12 Mar 1994",
    "phone": "98220 77777", "address": "", "sex": "F", "gives": ["egg", "embryo"],
    "is_available": "on", "abo": "O", "rhd": "pos",
}  # fmt: skip
REGISTER = reverse("patients:donor_register")


def url(donor: Donor, page: str) -> str:
    return reverse(f"patients:donor_{page}", args=[donor.pk])


@pytest.fixture
def donor(clinician):
    return patients.donor(by=clinician, name="Canarydonor Person", sex="F")


def test_a_donor_is_registered_and_shown_by_code(client, clinician):
    client.force_login(clinician)
    page = client.post(REGISTER, TYPED, follow=True)
    donor = Donor.objects.get()
    assert page.redirect_chain == [(url(donor, "detail"), 302)]
    said = page.content.decode()
    assert donor.code in said
    assert "Eggs, Embryos" in said
    assert "Canarydonor" not in said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"name": ""}, "Please fill this in."), ({"gives": []}, "Please choose.")],
    ids=["no name", "gives nothing"],
)
def test_bad_input_is_refused_in_words(client, clinician, typed, sentence):
    client.force_login(clinician)
    answer = client.post(REGISTER, TYPED | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Donor.objects.count() == 0


def test_reading_the_identity_leaves_a_line_in_the_log(client, clinician, donor):
    client.force_login(clinician)
    assert "Canarydonor Person" in client.get(url(donor, "identity")).content.decode()
    assert "Canarydonor Person" in client.get(url(donor, "change")).content.decode()
    looks = Look.objects.filter(action="donor.identity_read")
    assert [(look.actor, look.person_id) for look in looks] == [
        (clinician, donor.person_id)
    ] * 2


def test_an_identity_is_corrected_and_two_who_meet_see_both_versions(
    client, clinician, donor
):
    client.force_login(clinician)
    told = TYPED | {"version": "1", "name": "Canarydonor Corrected"}
    assert client.post(url(donor, "change"), told).status_code == 302
    donor = Donor.objects.get()
    assert (donor.version, donor.identity.name) == (2, "Canarydonor Corrected")
    late = client.post(url(donor, "change"), told | {"name": "Canarydonor Late"})
    assert late.status_code == 422
    for name in ("Corrected", "Late"):
        assert f"Canarydonor {name}" in late.content.decode()
    assert Donor.objects.get().identity.name == "Canarydonor Corrected"


def test_a_nurse_finds_the_code_and_never_the_name(client, nurse, donor):
    client.force_login(nurse)
    listing = reverse("patients:donor_list")
    pages = {
        q: client.get(listing, {"q": q}).content.decode()
        for q in ("", donor.code, "canarydonor")
    }
    opened = url(donor, "detail")
    assert [opened in page for page in pages.values()] == [True, True, False]
    detail = client.get(opened).content.decode()
    assert "Hidden for your role" in detail
    assert [page for page in (*pages.values(), detail) if "Canarydonor" in page] == []
    for page in ("identity", "change"):
        assert client.get(url(donor, page)).status_code == 403


def test_whom_a_name_led_to_is_in_the_log_and_the_name_is_not(
    client, clinician, laboratory, donor
):
    patients.donor(by=clinician, name="Another Person")
    client.force_login(laboratory)
    page = client.get(reverse("patients:donor_list"), {"q": "canarydonor"})
    assert url(donor, "detail") in page.content.decode()
    looks = Look.objects.filter(actor=laboratory)
    assert sorted(looks.values_list("action", "subject_id")) == [
        ("donor.identity_read", str(donor.pk)), ("donors.sought", ""),
    ]  # fmt: skip
    assert "canary" not in str(list(looks.values())).lower()


@pytest.mark.parametrize("sought", ["canary", "c", "code"])
def test_letters_and_codes_make_nobody_known(client, laboratory, donor, sought):
    client.force_login(laboratory)
    told = donor.code if sought == "code" else sought
    page = client.get(reverse("patients:donor_list"), {"q": told}).content.decode()
    assert (url(donor, "detail") in page) == (sought == "code")
    assert not Look.objects.filter(action="donor.identity_read").exists()
