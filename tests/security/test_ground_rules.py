"""What every door keeps, whatever is behind it: forgery, other sites, folders."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from foundation.accounts.checks import doors
from foundation.records.models import Look
from tests.factories.accounts import PASSWORD, staff
from tests.foundation.accounts.desks import NEW, choose, is_inside

# What stands in an address in place of a row: nobody has it, the door answers first.
IN_PLACE = {
    "int": "1",
    "str": "C1",
    "slug": "x",
    "uuid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
}
OPEN_TO_REPORTS = {"policy_report"}
EVIL = "https://elsewhere.example"
LONG = "seven quiet herons fly over the river " * 4


def address_of(route: str) -> str:
    """An address of the door, with something in every place of it."""
    return "/" + re.sub(r"<(\w+):\w+>", lambda place: IN_PLACE[place[1]], route)


def test_no_form_is_taken_without_its_key_against_forgery(clinician):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clinician)
    taken = [
        name
        for name, route, _ in doors(get_resolver().url_patterns)
        if name not in OPEN_TO_REPORTS
        if browser.post(address_of(route), headers={"Origin": EVIL}).status_code != 403
    ]
    assert taken == []


@pytest.mark.parametrize(
    "address", ["/", "/healthz", "/account/login/", "/static/ui/app.js"]
)
def test_no_other_site_may_read_an_answer(client, clinician, address, monkeypatch):
    monkeypatch.setattr("clinic.health.CHECKS", {})
    client.force_login(clinician)
    answer = client.get(address, headers={"Origin": EVIL})
    answer.close()

    assert answer.status_code in {200, 302}
    assert [name for name in answer.headers if name.startswith("Access-Control")] == []


@pytest.mark.parametrize(
    "address",
    ["/static/", "/static/ui/", "/static/../clinic/settings.py", "/static/%2e%2e/manage.py",
     "/.git/config", "/manage.py", "/requirements.txt", "/secrets/django_key"],
)  # fmt: skip
def test_no_folder_is_listed_and_no_file_of_ours_is_served(client, clinician, address):
    client.force_login(clinician)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "FIND"])
def test_a_page_is_asked_for_or_a_form_sent_and_nothing_else_is_answered(
    client, clinician, couple, method
):
    client.force_login(clinician)
    answer = client.generic(method, couple.get_absolute_url())

    assert (answer.status_code, answer.content) == (405, b"")
    assert answer["Allow"] == "GET, HEAD, POST"
    assert not Look.objects.exists()


class TestPasswords:
    def test_a_long_one_counts_to_its_last_letter(self, db):
        user = staff("nurse")
        user.set_password(LONG)
        user.save()
        tries = {word: self.opens(word) for word in (LONG, LONG[:-1], LONG.strip())}

        assert len(LONG) > 128
        assert tries == {LONG: True, LONG[:-1]: False, LONG.strip(): False}

    @pytest.mark.parametrize("change", [str.upper, str.title, lambda word: f" {word}"])
    def test_it_is_taken_exactly_as_it_was_typed(self, nurse, change):
        assert self.opens(PASSWORD)
        assert not self.opens(change(PASSWORD))

    def opens(self, password: str) -> bool:
        client = Client()
        client.post("/account/login/", {"login": "nurse", "password": password})
        return is_inside(client)

    def test_the_present_one_is_asked_for_before_it_is_changed(self, client, nurse):
        client.force_login(nurse)
        typed = {"oldpassword": "not mine at all", "password1": NEW, "password2": NEW}
        client.post("/account/password/", typed)
        nurse.refresh_from_db()

        assert nurse.check_password(PASSWORD)

    @pytest.mark.parametrize(
        ("address", "fields"), [("/account/login/", 1), ("/account/password/", 3)]
    )
    def test_it_is_hidden_while_typed_and_may_be_pasted(
        self, client, nurse, address, fields
    ):
        if address != "/account/login/":
            client.force_login(nurse)
        page = client.get(address).content.decode()
        asked = re.findall(r"<input[^>]*name=\"(?:old)?password\d?\"[^>]*>", page)

        assert len(asked) == fields
        assert all('type="password"' in field for field in asked)
        assert not any('autocomplete="off"' in field for field in asked)

    def test_what_somebody_chooses_who_joins_is_hidden_too(self, manager):
        from foundation.accounts.services import invite

        _, token = invite(
            by=manager, username="nila", first_name="Nila", last_name="Sample", role="nurse"
        )
        newcomer = Client()
        page = newcomer.get(f"/account/join/{token}/", follow=True).content.decode()

        assert page.count('type="password"') == 2
        assert choose(f"/account/join/{token}/")[0].status_code == 302


@pytest.mark.parametrize("sign", ["%0a", "%0d%0a", "%1b[2K"])
def test_nobody_writes_a_line_into_the_log_by_typing_an_address(
    client, clinician, caplog, sign
):
    client.force_login(clinician)
    client.get(f"/nowhere{sign}2026-11-30 ERROR forged")

    assert "nowhere" in caplog.messages[-1]
    assert caplog.messages[-1].isprintable()
