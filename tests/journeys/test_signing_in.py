"""Somebody joins, takes a passkey, comes in with it alone, and leaves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.answering import answer
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.idling import nobody_was_there
from tests.journeys.looking import listen, look, path_of, sign_in

NEW = "four lamps burn low"
PASSKEY_OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def telephone(chromium: Browser, clinic) -> Iterator[Page]:
    """A browser at the name of this machine, where passkeys work, with a finger to read."""
    context = chromium.new_context(
        base_url=clinic.url.replace("127.0.0.1", "localhost"),
        reduced_motion="reduce",
        color_scheme="light",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    listen(page)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY_OPTIONS})
    yield page
    context.close()


@pytest.fixture(scope="module")
def account(desk) -> dict[str, str]:
    """What the manager hands over to somebody who joins."""
    page = desk("manager")
    page.goto("/settings/staff/invite/")
    for label, words in (("First name", "Nila"), ("Last name", "Newcomer")):
        page.get_by_label(label).fill(words)
    page.get_by_label("Username").fill("nila")
    page.get_by_label("Role").select_option("nurse")
    look(page, "staff-invite", everywhere=True)
    page.get_by_role("button", name="Make the account").click()
    link = page.locator(".seed code").inner_text()
    look(page, "staff-link")
    return {"link": link.replace("127.0.0.1", "localhost"), "page": page.url}


def leave(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Signed in as")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/")


def test_a_newcomer_chooses_a_password_and_signs_in(telephone, account):
    telephone.goto(account["link"])
    telephone.get_by_label("Your new password").fill(NEW)
    telephone.get_by_label("Once more").fill(NEW)
    look(telephone, "join", everywhere=True)
    telephone.get_by_role("button", name="Keep this password").click()
    telephone.get_by_label("Username or e-mail").fill("nila")
    telephone.get_by_label("Password", exact=True).fill(NEW)
    telephone.get_by_role("button", name="Sign in", exact=True).click()
    telephone.wait_for_url("**/")

    assert path_of(telephone) == "/"


def test_a_passkey_is_added_with_a_finger_and_recovery_codes_are_shown(telephone):
    telephone.goto("/account/factors/")
    look(telephone, "factors-none", everywhere=True)
    telephone.get_by_role("link", name="Add a passkey").click()
    telephone.get_by_label("What to call it").fill("My telephone")
    look(telephone, "passkey-add")
    telephone.get_by_role("button", name="Add it").click()
    expect(telephone.get_by_role("heading", name="Your recovery codes")).to_be_visible()

    expect(telephone.locator(".codes li")).to_have_count(10)
    look(telephone, "codes", everywhere=True)
    telephone.get_by_role("link", name="I have kept them").click()
    expect(telephone.get_by_text("opens alone")).to_be_visible()
    look(telephone, "factors", everywhere=True)


def test_the_finger_alone_opens_the_clinic(telephone):
    leave(telephone)
    look(telephone, "sign-in", everywhere=True)
    telephone.get_by_role("button", name="Sign in with a passkey").click()
    telephone.wait_for_url(re.compile(r"localhost:\d+/$"))

    expect(
        telephone.get_by_role("button", name=re.compile("Nila Newcomer"))
    ).to_be_visible()


def test_the_finger_opens_a_screen_that_locked_itself(telephone, clinic):
    telephone.goto("/couples/register/")
    answer(telephone, woman_name="Nia Sample-Finger", man_name="Dev Sample-Finger")
    nobody_was_there(clinic, "nila", minutes=16)
    telephone.get_by_role("button", name="Register the couple").click()
    expect(telephone.get_by_role("heading", name="This screen is locked")).to_be_visible()
    telephone.get_by_role("button", name="Use a passkey").click()
    telephone.wait_for_url(re.compile(r"/couples/C\d+/$"))

    telephone.goto(f"{path_of(telephone)}pregnancies/?add=1")
    form = telephone.locator("#pregnancies form")
    answer(form, outcome="miscarriage", ended="Mar 2022")
    nobody_was_there(clinic, "nila", minutes=16)
    form.get_by_role("button", name="Add to her history").click()
    lock = telephone.get_by_role("dialog", name="This screen is locked")
    expect(lock).to_be_visible()
    look(telephone, "locked-with-a-passkey", everywhere=True)
    lock.get_by_role("button", name="Use a passkey").click()

    rows = telephone.get_by_role("table", name="Her pregnancies").locator("tbody tr")
    expect(rows).to_have_count(1)


def test_the_password_alone_stops_at_the_second_step_and_the_finger_goes_on(telephone):
    leave(telephone)
    telephone.get_by_label("Username or e-mail").fill("nila")
    telephone.get_by_label("Password", exact=True).fill(NEW)
    telephone.get_by_role("button", name="Sign in", exact=True).click()
    telephone.wait_for_url("**/account/second-step/")
    look(telephone, "second-step", everywhere=True)
    telephone.get_by_role("button", name="Use a passkey").click()
    telephone.wait_for_url(re.compile(r"localhost:\d+/$"))


def test_one_sees_where_one_is_signed_in(telephone):
    telephone.goto("/account/sessions/")

    expect(telephone.get_by_text("this one")).to_be_visible()
    look(telephone, "sessions", everywhere=True)


def test_a_closed_account_is_out_with_the_next_page(telephone, desk, account):
    page = desk("manager")
    page.goto(account["page"].replace("link/", ""))
    page.locator("#disable summary").click()
    page.locator("#disable").get_by_label("Why").fill("Left the clinic")
    look(page, "staff-close", everywhere=True)
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("The account is closed.")).to_be_visible()
    page.goto("/settings/staff/")
    look(page, "staff", everywhere=True)
    page.goto("/settings/staff/review/")
    look(page, "staff-review", everywhere=True)

    telephone.goto("/account/sessions/")
    assert path_of(telephone) == "/account/login/"


def test_and_its_passkey_opens_nothing_any_more(telephone):
    telephone.goto("/account/login/")
    telephone.get_by_role("button", name="Sign in with a passkey").click()
    expect(telephone.get_by_role("heading", name="This account is closed")).to_be_visible()


def test_at_an_address_of_numbers_no_passkey_is_offered(desk):
    page = desk("nurse")
    page.goto("/account/factors/")

    expect(
        page.get_by_text("This browser cannot keep passkeys at this address")
    ).to_be_visible()
    expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)


def test_signing_out_leaves_nothing_to_go_back_to(chromium, clinic):
    context = chromium.new_context(base_url=clinic.url)
    page = context.new_page()
    sign_in(page, "researcher")
    leave(page)
    page.go_back()
    page.wait_for_load_state("load")

    assert path_of(page) == "/account/login/"
    context.close()
