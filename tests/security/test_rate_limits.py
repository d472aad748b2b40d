"""Failures slow down whoever fails, where he sits; nobody is locked out by a stranger."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import PASSWORD, app_of, code_now

HOME, STRANGER = "203.0.113.7", "198.51.100.66"
SLOWED = "Too many tries from here."
LOGIN, STEP = "/account/login/", "/account/second-step/"


@pytest.fixture(autouse=True)
def counted_in_the_table(db):
    assert type(cache._connections["default"]).__name__ == "DatabaseCache"
    cache.clear()


def attempt(address: str, password: str, login: str = "nurse", **headers):
    return Client().post(
        LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address, headers=headers
    )


def at_the_second_step(address: str) -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(LOGIN, {"login": "nurse", "password": PASSWORD})
    return client


def test_a_stranger_who_fails_a_hundred_times_keeps_no_colleague_out(nurse):
    for _ in range(100):
        attempt(STRANGER, "a wrong password")

    assert attempt(HOME, PASSWORD).status_code == 302


def test_one_address_is_slowed_down_after_five_failures(nurse):
    pages = [attempt(STRANGER, "a wrong password").content.decode() for _ in range(6)]

    assert [SLOWED in page for page in pages] == [False] * 5 + [True]


def test_being_slowed_down_holds_for_the_right_password_too(nurse):
    for _ in range(5):
        attempt(STRANGER, "a wrong password")

    assert SLOWED in attempt(STRANGER, PASSWORD).content.decode()


def test_being_slowed_down_ends_by_itself(nurse):
    for _ in range(6):
        attempt(STRANGER, "a wrong password")

    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=True):
        assert attempt(STRANGER, PASSWORD).status_code == 302


def test_a_colleague_at_the_same_desk_is_not_slowed_down(nurse, clinician):
    for _ in range(6):
        attempt(HOME, "a wrong password")

    assert attempt(HOME, PASSWORD, login="clinician").status_code == 302


def test_one_address_cannot_try_one_password_on_everybody(nurse):
    pages = [
        attempt(STRANGER, "a wrong password", login=f"name{number}").content.decode()
        for number in range(21)
    ]

    assert [SLOWED in page for page in pages] == [False] * 20 + [True]


def test_eight_may_sign_in_from_one_address_within_a_minute(nurse):
    assert {attempt(HOME, PASSWORD).status_code for _ in range(30)} == {302}


def test_right_passwords_in_between_do_not_wipe_failures_out(nurse, clinician):
    for _ in range(5):
        attempt(STRANGER, "a wrong password")
        attempt(STRANGER, PASSWORD, login="clinician")

    assert SLOWED in attempt(STRANGER, "a wrong password").content.decode()


@pytest.mark.parametrize(
    ("proxies", "slowed"),
    [pytest.param(0, True, id="no proxy"), pytest.param(1, False, id="one proxy")],
)
def test_only_a_trusted_proxy_says_where_somebody_sits(nurse, settings, proxies, slowed):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for _ in range(6):
        attempt("10.0.0.2", "a wrong password", **{"X-Forwarded-For": STRANGER})

    page = attempt("10.0.0.2", PASSWORD, **{"X-Forwarded-For": HOME})

    assert (page.status_code == 200) is slowed


def test_an_invented_forwarding_address_hides_nobody(nurse, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        forged = f"192.0.2.{number}, {STRANGER}"
        page = attempt("10.0.0.2", "a wrong password", **{"X-Forwarded-For": forged})

    assert SLOWED in page.content.decode()


class TestSecondStep:
    @pytest.fixture(autouse=True)
    def with_an_app(self, nurse):
        app_of(nurse)

    def test_guessing_codes_is_slowed_down(self):
        client = at_the_second_step(STRANGER)

        pages = [client.post(STEP, {"code": "000000"}) for _ in range(11)]

        assert [SLOWED in p.content.decode() for p in pages] == [False] * 10 + [True]

    def test_a_stranger_with_the_password_keeps_no_colleague_out(self):
        stranger = at_the_second_step(STRANGER)
        for _ in range(100):
            stranger.post(STEP, {"code": "000000"})

        opened = at_the_second_step(HOME).post(STEP, {"code": code_now()})

        assert opened.status_code == 302

    def test_guessing_from_many_networks_counts_together(self):
        for number in range(60):
            at_the_second_step(f"198.51.100.{number}").post(STEP, {"code": "000000"})

        page = at_the_second_step("198.51.100.99").post(STEP, {"code": code_now()})

        assert SLOWED in page.content.decode()

    def test_and_even_then_the_colleague_comes_in_from_a_desk_he_has_used(self, nurse):
        assert at_the_second_step(HOME).post(STEP, {"code": code_now()}).status_code == 302
        for number in range(61):
            at_the_second_step(f"198.51.100.{number}").post(STEP, {"code": "000000"})

        opened = at_the_second_step(HOME).post(STEP, {"code": code_now(steps=1)})

        assert opened.status_code == 302
