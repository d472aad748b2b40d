"""A screen nobody uses locks: nothing is answered, nothing is lost, a proof opens it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import StaffSession
from foundation.records.models import Draft
from patients.models import Pregnancy
from tests.factories.accounts import PASSWORD, app_of, code_now, seen, staff

UNLOCK = "/account/unlock/"
SWAP = {"HX-Request": "true", "HX-Target": "day"}
BY_ITSELF = {"X-By-Itself": "yes"}
RIGHT = {"proof-password": PASSWORD}
WRONG = {"proof-password": "not the passphrase"}


@pytest.fixture
def inside(client, nurse) -> Client:
    client.force_login(nurse)
    return client


@pytest.fixture
def locked(inside) -> Client:
    seen(inside, minutes=16)
    return inside


class TestWhen:
    @pytest.mark.parametrize(
        ("ago", "status"),
        [
            pytest.param({"minutes": 14, "seconds": 50}, 200, id="nearly a quarter"),
            pytest.param({"minutes": 15, "seconds": 1}, 423, id="a quarter of an hour"),
        ],
    )
    def test_a_screen_locks_after_fifteen_minutes(self, inside, ago, status):
        seen(inside, **ago)

        assert inside.get("/").status_code == status

    @pytest.mark.parametrize(
        ("ago", "status"),
        [
            pytest.param({"minutes": 4, "seconds": 50}, 200, id="nearly five minutes"),
            pytest.param({"minutes": 5, "seconds": 1}, 423, id="five minutes"),
        ],
    )
    def test_a_shared_desk_locks_after_five(self, client, nurse, ago, status):
        told = {"login": "nurse", "password": PASSWORD, "shared_desk": "on"}
        client.post("/account/login/", told)
        seen(client, **ago)

        assert client.get("/").status_code == status

    def test_a_desk_stays_shared_through_the_second_step(self, client, nurse):
        app_of(nurse)
        told = {"login": "nurse", "password": PASSWORD, "shared_desk": "on"}
        client.post("/account/login/", told)
        assert client.post("/account/second-step/", {"code": code_now()}).url == "/"
        seen(client, minutes=6)

        assert client.get("/").status_code == 423

    def test_the_next_to_sign_in_says_it_anew(self, client, nurse):
        told = {"login": "nurse", "password": PASSWORD}
        client.post("/account/login/", told | {"shared_desk": "on"})
        client.post("/account/logout/")
        client.post("/account/login/", told)
        seen(client, minutes=6)

        assert client.get("/").status_code == 200

    def test_whoever_works_is_not_locked_out(self, inside):
        for _ in range(3):
            seen(inside, minutes=10)
            assert inside.get("/").status_code == 200
        left = int(inside.get(UNLOCK)["Locks-In"])

        assert 14 * 60 < left <= 15 * 60

    @pytest.mark.parametrize("address", ["/", UNLOCK, "/account/drafts/?at=/"])
    def test_what_a_page_asks_for_by_itself_does_not_count(self, inside, address):
        seen(inside, minutes=10)
        for _ in range(3):
            answer = inside.get(address, headers={**SWAP, **BY_ITSELF})
            assert answer.status_code in {200, 204}
        idle_for = timezone.now() - StaffSession.objects.get().seen_at

        assert idle_for > timedelta(minutes=10)

    def test_typing_that_is_kept_counts(self, inside, couple):
        seen(inside, minutes=10)
        told = {"key": str(uuid4()), "turn": 1, "open_for": 0, "typed": "[]"}
        address = f"/couples/{couple.number}/pregnancies/record/"
        inside.post("/account/drafts/keep/", told | {"address": address})

        assert timezone.now() - StaffSession.objects.get().seen_at < timedelta(seconds=9)

    def test_noting_it_rewrites_nothing_the_session_carries(self, inside):
        seen(inside, minutes=1)
        before = StaffSession.objects.get().session_data
        inside.get("/")

        after = StaffSession.objects.get()
        assert after.session_data == before
        assert timezone.now() - after.seen_at < timedelta(seconds=9)

    def test_a_session_that_nobody_was_seen_in_is_locked(self, inside):
        StaffSession.objects.update(seen_at=None)

        assert inside.get("/").status_code == 423


class TestLocked:
    def test_every_page_is_closed_and_shows_nothing(self, locked, couple):
        answer = locked.get(couple.get_absolute_url())

        assert answer.status_code == 423
        assert "no-store" in answer["Cache-Control"]
        page = answer.content.decode()
        assert "This screen is locked" in page
        assert couple.woman.name not in page

    @pytest.mark.parametrize("headers", [SWAP, {"Sec-Fetch-Dest": "empty"}])
    def test_a_part_of_a_page_gets_a_word(self, locked, headers):
        answer = locked.get("/", headers=headers)

        assert (answer.status_code, answer.content) == (423, b"Locked.")

    @pytest.mark.parametrize(
        ("address", "status"),
        [("/healthz", {200, 503}), (UNLOCK, {200}), ("/account/logout/", {200}),
         ("/account/passkey/question/", {200}), ("/account/password/", {423}),
         ("/account/drafts/?at=/", {423}), ("/machine-room/", {423})],
    )  # fmt: skip
    def test_only_what_opens_it_or_ends_it_is_open(self, locked, address, status):
        assert locked.get(address).status_code in status

    def test_asking_does_not_open_it(self, locked):
        for _ in range(2):
            locked.get(UNLOCK)
            locked.post(UNLOCK)
            locked.get("/account/passkey/question/")

        assert locked.get("/").status_code == 423

    def test_signing_out_ends_it(self, locked):
        locked.post("/account/logout/")

        assert locked.get("/").status_code == 302

    def test_twelve_hours_stay_twelve_hours(self, locked):
        StaffSession.objects.update(expire_date=timezone.now())

        assert locked.get("/").url.startswith("/account/login/")


class TestUnlocking:
    def test_the_password_opens_it_under_a_new_key_and_the_same_token(self, locked):
        locked.get("/")
        key = locked.session.session_key
        token = locked.cookies[settings.CSRF_COOKIE_NAME].value

        answer = locked.post(UNLOCK, RIGHT)

        assert answer.status_code == 204
        assert json.loads(answer["HX-Trigger"]) == {"clinic:unlocked": {"left": 900}}
        assert locked.session.session_key != key
        assert not StaffSession.objects.filter(session_key=key).exists()
        assert locked.cookies[settings.CSRF_COOKIE_NAME].value == token
        assert locked.get("/").status_code == 200

    def test_the_sign_in_stays_the_same_one(self, locked):
        before = StaffSession.objects.get()
        locked.post(UNLOCK, RIGHT)

        after = StaffSession.objects.get()
        assert (after.number, after.began_at) == (before.number, before.began_at)
        assert after.expire_date == before.expire_date

    def test_the_code_of_the_app_opens_it(self, locked, nurse):
        app_of(nurse)

        assert locked.post(UNLOCK, {"proof-code": code_now()}).status_code == 204

    def test_a_wrong_password_is_refused_in_words(self, locked):
        answer = locked.post(UNLOCK, WRONG)

        assert answer.status_code == 422
        assert "That is not your password." in answer.content.decode()
        assert locked.get("/").status_code == 423

    def test_an_empty_answer_is_refused_in_words(self, locked):
        page = locked.post(UNLOCK, {"proof-password": ""}).content.decode()

        assert "Please answer in one of these ways." in page

    def test_guessing_is_slowed_down_as_at_the_sign_in_page(self, locked):
        for _ in range(5):
            locked.post(UNLOCK, WRONG)

        answer = locked.post(UNLOCK, RIGHT)

        assert answer.status_code == 422
        assert "Too many tries from here" in answer.content.decode()
        assert locked.get("/").status_code == 423

    def test_a_colleagues_password_does_not_open_it(self, locked):
        clinician = staff("clinician")
        clinician.set_password("another calm passphrase")
        clinician.save()
        told = {"proof-password": "another calm passphrase"}

        assert locked.post(UNLOCK, told).status_code == 422

    def test_one_that_is_open_says_when_it_will_lock(self, inside):
        seen(inside, minutes=10)

        answer = inside.get(UNLOCK, headers=BY_ITSELF)

        assert (answer.status_code, answer["Locks-In"]) == (204, "300")


class TestOnTheWay:
    """Where no script covers the page, the question stands in the page's own place."""

    def test_a_page_is_opened_after_all(self, locked, couple):
        address = f"{couple.get_absolute_url()}?from=search"
        page = locked.get(address).content.decode()
        assert f'action="{address}"' in page

        answer = locked.post(address, RIGHT | {"proof-open": "yes"})

        assert (answer.status_code, answer.url) == (302, address)
        assert locked.get(address).status_code == 200

    def test_a_form_on_its_way_arrives_whole_and_once(self, locked, couple):
        record = f"/couples/{couple.number}/pregnancies/record/"
        told = {"outcome": "miscarriage", "ended": "2019", "note": "Bled"}
        told |= {"confirmed": "on", "submission_key": str(uuid4())}
        asked = locked.post(record, told)
        assert asked.status_code == 423
        assert 'name="note" value="Bled"' in asked.content.decode()
        assert Pregnancy.objects.count() == 0

        for _ in range(2):
            assert locked.post(record, told | RIGHT).status_code == 302

        assert Pregnancy.objects.get().note == "Bled"

    def test_a_wrong_password_asks_again_and_keeps_the_form(self, locked, couple):
        record = f"/couples/{couple.number}/pregnancies/record/"

        page = locked.post(record, {"note": "Bled", **WRONG}).content.decode()

        assert "That is not your password." in page
        assert 'name="note" value="Bled"' in page
        assert PASSWORD not in page

    def test_a_draft_is_not_kept_for_a_locked_session(self, locked, couple):
        told = {"key": str(uuid4()), "turn": 1, "open_for": 0, "typed": "[]"}
        told["address"] = f"/couples/{couple.number}/pregnancies/record/"

        assert locked.post("/account/drafts/keep/", told).status_code == 423
        assert Draft.objects.count() == 0


def test_a_page_brings_its_lock_along(inside):
    page = inside.get("/").content.decode()

    assert 'data-lock-url="/account/unlock/" data-locks-in="900"' in page


def test_the_sign_in_page_has_none_and_asks_about_the_desk(client, db):
    page = client.get("/account/login/").content.decode()

    assert 'id="lock"' not in page
    assert 'name="shared_desk"' in page
