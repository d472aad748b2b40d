"""The door drafts go through: one's own, and only where one may open the form."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from foundation.records.models import Draft
from foundation.records.services import log_act
from patients.models import Pregnancy
from tests.factories import accounts, patients

KEEP, FIND = "/account/drafts/keep/", "/account/drafts/"


def keep(client, at: str, *, typed=(("note", "Bled"),), **fields):
    told = {
        "key": str(uuid4()),
        "address": at,
        "turn": 1,
        "open_for": 0,
        "typed": json.dumps(typed),
    }
    return client.post(KEEP, told | fields)


def found(client, *addresses: str) -> list[dict]:
    return client.get(FIND, {"at": addresses}).json()["found"]


@pytest.fixture
def record(couple) -> str:
    """Where the form that adds a pregnancy is sent."""
    return f"/couples/{couple.number}/pregnancies/record/"


class TestOneself:
    def test_a_draft_is_found_at_the_address_of_its_form(self, client, nurse, record):
        client.force_login(nurse)
        key = uuid4()
        answer = keep(client, record, key=key)

        (draft,) = found(client, record)

        assert answer.json() == {"at": f"{timezone.localtime():%H:%M}"}
        assert (draft["key"], draft["typed"]) == (str(key), [["note", "Bled"]])
        assert "is back" in draft["notice"]

    def test_its_row_says_which_form_and_whose_file(self, client, nurse, couple, record):
        client.force_login(nurse)
        keep(client, record, open_for=60)

        draft = Draft.objects.get()

        assert (draft.form, draft.couple_id) == ("patients:pregnancy_record", couple.pk)
        age = timezone.now() - draft.opened_at
        assert timedelta(seconds=60) <= age < timedelta(seconds=70)

    def test_nobody_else_finds_it(self, client, nurse, clinician, record):
        client.force_login(nurse)
        keep(client, record)
        client.force_login(clinician)

        assert found(client, record) == []

    def test_it_may_be_dropped(self, client, nurse, record):
        client.force_login(nurse)
        key = uuid4()
        keep(client, record, key=key)

        assert client.post(f"/account/drafts/{key}/drop/").status_code == 204
        assert found(client, record) == []

    def test_yesterdays_says_the_day(self, client, nurse, record):
        client.force_login(nurse)
        keep(client, record)
        Draft.objects.update(kept_at=timezone.now() - timedelta(days=1))

        assert "," in found(client, record)[0]["at"]


class TestWhatOneMayOpen:
    @pytest.mark.parametrize(
        "address",
        [
            pytest.param("/account/password/", id="one's own account"),
            pytest.param("/account/login/", id="signing in"),
            pytest.param("/nowhere/", id="no page"),
            pytest.param("/couples/C999999/pregnancies/record/", id="no such couple"),
        ],
    )
    def test_nothing_is_kept_for_an_address_that_takes_no_draft(
        self, client, nurse, address
    ):
        client.force_login(nurse)

        assert keep(client, address).status_code == 204
        assert Draft.objects.count() == 0

    def test_nor_where_the_role_does_not_open_the_form(self, client, receptionist, record):
        client.force_login(receptionist)

        assert keep(client, record).status_code == 204

    def test_a_file_that_closes_takes_the_draft_out_of_sight(
        self, client, nurse, clinician, couple, record
    ):
        client.force_login(nurse)
        keep(client, record)
        patients.restricted(couple, by=clinician, team=[clinician])

        assert found(client, record) == []
        assert keep(client, record).status_code == 204

    def test_a_row_of_an_open_file_does_not_open_a_closed_one(
        self, client, nurse, clinician, couple, other_couple
    ):
        client.force_login(nurse)
        pregnancy = patients.pregnancy(by=clinician, couple=other_couple)
        patients.restricted(couple, by=clinician, team=[clinician])
        change = f"pregnancies/{pregnancy.pk}/change/"

        assert keep(client, f"/couples/{other_couple.number}/{change}").status_code == 200
        assert keep(client, f"/couples/{couple.number}/{change}").status_code == 204

    def test_another_role_no_longer_finds_it(self, client, nurse, record):
        client.force_login(nurse)
        keep(client, record)
        nurse.role = "reception"
        nurse.save()

        assert found(client, record) == []

    def test_a_stranger_is_asked_to_sign_in(self, client, record):
        assert keep(client, record).url.startswith("/account/login/")

    def test_tells_of_what_a_colleague_did_meanwhile(
        self, client, nurse, clinician, couple, record
    ):
        client.force_login(nurse)
        keep(client, record)
        log_act(by=clinician, action="pregnancy.recorded", subject=couple.woman)

        assert f"Pregnancy recorded, by {clinician}" in found(client, record)[0]["notice"]


class TestSaving:
    def answers(self, key) -> dict:
        told = {"outcome": "miscarriage", "ended": "2019", "confirmed": "on"}
        return told | {"submission_key": str(key)}

    def test_the_draft_goes_with_the_save(self, client, nurse, record):
        client.force_login(nurse)
        key, other = uuid4(), uuid4()
        keep(client, record, key=key)
        keep(client, record, key=other)

        assert client.post(record, self.answers(key)).status_code == 302

        assert [draft.key for draft in Draft.objects.all()] == [other]
        assert keep(client, record, key=key, turn=2).status_code == 204

    def test_a_refused_form_keeps_its_draft_and_says_whose_it_is(
        self, client, nurse, record
    ):
        client.force_login(nurse)
        key = uuid4()
        keep(client, record, key=key)

        refused = client.post(record, self.answers(key) | {"ended": "nonsense"})

        assert refused.status_code == 422
        assert Draft.objects.count() == 1
        marks = f'data-refused="{key}" data-refused-at="{record}"'
        assert marks in refused.content.decode()

    def test_both_go_together_or_neither_does(self, client, nurse, record, monkeypatch):
        client.force_login(nurse)
        key = uuid4()
        keep(client, record, key=key)
        monkeypatch.setattr("foundation.records.once.drafts.discard", _break)

        with pytest.raises(RuntimeError):
            client.post(record, self.answers(key))

        assert (Draft.objects.count(), Pregnancy.objects.count()) == (1, 0)


def _break(*_: object, **__: object) -> None:
    raise RuntimeError("the power went")


class TestMarks:
    def test_a_form_of_the_clinic_says_where_it_is_kept(self, client, nurse, couple):
        client.force_login(nurse)

        page = client.get(f"/couples/{couple.number}/pregnancies/").content.decode()

        assert 'data-drafts="/account/drafts/"' in page

    @pytest.mark.parametrize("address", ["/account/password/", "/account/factors/"])
    def test_a_page_about_ones_own_account_keeps_nothing(self, client, nurse, address):
        client.force_login(nurse)

        assert "data-drafts" not in client.get(address).content.decode()

    def test_the_sign_in_page_keeps_nothing(self, client, db):
        accounts.staff("nurse")

        assert "data-drafts" not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "broken",
    [
        {"key": "x"},
        {"address": "https://elsewhere.example/"},
        {"turn": "-1"},
        {"open_for": "-1"},
        {"typed": {}},
        {"typed": [["a", 1]]},
        {"typed": ["a"]},
        {"typed": None},
    ],
    ids=lambda each: "-".join(each) + str(*each.values()),
)
def test_what_no_page_of_ours_sends_is_refused(client, nurse, record, broken):
    client.force_login(nurse)

    assert keep(client, record, **broken).status_code == 422
    assert Draft.objects.count() == 0
