"""The page of one pregnancy and its lists: each door does it, and refuses in words."""

import re

import pytest

from foundation.records.models import Look
from patients.forms.kinds import KINDS
from tests.factories import patients

TOLD = {
    "scans": {"scanned_on": "12 Mar 2024", "crl_mm": "4.5", "heartbeat": "True"},
    "fetuses": {"outcome": "live_birth", "sex": "F", "birth_weight_g": "3100"},
    "tissue": {"result": "46,XX", "maternal_excluded": "False"},
    "treatments": {"kind": "lmwh", "started": "about 2018", "dose": "40 mg a day"},
}
WRONG = {
    "scans": ({"scanned_on": "2024"}, "write the whole date"),
    "fetuses": ({"outcome": ""}, "Please choose."),
    "tissue": ({"result": ""}, "Write the method, the result or the histology."),
    "treatments": ({"ended": "2017"}, "It ended (2017) before it began (about 2018)."),
}
SWAP = {"HX-Request": "true", "HX-Target": "pregnancy"}
EACH_LIST = pytest.mark.parametrize("kind", list(KINDS))


@pytest.fixture
def hers(couple, clinician):
    return patients.pregnancy(by=clinician, couple=couple)


@pytest.fixture
def url(couple, hers):
    return f"/couples/{couple.number}/pregnancies/{hers.pk}/"


@pytest.fixture
def each_part(hers, clinician):
    return patients.each_part(by=clinician, pregnancy=hers)


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


def part(page: str) -> str:
    """What is swapped, without the keys that are new on every page."""
    [inside] = re.findall(
        r'<div class="stack" id="pregnancy">.*?(?=</main>|\Z)', page, re.S
    )
    keys = r'name="(?:submission_key|csrfmiddlewaretoken)" value="[^"]*"'
    return " ".join(re.sub(keys, "", inside).split())


def test_pregnancy_open_shows_its_facts_and_what_nobody_wrote_down(client, url, each_part):
    page = client.get(url).content.decode()
    assert "Pregnancy 1" in page
    assert re.search(r"<dt>Outcome</dt><dd>Miscarriage</dd>", page)
    assert "Severe pre-eclampsia" in page.split("Not written down:")[1]
    for words in ("Seen by Dr Sample", "As told", "Villi", "75 mg a day"):
        assert words in page


def test_pregnancy_open_is_on_the_record(client, url, couple, hers):
    client.get(url)
    look = Look.objects.get()
    assert (look.action, look.subject_id) == ("pregnancy.seen", str(couple.pk))
    assert look.details == {"pregnancy": hers.pk}


@pytest.mark.parametrize("outcome", ["miscarriage", "ongoing"])
def test_pregnancy_open_asks_as_often_for_many_as_for_one(
    outcome, client, url, hers, clinician, django_assert_num_queries
):
    type(hers).objects.update(outcome=outcome)
    asked = 10 if outcome == "ongoing" else 9
    for count in (1, 9):
        for _ in range(count):
            patients.each_part(by=clinician, pregnancy=hers)
        with django_assert_num_queries(asked):
            assert client.get(url).status_code == 200


def test_a_nurse_reads_and_writes_what_reception_does_not_see(
    client, url, nurse, receptionist, each_part
):
    client.force_login(nurse)
    assert client.get(url).status_code == 200
    client.force_login(receptionist)
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
@EACH_LIST
def test_lists_are_closed_to_who_does_not_care_for_her(
    role, kind, client, request, url, each_part
):
    client.force_login(request.getfixturevalue(role))
    row = each_part[kind]
    for door in ("record/", f"{row.pk}/change/", f"{row.pk}/void/"):
        told = TOLD[kind] | {"version": 1, "reason": "Not hers"}
        assert client.post(f"{url}{kind}/{door}", told).status_code == 403
    assert type(row).objects.get() == row


@EACH_LIST
def test_ids_of_another_couple_are_not_found(
    kind, client, url, couple, other_couple, hers, clinician, each_part
):
    theirs = patients.pregnancy(by=clinician, couple=other_couple)
    mine = patients.pregnancy(by=clinician, couple=couple)
    row, told = each_part[kind], TOLD[kind] | {"version": 1, "reason": "Not hers"}
    for number, pregnancy in (
        (other_couple.number, hers),
        (other_couple.number, theirs),
        (couple.number, mine),
    ):
        for door in ("change", "void"):
            address = (
                f"/couples/{number}/pregnancies/{pregnancy.pk}/{kind}/{row.pk}/{door}/"
            )
            assert client.get(address).status_code == 404
            assert client.post(address, told).status_code == 404
    address = f"/couples/{other_couple.number}/pregnancies/{hers.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(f"{address}{kind}/record/", told).status_code == 404
    row.refresh_from_db()
    assert (row.version, type(row).objects.count()) == (1, 1)


def test_a_list_that_is_not_one_is_not_found(client, url):
    assert client.post(f"{url}papers/record/", {}).status_code == 404


@EACH_LIST
def test_part_record_adds_and_answers_with_the_same_part(kind, client, url, hers):
    response = client.post(f"{url}{kind}/record/", TOLD[kind], headers=SWAP, follow=True)
    row = KINDS[kind].model.objects.get()
    assert row.pregnancy == hers
    swapped = response.content.decode()
    assert swapped.lstrip().startswith('<div class="stack" id="pregnancy">')
    assert part(swapped) == part(client.get(f"{url}?add={kind}").content.decode())


def test_the_cursor_stands_in_the_form_at_work_and_in_no_other(client, url, each_part):
    assert "autofocus" not in client.get(url).content.decode()
    page = client.get(f"{url}?add=tissue").content.decode()
    assert re.findall(r'id="(\w+)"[^>]*autofocus|autofocus[^>]*id="(\w+)"', page) in (
        [("tissue_tested_on", "")],
        [("", "tissue_tested_on")],
    )


@EACH_LIST
def test_part_record_refuses_in_words_and_loses_nothing(kind, client, url):
    wrong, sentence = WRONG[kind]
    kept = "Kept while refused"
    typed = TOLD[kind] | {"note": kept, "histology": "", "dose": kept} | wrong
    response = client.post(f"{url}{kind}/record/", typed, headers=SWAP)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert kind == "tissue" or kept in page
    assert not KINDS[kind].model.objects.exists()


def test_part_record_asks_to_confirm_a_scan_that_contradicts(client, url, hers):
    type(hers).objects.update(loss_type="anembryonic")
    typed = TOLD["scans"] | {"heartbeat": "False"}
    response = client.post(f"{url}scans/record/", typed)
    assert response.status_code == 422
    assert "The scans show an embryo, not a sac only." in response.content.decode()
    told = typed | {"confirmed": "on"}
    assert client.post(f"{url}scans/record/", told).status_code == 302
    assert hers.scans.get().heartbeat is False


@EACH_LIST
def test_part_change_shows_what_is_on_file_and_saves(kind, client, url, each_part):
    row = each_part[kind]
    address = f"{url}{kind}/{row.pk}/change/"
    page = client.get(address)
    [shown] = [each for each in page.context["lists"] if each.act == "change"]
    assert shown.kind.code == kind
    told = TOLD[kind] | {"version": shown.form["version"].value()}
    assert client.post(address, told, headers=SWAP).status_code == 302
    row.refresh_from_db()
    assert row.version == 2


def test_part_change_shows_no_and_not_written_down_apart(client, url, hers, clinician):
    row = patients.scan(by=clinician, pregnancy=hers, yolk_sac=False)
    page = client.get(f"{url}scans/{row.pk}/change/").content.decode()
    assert '<option value="False" selected>Looked for and not seen</option>' in page
    assert '<option value="" selected>Not written down</option>' in page


@EACH_LIST
def test_part_void_strikes_out(kind, client, url, each_part):
    row = each_part[kind]
    address = f"{url}{kind}/{row.pk}/void/"
    assert "Why is it struck out?" in client.get(address).content.decode()
    told = {"reason": "Entered twice", "version": 1}
    assert client.post(address, told).status_code == 302
    assert KINDS[kind].nothing in client.get(url).content.decode()
    row.refresh_from_db()
    assert row.void_reason == "Entered twice"


def test_the_table_of_pregnancies_leads_to_each_of_them(client, couple, url, hers):
    page = client.get(f"/couples/{couple.number}/pregnancies/").content.decode()
    assert (
        f'<a href="{url}"><span class="visually-hidden">Open pregnancy </span>1</a>' in page
    )


def test_what_belongs_to_a_birth_is_asked_with_the_pregnancy(client, url, hers):
    told = {
        "outcome": "live_birth",
        "last_period": "about Mar 2018",
        "complications": "Retained tissue",
        "delivery_reason": "severe_pe",
        "severe_pe": "True",
        "severe_pi": "False",
        "version": 1,
    }
    assert client.post(f"{url}change/", told).status_code == 302
    hers.refresh_from_db()
    assert (hers.last_period.text(), hers.severe_pe, hers.severe_pi) == (
        "about Mar 2018", True, False,
    )  # fmt: skip
    page = client.get(url).content.decode()
    assert "<dt>Severe placental insufficiency</dt><dd>No</dd>" in page
    assert "<dt>Last period began</dt><dd>about Mar 2018</dd>" in page
