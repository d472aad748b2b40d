"""What is not for everybody: a restricted file, its glass, results hidden from a nurse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import look, path_of

HIDDEN = "Hidden for your role"
REASON = "She bleeds, and nobody of her team can be reached"


@pytest.fixture(scope="module")
def number(desk) -> str:
    """The number of the file that the demonstration restricts."""
    page = desk("privacy")
    page.goto("/restricted/")
    return page.locator("table a[href*='/couples/']").first.inner_text()


def test_who_oversees_restricted_files_sees_them_and_what_waits(desk, number):
    page = desk("privacy")
    page.goto("/restricted/")
    look(page, "restricted-files", everywhere=True)
    page.goto(f"/couples/{number}/restriction/")
    look(page, "restriction", everywhere=True)


def test_whoever_needs_a_restricted_file_breaks_the_glass(desk, number):
    page = desk("clinician")
    page.goto(f"/search/?q={number}")
    look(page, "glass-search", everywhere=True)
    page.get_by_role("link", name="Break the glass").click()
    expect(page.get_by_role("heading", name=f"Restricted file {number}")).to_be_visible()
    look(page, "glass", everywhere=True)
    give(page, "Urgent")
    said = page.get_by_text("Write at least 10 characters.", exact=True)
    expect(said).to_be_visible()
    look(page, "glass-refused", everywhere=True)
    give(page, REASON)
    expect(page.get_by_label(f"Broken glass of {number}")).to_be_visible()
    look(page, "glass-broken", everywhere=True)
    page.get_by_role("button", name="Close it now").click()
    expect(page.get_by_text(f"{number} is closed to you again.")).to_be_visible()


def give(page: Page, reason: str) -> None:
    page.get_by_label("Why do you need this file now?").fill(reason)
    page.get_by_role("button", name=re.compile("Break the glass for")).click()


def test_what_was_broken_is_reviewed(desk, number):
    page = desk("privacy")
    page.goto("/restricted/")
    page.get_by_role("link", name=re.compile(f"Review.*{number}")).first.click()
    look(page, "glass-review", everywhere=True)
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "glass-review-refused", everywhere=True)
    page.get_by_label("Justified", exact=True).check()
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_text(f"Reviewed: {number}.")).to_be_visible()
    look(page, "glass-reviewed", everywhere=True)


def test_a_nurse_hears_that_the_gates_passed_and_not_what_the_tests_said(desk):
    page = desk("nurse")
    page.goto("/sessions/")
    page.locator("tbody a", has_text="Open").first.click()
    gate = page.locator(".gate", has_text="Infection tests of the donor")
    expect(gate.locator("p").first).to_have_text("Passed.")
    look(page, "veiled-gates", everywhere=True)
    page.locator(".page-actions, header").get_by_role("link", name="Chart").click()
    expect(page.locator("#panels").get_by_text(HIDDEN).first).to_be_visible()
    look(page, "hidden-results", everywhere=True)


def test_a_nurse_knows_of_a_paper_that_tells_them_and_does_not_open_it(desk):
    clinician, nurse = desk("clinician"), desk("nurse")
    number = path_of(nurse).split("/")[2]
    clinician.goto(f"/couples/{number}/documents/")
    clinician.get_by_role("button", name="Issue the couple report").click()
    clinician.wait_for_url(re.compile(r"/documents/[^/]+/$"))
    expect(clinician.locator("iframe.paper")).to_be_visible()
    nurse.goto(path_of(clinician))
    expect(nurse.get_by_text(HIDDEN)).to_be_visible()
    look(nurse, "hidden-paper", everywhere=True)
