"""Somebody is on file twice: found, compared, merged, and taken back."""

import re

from playwright.sync_api import expect

from clinic.demo.doubles import TELEPHONES
from tests.journeys.looking import look


def test_a_couple_on_file_twice_becomes_one_and_two_again(desk):
    page = desk("clinician")
    page.goto(f"/search/?q={TELEPHONES[0][3:]}")
    double = page.locator("#found tbody th a").first
    number = double.inner_text()
    double.click()
    page.get_by_role("link", name="Merge a duplicate").click()
    look(page, "merge-choose")

    page.get_by_role("link", name=re.compile(f"Compare.*{number}F")).first.click()
    expect(page.get_by_role("table", name=f"What moves from {number}F")).to_be_visible()
    look(page, "merge-preview", everywhere=True)
    page.get_by_label("How do you know they are the same?").fill("Same identity card")
    page.get_by_role("button", name=re.compile("Merge into")).click()
    expect(page.get_by_text("Please confirm this.", exact=True)).to_be_visible()
    page.get_by_label("I compared both records").check()
    page.get_by_role("button", name=re.compile("Merge into")).click()
    expect(page.get_by_text(re.compile("now one record"))).to_be_visible()
    look(page, "merge-list")

    page.get_by_role("link", name=re.compile(f"Take back.*{number}F")).click()
    look(page, "merge-undo")
    page.get_by_label("Why is the merge taken back?").fill("Two sisters after all")
    page.get_by_role("button", name="Take the merge back").click()
    expect(page.get_by_text(f"{number}F is a record of its own again.")).to_be_visible()
    page.goto(f"/search/?q={number}")
    expect(page.locator("#found tbody th a").first).to_have_text(number)
