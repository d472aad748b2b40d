"""Beside the password: an app, a passkey or a recovery code; none lies readable."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from foundation.accounts.forms import opened_by_passkey
from foundation.accounts.second_factor import opened_seed
from foundation.accounts.services import reseal_second_factors
from foundation.records.models import Act
from foundation.records.secrecy import Unreadable
from tests.factories.accounts import PASSWORD, SEED, app_of, code_now, staff

STEP = "/account/second-step/"
NEW_KEY = {"later": "c" * 64}


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def password_given(client: Client, username: str = "nurse"):
    return client.post("/account/login/", {"login": username, "password": PASSWORD})


def as_it_lies(user) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(data::text, ' ') FROM mfa_authenticator WHERE user_id = %s",
            [user.pk],
        )
        return cursor.fetchone()[0]


class TestSigningIn:
    def test_the_password_alone_leads_to_the_second_step(self, client, nurse):
        app_of(nurse)

        assert password_given(client).url == STEP
        assert client.get("/").url.startswith("/account/login/")

    def test_the_code_of_the_app_opens(self, client, nurse):
        app_of(nurse)
        password_given(client)

        assert client.post(STEP, {"code": code_now()}).url == "/"
        assert client.get("/").status_code == 200

    @pytest.mark.parametrize(
        ("steps", "opens"),
        [(-2, False), (-1, True), (1, True), (2, False)],
        ids=["two early", "one early", "one late", "two late"],
    )
    def test_a_code_is_taken_one_step_early_or_late(self, client, nurse, steps, opens):
        app_of(nurse)
        password_given(client)

        with time_machine.travel("2026-11-03T09:00:15Z", tick=False):
            answer = client.post(STEP, {"code": code_now(steps=steps)})

        assert (answer.status_code == 302) is opens

    @pytest.mark.parametrize("seconds", [1, 35, 59])
    def test_a_code_seen_over_a_shoulder_is_worth_nothing(self, nurse, seconds):
        app_of(nurse)
        with time_machine.travel("2026-11-03T09:00:00Z", tick=False) as clock:
            code = code_now(steps=1)
            first, second = Client(), Client()
            password_given(first)
            assert first.post(STEP, {"code": code}).status_code == 302
            clock.shift(seconds)
            password_given(second)

            page = second.post(STEP, {"code": code})

        assert "does not fit, or it was used before" in page.content.decode()

    def test_a_wrong_code_is_refused_in_words(self, client, nurse):
        app_of(nurse)
        password_given(client)

        page = client.post(STEP, {"code": "000000"})

        assert "This code does not fit" in page.content.decode()
        assert client.get("/").status_code == 302

    def test_a_wrong_code_and_a_strange_passkey_are_on_record(self, client, nurse):
        app_of(nurse)
        password_given(client)
        client.post(STEP, {"code": "000000"})
        client.post(STEP, {"code": "111111"})
        with pytest.raises(ValidationError):
            opened_by_passkey(nurse, {"id": "strange"})
        with pytest.raises(ValidationError):
            opened_by_passkey(None, {"id": "strange"})

        refused = Act.objects.filter(action="account.factor_refused").order_by("pk")
        told = list(refused.values_list("actor", "details"))
        assert told == [(nurse.pk, {"kind": kind}) for kind in ("code", "code", "passkey")]

    def test_a_recovery_code_opens_once(self, client, nurse, demanded):
        codes = set_up_app(client, nurse)
        for expected in (302, 200):
            other = Client()
            password_given(other)
            assert other.post(STEP, {"code": codes[0]}).status_code == expected

    def test_nobody_enters_the_second_step_without_the_first(self, client, nurse):
        app_of(nurse)

        assert client.post(STEP, {"code": code_now()}).url == "/account/login/"


def set_up_app(client: Client, user) -> list[str]:
    """Set an app up as a person does; the recovery codes that are shown."""
    client.force_login(user)
    page = client.get("/account/factors/app/").content.decode()
    seed = re.search(r"<code>([A-Z2-7 ]{39})</code>", page).group(1).replace(" ", "")
    answer = client.post("/account/factors/app/", {"code": code_now(seed)})
    assert answer.url == "/account/factors/codes/", answer.content
    shown = client.get(answer.url).content.decode()
    return [code.replace(" ", "") for code in re.findall(r"<code>([\d ]{9})</code>", shown)]


class TestSettingUp:
    @pytest.mark.parametrize(
        "address", ["/", "/search/", "/couples/C1001/", "/settings/", "/account/password/"]
    )
    def test_without_a_factor_every_page_leads_there(
        self, client, clinician, demanded, address
    ):
        client.force_login(clinician)

        assert client.get(address).url == "/account/factors/"
        assert client.post(address).url == "/account/factors/"

    def test_a_part_of_a_page_leads_there_too(self, client, clinician, demanded):
        client.force_login(clinician)

        part = client.get("/", headers={"HX-Request": "true"})

        assert part.headers["HX-Redirect"] == "/account/factors/"
        assert part.content == b""

    @pytest.mark.parametrize(
        "address",
        ["/account/factors/", "/account/factors/app/", "/account/factors/passkeys/add/"],
    )
    def test_the_pages_that_set_one_up_are_open_and_offer_no_other_way(
        self, client, clinician, demanded, address
    ):
        client.force_login(clinician)

        page = client.get(address)

        assert page.status_code == 200
        assert "Today</span></a>" not in page.content.decode()
        assert 'href="/search/"' not in page.content.decode()

    def test_one_may_leave_without_setting_one_up(self, client, clinician, demanded):
        client.force_login(clinician)

        assert client.post("/account/logout/").url == "/account/login/"
        assert "_auth_user_id" not in client.session

    def test_with_a_factor_the_clinic_opens(self, client, clinician, demanded):
        codes = set_up_app(client, clinician)

        assert len(set(codes)) == 10
        assert client.get("/").status_code == 200

    def test_recovery_codes_are_shown_once(self, client, clinician, demanded):
        codes = set_up_app(client, clinician)

        again = client.get("/account/factors/codes/").content.decode()

        assert not any(code[:4] in again for code in codes)

    def test_the_last_factor_stays(self, client, clinician, demanded):
        set_up_app(client, clinician)

        page = client.post("/account/factors/app/remove/")

        assert "only second factor" in page.content.decode()
        assert Authenticator.objects.filter(type="totp").count() == 1

    def test_a_passkey_that_is_the_last_factor_stays(self, client, nurse, demanded):
        passkey = Authenticator.objects.create(
            user=nurse, type="webauthn", data={"name": "Ring", "credential": {}}
        )
        client.force_login(nurse)

        client.post(f"/account/factors/passkeys/{passkey.pk}/remove/")

        assert Authenticator.objects.filter(pk=passkey.pk).exists()

    def test_where_none_is_demanded_the_last_one_may_go(self, client, nurse):
        app_of(nurse)
        client.force_login(nurse)

        client.post("/account/factors/app/remove/")

        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize(
        "address",
        [
            "/account/factors/app/",
            "/account/factors/app/remove/",
            "/account/factors/passkeys/add/",
            "/account/factors/codes/",
            "/account/factors/codes/new/",
        ],
    )
    def test_whoever_finds_the_desk_empty_changes_nothing(self, client, nurse, address):
        app_of(nurse)
        client.force_login(nurse)
        with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
            assert client.get(address).status_code == 401
            assert client.post(address, {"code": "1"}).status_code == 401


class TestSeeds:
    def test_neither_seed_nor_codes_are_readable_in_the_table(
        self, client, nurse, demanded
    ):
        codes = set_up_app(client, nurse)
        seed = opened_seed(Authenticator.objects.get(type="totp").data["secret"])

        lies = as_it_lies(nurse)

        assert len(seed) == 32
        assert seed not in lies
        assert not any(code in lies for code in codes)

    def test_a_seed_copied_into_a_colleagues_row_opens_for_nobody(self, nurse):
        mine, hers = app_of(nurse), app_of(staff("nurse", "other"))

        Authenticator.objects.filter(pk=hers.pk).update(data=mine.data)

        with pytest.raises(Unreadable, match="row of another user"):
            Authenticator.objects.get(pk=hers.pk)

    def test_a_seed_that_claims_a_colleague_does_not_open(self, nurse):
        token = app_of(nurse).data["secret"].partition(":")[2]

        with pytest.raises(Unreadable):
            opened_seed(f"{nurse.pk + 1}:{token}")

    def test_a_new_key_takes_over_and_the_old_one_may_go(self, client, nurse, settings):
        app_of(nurse)
        settings.ENCRYPTION_KEYS = NEW_KEY | settings.ENCRYPTION_KEYS

        assert reseal_second_factors() == 1
        assert reseal_second_factors() == 0

        settings.ENCRYPTION_KEYS = NEW_KEY
        password_given(client)
        assert client.post(STEP, {"code": code_now(SEED)}).status_code == 302


class TestProof:
    @pytest.fixture
    def stale(self, client, nurse):
        """A nurse with an app who signed in a while ago."""
        app_of(nurse)
        client.force_login(nurse)
        with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
            yield client

    def test_the_code_of_the_app_proves_it(self, stale):
        answer = stale.post(
            "/account/factors/codes/new/", {"proof-open": "1", "proof-code": code_now()}
        )

        assert answer.status_code == 302
        assert stale.get("/account/factors/codes/new/").status_code == 200

    @pytest.mark.parametrize(
        "nothing",
        [
            {"proof-password": ""},
            {"proof-code": "   "},
            {"proof-credential": "{}"},
            {"proof-credential": "null"},
            {"proof-password": "", "proof-code": "", "proof-credential": "[]"},
            {"proof-credential": '{"id": "x"}'},
            {"proof-other": "yes"},
        ],
        ids=str,
    )
    def test_an_empty_answer_proves_nothing(self, stale, nurse, nothing):
        Authenticator.objects.create(
            user=nurse, type="webauthn", data={"name": "Ring", "credential": {}}
        )

        page = stale.post("/account/factors/codes/new/", {"proof-open": "1"} | nothing)

        assert page.status_code == 401
        assert stale.get("/account/factors/codes/new/").status_code == 401

    def test_a_wrong_code_beside_a_right_password_proves_nothing(self, stale):
        answers = {"proof-password": PASSWORD, "proof-code": "000000"}

        page = stale.post("/account/factors/codes/new/", {"proof-open": "1"} | answers)

        assert page.status_code == 401
