"""The pages through which two records become one, and one becomes two again."""

import pytest
from django.urls import reverse

from foundation.records.models import Look
from patients.models import Couple, Merge
from tests.factories import accounts, patients
from tests.patients.test_merging import merged


@pytest.fixture
def double(clinician) -> Couple:
    return patients.couple(by=clinician, woman="Asha Sampel", man="Rohan Sampel")


def ways(double: Couple, couple: Couple, who: str = "woman") -> tuple[str, str]:
    preview = reverse("patients:merge_preview", args=[double.number])
    return f"{preview}?who={who}&into={couple.number}", preview


def test_a_clinician_looks_and_merges(client, clinician, couple, double):
    patients.pregnancy(by=clinician, couple=double)
    client.force_login(clinician)
    choose = client.get(reverse("patients:merge_choose", args=[double.number]))
    assert "Nothing is merged before you say so" in choose.content.decode()
    address, _ = ways(double, couple)

    seen = client.get(address)
    shown = seen.content.decode()
    assert f"What moves from {double.woman.number}" in shown
    assert "Pregnancies" in shown
    look = Look.objects.get(action="merge.previewed")
    assert (look.couple_id, look.shown) == (double.pk, [couple.pk])

    said = {"reason": "Same card", "seen": seen.context["form"]["seen"].value()}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "Please confirm this." in refused.content.decode()
    done = client.post(address, {**said, "sure": "on"}, follow=True)
    shown = done.content.decode()
    assert f"{double.woman.number} into {couple.woman.number}: now one record." in shown

    assert Merge.objects.get().reason == "Same card"


def test_a_merge_is_on_the_chart_and_is_taken_back(client, clinician, couple, double):
    merge = merged(couple.woman, double.woman, by=clinician)
    client.force_login(clinician)
    chart = client.get(couple.get_absolute_url()).content.decode()
    assert f"{double.woman.number} was merged into {couple.woman.number}" in chart
    undo = reverse("patients:merge_undo", args=[couple.number, merge.pk])
    assert "go back to" in client.get(undo).content.decode()
    assert client.post(undo, {"reason": "", "version": 1}).status_code == 422
    back = client.post(undo, {"reason": "Two sisters", "version": 1}, follow=True)
    assert "is a record of its own again" in back.content.decode()
    assert Couple.objects.get(pk=double.pk).woman == double.woman


def test_an_old_number_goes_on_finding_the_file(client, clinician, couple, double):
    for one in ("woman", "man"):
        merged(getattr(couple, one), getattr(double, one), by=clinician)
    client.force_login(clinician)

    old = client.get(double.get_absolute_url())
    assert (old.status_code, old.url) == (302, couple.get_absolute_url())
    kept = reverse("patients:pregnancy_list", args=[couple.number])
    assert client.get(kept.replace(couple.number, double.number)).url == kept
    found = client.get("/search/", {"q": double.number}).content.decode()
    assert couple.get_absolute_url() in found
    opened = client.get(reverse("file_opened", args=[couple.number]))
    assert opened.status_code == 200


def test_a_form_of_the_merged_file_saves_nothing_and_says_where_to_go(
    client, clinician, couple, double
):
    for one in ("woman", "man"):
        merged(getattr(couple, one), getattr(double, one), by=clinician)
    client.force_login(clinician)
    address = reverse("patients:workup_record", args=[double.number, "thyroid_function"])

    said = client.post(address, {"kind": "normal"}, follow=True)

    assert said.redirect_chain == [(couple.get_absolute_url(), 302)]
    assert "Nothing was saved" in said.content.decode()
    assert not couple.workup_steps.exists()


def test_an_old_number_tells_nothing_to_whom_the_file_is_closed(
    client, clinician, colleague, couple, double
):
    for one in ("woman", "man"):
        merged(getattr(couple, one), getattr(double, one), by=clinician)
    patients.restricted(couple, by=clinician, team=[clinician])
    client.force_login(colleague)

    assert (
        client.get(reverse("patients:workup_list", args=[double.number])).status_code == 404
    )
    client.force_login(accounts.staff("researcher"))
    assert client.get(double.get_absolute_url()).status_code == 403


@pytest.mark.parametrize(
    ("who", "into", "words"),
    [
        ("woman", "C9999", "No file of this number is open to you."),
        ("woman", "", "Please fill this in."),
        ("nobody", None, "Select a valid choice."),
        ("couple", None, "These couples are not the same two people."),
    ],
)
def test_a_wrong_choice_is_refused_in_words(
    client, clinician, couple, double, who, into, words
):
    client.force_login(clinician)
    address, preview = ways(double, couple, who)
    if into is not None:
        address = f"{preview}?who={who}&into={into}"

    assert words in client.get(address).content.decode()
    assert words in client.post(address, {"reason": "x", "sure": "on"}).content.decode()
    assert not Merge.objects.exists()


def test_a_closed_file_is_no_answer_and_others_are_refused(
    client, clinician, colleague, nurse, couple, double
):
    patients.restricted(couple, by=clinician, team=[clinician])
    address, _ = ways(double, couple)
    client.force_login(colleague)
    assert "No file of this number is open to you." in client.get(address).content.decode()
    client.force_login(nurse)
    assert client.get(address).status_code == 403
