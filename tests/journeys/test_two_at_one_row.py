"""Two people change one record at two desks: both versions meet, nothing is dropped."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.answering import answer
from tests.journeys.looking import look, path_of, settled


@pytest.fixture(scope="module")
def history(desk) -> str:
    """The history of a couple on file, with one pregnancy."""
    page = desk("clinician")
    page.goto("/couples/register/")
    answer(page, woman_name="Lila Sample-Twice", man_name="Om Sample-Twice")
    page.get_by_role("button", name="Register the couple").click()
    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    history = f"{path_of(page)}pregnancies/"
    page.goto(history)
    form = page.locator("#pregnancies form")
    answer(form, outcome="miscarriage", ended="Mar 2019", gestation="8+3")
    form.get_by_role("button", name="Add to her history").click()
    settled(page)
    return history


def opened(page: Page, history: str):
    """The form of the one pregnancy, opened beside its table as a part of the page."""
    page.goto(history)
    page.get_by_role("link", name="Change pregnancy 1").click()
    form = page.locator("#pregnancies form")
    expect(form.get_by_role("button", name="Save the change")).to_be_visible()
    return form


def save(page: Page, form) -> None:
    form.get_by_role("button", name="Save the change").click()
    settled(page)


def test_the_second_to_save_sees_both_versions_and_chooses_by_keyboard(desk, history):
    hers, his = desk("nurse"), desk("clinician")
    slow, fast = opened(hers, history), opened(his, history)
    answer(slow, gestation="9+0", ended="Apr 2019")
    answer(fast, gestation="8+5", ended="2019", certainty="documented")
    save(his, fast)

    save(hers, slow)

    meeting = hers.locator(".meeting")
    expect(meeting.get_by_role("alert")).to_contain_text("saved this while you had it open")
    expect(meeting.locator("tbody tr")).to_have_count(3)
    expect(meeting.get_by_role("row", name="Gestation")).to_contain_text("8+5")
    expect(slow.get_by_label("Gestation", exact=True)).to_have_value("9+0")
    look(hers, "met", everywhere=True)

    mine = meeting.get_by_role("radio", name="Gestation, keep what you typed")
    expect(mine).to_be_checked()
    mine.focus()
    hers.keyboard.press("ArrowUp")
    expect(meeting.get_by_role("radio", name="Gestation, take what")).to_be_checked()
    expect(slow.get_by_label("Gestation", exact=True)).to_have_value("8+5")

    save(hers, slow)

    expect(hers.locator(".meeting")).to_have_count(0)
    row = hers.get_by_role("table", name="Her pregnancies").locator("tbody tr")
    expect(row).to_contain_text("Apr 2019")
    expect(row).to_contain_text("8+5")
    again = opened(hers, history)
    expect(again.get_by_label("Known from")).to_have_value("documented")


def test_what_is_typed_after_a_choice_is_what_is_saved(desk, history):
    hers, his = desk("nurse"), desk("clinician")
    slow, fast = opened(hers, history), opened(his, history)
    answer(slow, gestation="9+1")
    answer(fast, gestation="9+2")
    save(his, fast)
    save(hers, slow)
    theirs = hers.get_by_role("radio", name="Gestation, take what")
    theirs.check()

    slow.get_by_label("Gestation", exact=True).fill("9+3")

    expect(theirs).not_to_be_checked()
    save(hers, slow)
    row = hers.get_by_role("table", name="Her pregnancies").locator("tbody tr")
    expect(row).to_contain_text("9+3")
