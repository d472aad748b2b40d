"""A screen nobody uses locks over the page; with a password everything goes on."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.answering import answer, answers_in
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.idling import minutes_idle, nobody_was_there
from tests.journeys.looking import PASSWORDS, listen, look, path_of, settled, sign_in

COUPLE = {"woman_name": "Ila Sample-Locked", "man_name": "Jai Sample-Locked"}
TYPED = {"outcome": "miscarriage", "ended": "Mar 2022", "gestation": "8+3"}


@pytest.fixture
def screen(chromium: Browser, clinic) -> Iterator[Callable[[str], Page]]:
    """A browser whose clock can be moved on, with somebody signed in."""
    opened = []

    def sit_down(username: str) -> Page:
        context = chromium.new_context(
            base_url=clinic.url, reduced_motion="reduce", color_scheme="light"
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        page = context.new_page()
        page.clock.install()
        listen(page)
        sign_in(page, username)
        return page

    yield sit_down
    for context in opened:
        context.close()


def lock(page: Page):
    return page.get_by_role("dialog", name="This screen is locked")


def unlock(page: Page, password: str) -> None:
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Unlock").click()


def test_an_idle_screen_is_covered_and_the_form_goes_on_after_the_password(screen, clinic):
    page = screen("reception")
    page.goto("/couples/register/")
    answer(page, **COUPLE)
    nobody_was_there(clinic, "reception", minutes=16)
    page.clock.fast_forward("15:05")
    expect(lock(page)).to_be_visible()
    expect(page.get_by_role("heading", name="Register a couple")).to_be_hidden()
    look(page, "locked", everywhere=True)

    unlock(page, "not the passphrase")
    expect(lock(page)).to_contain_text("That is not your password.")
    look(page, "locked-refused", everywhere=True)
    unlock(page, PASSWORDS["reception"])
    expect(lock(page)).to_be_hidden()
    assert answers_in(page, *COUPLE) == COUPLE
    page.get_by_role("button", name="Register the couple").click()

    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    look(page, "after-the-lock")


def test_a_form_sent_to_a_locked_session_is_sent_again_by_itself(screen, clinic):
    page = screen("nurse")
    page.goto("/search/?q=Sample-Locked")
    page.locator("#found tbody th a").first.click()
    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    page.goto(f"{path_of(page)}pregnancies/?add=1")
    form = page.locator("#pregnancies form")
    answer(form, **TYPED)
    nobody_was_there(clinic, "nurse", minutes=16)
    form.get_by_role("button", name="Add to her history").click()
    expect(lock(page)).to_be_visible()
    unlock(page, PASSWORDS["nurse"])

    rows = page.get_by_role("table", name="Her pregnancies").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("8+3")
    expect(lock(page)).to_be_hidden()


def test_the_board_renews_itself_and_still_locks(screen, clinic):
    page = screen("nurse")
    settled(page)
    nobody_was_there(clinic, "nurse", minutes=14)
    for _ in range(2):
        with page.expect_response(lambda answer: answer.ok):
            page.clock.run_for(31_000)
        page.wait_for_timeout(500)  # the board is drawn and begins to wait again
    assert minutes_idle(clinic, "nurse") > 14
    nobody_was_there(clinic, "nurse", minutes=15)
    page.clock.run_for(31_000)

    expect(lock(page)).to_be_visible()


def test_a_page_opened_in_a_locked_session_asks_and_leads_on(screen, clinic):
    page = screen("clinician")
    nobody_was_there(clinic, "clinician", minutes=16)
    page.goto("/search/?q=Sample-Locked")
    expect(page.get_by_role("heading", name="This screen is locked")).to_be_visible()
    look(page, "locked-page", everywhere=True)
    page.get_by_label("Your password").fill(PASSWORDS["clinician"])
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("cell", name="Ila Sample-Locked")).to_be_visible()


def test_a_shared_desk_locks_after_five_minutes(screen, clinic):
    page = screen("reception")
    page.get_by_role("button", name=re.compile("Signed in as")).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Username or e-mail").fill("reception")
    page.get_by_label("Password", exact=True).fill(PASSWORDS["reception"])
    page.get_by_label("This is a shared desk").check()
    look(page, "sign-in-shared", everywhere=True)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    nobody_was_there(clinic, "reception", minutes=6)
    page.clock.fast_forward("05:05")

    expect(lock(page)).to_be_visible()
