"""What two partners tell of themselves: each door does it, and refuses in words."""

import re

import pytest

from foundation.records.models import Look
from patients.forms.topics import SUBJECTS
from patients.models import Allergy, Asked
from tests.factories import patients

TOLD = {
    "allergies": {"substance": "Latex", "kind": "allergy", "note": "As told"},
    "drugs": {"name": "Aspirin", "dose": "75", "unit": "mg", "taken": "now"},
    "conditions": {"name": "Asthma", "state": "active", "began": "about 2018"},
    "operations": {"name": "Laparoscopy", "done": "Mar 2024"},
    "family": {"relative": "mother", "name": "Thrombosis"},
    "periods": {"told_on": "3 Mar 2026", "cycle": "26-31"},
    "lifestyle": {"habit": "smoking", "state": "before", "amount": "10 a day"},
    "measurements": {"measured_on": "3 Mar 2026", "weight_kg": "61", "source": "here"},
}
WRONG = {
    "allergies": ({"substance": ""}, "Please fill this in."),
    "drugs": ({"unit": ""}, "A dose and its unit belong together."),
    "conditions": ({"resolved": "2025"}, "What goes on has not ended."),
    "operations": ({"done": "2199"}, "This day lies in the future (2199)."),
    "family": ({"relative": ""}, "Please choose."),
    "periods": ({"cycle": "monthly"}, "write days, for example 28 or 26-31."),
    "lifestyle": ({"state": "never"}, "Never has no amount and no dates."),
    "measurements": ({"weight_kg": "500"}, "A weight lies between 20 and 350 kg."),
}
SWAP = {"HX-Request": "true"}
EACH_LIST = pytest.mark.parametrize("subject", list(SUBJECTS))


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


@pytest.fixture
def url(couple):
    """Where her lists are."""
    return f"/couples/{couple.number}/people/{couple.woman.pk}/"


@pytest.fixture
def page_url(couple):
    return f"/couples/{couple.number}/history/"


@pytest.fixture
def hers(couple, clinician):
    return patients.each_entry(by=clinician, person=couple.woman)


def page_of(subject: str, page_url: str) -> str:
    """The part of the chart on which a list stands, on a page of its own."""
    return page_url.replace("history", SUBJECTS[subject].sheet.replace("ment", "ments"))


def part(page: str) -> str:
    """What is swapped, without the keys that are new on every page."""
    [inside] = re.findall(r'<section class="card" id="\w+">.*?</section>', page, re.S)
    keys = r'name="(?:submission_key|csrfmiddlewaretoken)" value="[^"]*"'
    return " ".join(re.sub(keys, "", inside).split())


def test_history_list_shows_both_partners_and_is_on_the_record(
    client, page_url, couple, clinician
):
    patients.allergy(by=clinician, person=couple.woman, reaction="Rash", severity="severe")
    patients.allergy(by=clinician, person=couple.man, substance="Dust")
    page = client.get(page_url).content.decode()
    for words in ("Asha Sample", "Penicillin", "Severe", "Rohan Sample", "Dust"):
        assert words in page
    assert page.count("Nobody has asked yet whether this is all.") == len(couple.people)
    of_both = sum(not subject.is_hers for subject in SUBJECTS.values() if subject.topic)
    not_asked = (of_both - 1) * len(couple.people) + 1  # her periods
    assert page.count("Not asked yet.") == not_asked
    look = Look.objects.get()
    assert (look.action, look.subject_id) == ("history.seen", str(couple.pk))


def test_the_part_equals_the_fresh_pages_part(client, page_url, hers):
    swapped = client.get(page_url, headers=SWAP).content.decode()
    assert swapped.lstrip().startswith('<section class="card" id="history">')
    assert part(swapped) == part(client.get(page_url).content.decode())


def test_history_is_closed_to_reception_and_read_by_a_nurse(
    client, page_url, nurse, receptionist, hers
):
    client.force_login(nurse)
    assert client.get(page_url).status_code == 200
    client.force_login(receptionist)
    assert client.get(page_url).status_code == 403


@pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
@EACH_LIST
def test_lists_are_closed_to_who_does_not_care_for_them(
    role, subject, client, request, url, hers
):
    client.force_login(request.getfixturevalue(role))
    row = hers[subject]
    told = TOLD[subject] | {"version": 1, "reason": "Not hers", "seen": "x"}
    for door in ("record/", "asked/", f"{row.pk}/change/", f"{row.pk}/void/"):
        assert client.post(f"{url}{subject}/{door}", told).status_code == 403
    assert type(row).objects.get() == row


@EACH_LIST
def test_ids_of_another_couple_are_not_found(
    subject, client, couple, other_couple, hers, clinician
):
    row = hers[subject]
    told = TOLD[subject] | {"version": 1, "reason": "Not hers", "seen": "x"}
    for number, person in (
        (other_couple.number, couple.woman),
        (other_couple.number, other_couple.woman),
        (couple.number, couple.man),
        (couple.number, other_couple.woman),
    ):
        for door in ("change", "void"):
            address = f"/couples/{number}/people/{person.pk}/{subject}/{row.pk}/{door}/"
            assert client.get(address).status_code == 404
            assert client.post(address, told).status_code == 404
    for door in ("record", "asked"):
        for number, person in (
            (other_couple.number, couple.woman),
            (couple.number, other_couple.woman),
        ):
            address = f"/couples/{number}/people/{person.pk}/{subject}/{door}/"
            assert client.post(address, told).status_code == 404
    row.refresh_from_db()
    assert (row.version, type(row).objects.count()) == (1, 1)


def test_a_list_that_is_not_one_is_not_found(client, url):
    assert client.get(f"{url}papers/record/").status_code == 404


@EACH_LIST
def test_entry_record_adds_and_asks_for_the_next(subject, client, url, couple):
    response = client.post(
        f"{url}{subject}/record/", TOLD[subject], headers=SWAP, follow=True
    )
    assert SUBJECTS[subject].model.objects.get().person == couple.woman
    page = response.content.decode()
    assert part(page) == part(client.get(f"{url}{subject}/record/").content.decode())
    assert len(re.findall(r"\bautofocus\b", page)) == 1


@EACH_LIST
def test_entry_record_refuses_in_words_and_loses_nothing(subject, client, url):
    wrong, sentence = WRONG[subject]
    typed = TOLD[subject] | {"note": "Kept while refused"} | wrong
    response = client.post(f"{url}{subject}/record/", typed, headers=SWAP)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Kept while refused" in page
    assert not SUBJECTS[subject].model.objects.exists()


@EACH_LIST
def test_entry_change_shows_what_is_on_file_and_saves(subject, client, url, hers, page_url):
    row = hers[subject]
    address = f"{url}{subject}/{row.pk}/change/"
    page = client.get(address)
    assert "As told" in page.content.decode()
    told = TOLD[subject] | {"version": page.context["work"].form["version"].value()}
    answer = client.post(address, told, headers=SWAP)
    assert (answer.status_code, answer.url) == (302, page_of(subject, page_url))
    row.refresh_from_db()
    assert row.version == 2


def test_entry_change_shows_both_versions_where_a_colleague_was_faster(client, url, hers):
    row = hers["allergies"]
    Allergy.objects.update(severity="severe", version=2)
    told = TOLD["allergies"] | {"version": "1", "severity": "mild"}
    response = client.post(f"{url}allergies/{row.pk}/change/", told)
    assert response.status_code == 422
    assert "A colleague saved this while you had it open." in response.content.decode()
    row.refresh_from_db()
    assert row.severity == "severe"


@EACH_LIST
def test_entry_void_strikes_out(subject, client, url, hers, page_url):
    row = hers[subject]
    address = f"{url}{subject}/{row.pk}/void/"
    assert "Why is it struck out?" in client.get(address).content.decode()
    assert client.post(address, {"reason": "Twice", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert row.void_reason == "Twice"
    page = client.get(page_of(subject, page_url)).content.decode()
    assert f"{subject}/{row.pk}/" not in page


def seen_by(client, page_url: str) -> str:
    """What the page says of her first list."""
    [(_subject, sides), *_others] = client.get(page_url).context["blocks"]
    return sides[0].listed.seen


def test_entry_asked_says_who_was_told_and_when(client, url, page_url, clinician):
    told = {"seen": seen_by(client, page_url)}
    answer = client.post(f"{url}allergies/asked/", told, headers=SWAP, follow=True)
    assert f"to {clinician}." in answer.content.decode()
    asked = Asked.objects.get()
    assert (asked.topic, asked.listed, asked.written_by) == ("allergies", 0, clinician)


def test_entry_asked_refuses_a_list_that_changed_meanwhile(client, url, page_url, hers):
    told = {"seen": seen_by(client, page_url)}
    Allergy.objects.update(version=2)
    response = client.post(f"{url}allergies/asked/", told, headers=SWAP)
    assert response.status_code == 422
    assert "The list has changed since this page was opened." in response.content.decode()
    assert not Asked.objects.exists()


def test_an_answer_given_by_mistake_is_taken_back(
    client, url, page_url, couple, other_couple
):
    client.post(f"{url}allergies/asked/", {"seen": seen_by(client, page_url)})
    asked = Asked.objects.get()
    address = f"{url}asked/{asked.pk}/void/"
    assert address in client.get(page_url).content.decode()
    assert "Why is it struck out?" in client.get(address).content.decode()
    theirs = address.replace(couple.number, other_couple.number)
    told = {"reason": "Another couple's", "version": 1}
    assert client.post(theirs, told).status_code == 404
    assert client.get(f"{url}asked/record/").status_code == 404
    assert client.post(address, told).status_code == 302
    asked.refresh_from_db()
    assert asked.void_reason == "Another couple's"
    assert "None, as told" not in client.get(page_url).content.decode()


@pytest.mark.parametrize(
    ("typed", "dose"),
    [("0,5", "0.5"), ("0.125", "0.125"), ("0,125", "0.125"), ("1000", "1000")],
)
def test_a_dose_is_read_with_a_comma_or_a_point_and_shown_as_plainly(
    typed, dose, client, url
):
    told = TOLD["drugs"] | {"dose": typed}
    assert client.post(f"{url}drugs/record/", told).status_code == 302
    row = SUBJECTS["drugs"].model.objects.get()
    page = client.get(f"{url}drugs/{row.pk}/change/")
    assert page.context["work"].form["dose"].value() == dose


def test_a_dose_that_can_be_read_in_two_ways_is_refused(client, url):
    response = client.post(f"{url}drugs/record/", TOLD["drugs"] | {"dose": "1,000"})
    assert response.status_code == 422
    assert "can be read in two ways. Write 1000, or a point" in response.content.decode()


def test_the_head_of_the_chart_tells_allergies_and_drugs_to_who_treats_them(
    client, couple, clinician, receptionist
):
    patients.allergy(by=clinician, person=couple.woman, severity="severe")
    patients.drug(
        by=clinician, person=couple.man, name="Warfarin", kind="anticoagulant", taken="now"
    )
    page = client.get(couple.get_absolute_url()).content.decode()
    for words in (
        "Penicillin (severe)",
        "Rohan Sample takes an anticoagulant now: Warfarin.",
        "Rohan Sample has not been asked about allergies yet.",
    ):
        assert words in page
    client.force_login(receptionist)
    page = client.get(couple.get_absolute_url()).content.decode()
    assert "Penicillin" not in page
    assert "allergies" not in page
