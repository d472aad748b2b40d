"""Nothing typed is lost: a killed tab, a lost line, a restarted server, a colleague."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.answering import answer, answers_in
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.looking import listen, look, path_of, settled, sign_in

TYPED = {"outcome": "miscarriage", "ended": "Mar 2022", "gestation": "8+3"}
NOTE = "Bled on the way to the clinic"
KEPT = re.compile(r"^Kept at \d\d:\d\d, not saved yet$")
DRAFTS = "**/account/drafts/**"


@pytest.fixture(scope="module")
def number(desk) -> str:
    page = desk("reception")
    page.goto("/couples/register/")
    answer(page, woman_name="Lata Sample-Unsaved", man_name="Om Sample-Unsaved")
    page.get_by_role("button", name="Register the couple").click()
    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    return path_of(page).split("/")[2]


@pytest.fixture
def tab(chromium: Browser, clinic):
    """Open a browser of its own for somebody; every one is closed at the end."""
    opened = []

    def tab(username: str) -> Page:
        context = chromium.new_context(
            base_url=clinic.url, reduced_motion="reduce", color_scheme="light"
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        listen(page)
        sign_in(page, username)
        opened.append(context)
        return page

    yield tab
    for context in opened:
        context.close()


def history(page: Page, number: str):
    """The form that adds a pregnancy."""
    page.goto(f"/couples/{number}/pregnancies/?add=1")
    settled(page)
    return page.locator("#pregnancies form[method=post]")


def state(form):
    return form.locator(".draft-state")


def type_and_leave_the_field(form, **answers) -> None:
    answer(form, **answers)
    form.locator("[name=ended]").focus()
    form.locator("[name=note]").focus()


def test_a_killed_tab_loses_nothing_and_a_colleague_is_told(tab, desk, number):
    page = tab("nurse")
    form = history(page, number)
    type_and_leave_the_field(form, **TYPED, note=NOTE)
    expect(state(form)).to_have_text(KEPT)
    stores = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    page.close()

    other = desk("clinician")
    told = history(other, number)
    answer(told, outcome="live_birth", ended="12 Jun 2020", gestation="39+0")
    told.get_by_role("button", name="Add to her history").click()
    expect(other.get_by_role("table", name="Her pregnancies")).to_be_visible()

    page = tab("nurse")
    form = history(page, number)
    notice = form.locator(".draft")
    expect(notice).to_contain_text("is back. It is not saved yet.")
    expect(notice).to_contain_text(re.compile("Pregnancy recorded, by Dr "))
    assert answers_in(form, *TYPED, "note") == {**TYPED, "note": NOTE}
    assert [word for word in (NOTE, *TYPED.values(), "Lata") if word in stores] == []
    look(page, "draft-back", everywhere=True)


def test_a_second_tab_does_not_take_what_is_being_typed_in_the_first(tab, number):
    page = tab("nurse")
    form = history(page, number)
    expect(form.locator(".draft")).to_be_visible()
    second = page.context.new_page()
    listen(second)
    beside = history(second, number)

    expect(beside.locator("[name=note]")).to_have_value("")
    expect(beside.locator(".draft")).to_have_count(0)


def test_saving_takes_the_draft_away(tab, number):
    page = tab("nurse")
    form = history(page, number)
    expect(form.locator("[name=note]")).to_have_value(NOTE)
    form.get_by_role("button", name="Add to her history").click()
    rows = page.get_by_role("table", name="Her pregnancies").locator("tbody tr")
    expect(rows).to_have_count(2)
    form = history(page, number)
    page.wait_for_load_state("networkidle")

    expect(form.locator("[name=note]")).to_have_value("")
    expect(form.locator(".draft")).to_have_count(0)


def test_a_lost_line_is_said_and_what_was_typed_is_kept_when_it_is_back(tab, number):
    page = tab("nurse")
    form = history(page, number)
    page.route(DRAFTS, lambda route: route.abort())
    type_and_leave_the_field(form, note=NOTE)
    expect(state(form)).to_contain_text("the clinic does not answer")
    page.unroute(DRAFTS)
    expect(state(form)).to_have_text(KEPT)
    page.close()

    page = tab("nurse")
    form = history(page, number)
    expect(form.locator("[name=note]")).to_have_value(NOTE)
    form.get_by_role("button", name="Drop what I typed").click()
    expect(form.locator("[name=note]")).to_have_value("")


def test_a_restart_of_the_server_loses_nothing(tab, clinic, number):
    page = tab("nurse")
    page.goto("/couples/register/")
    form = page.locator("form.registration")
    answer(form, woman_name="Tara Sample-Restart")
    form.locator("[name=man_name]").focus()
    expect(state(form)).to_have_text(KEPT)
    clinic.kill("web")
    with page.expect_response(lambda answer: "/keep/" in answer.url and answer.ok):
        answer(form, man_name="Dev Sample-Restart")
        form.locator("[name=woman_name]").focus()
    expect(state(form)).to_have_text(KEPT)
    page.reload()

    expect(form.locator("[name=woman_name]")).to_have_value("Tara Sample-Restart")
    expect(form.locator("[name=man_name]")).to_have_value("Dev Sample-Restart")
    page.get_by_role("button", name="Register the couple").click()
    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    page.goto("/couples/register/")
    page.wait_for_load_state("networkidle")
    expect(form.locator(".draft")).to_have_count(0)


def test_a_form_that_was_refused_is_still_kept(tab, number):
    page = tab("nurse")
    page.goto("/couples/register/")
    form = page.locator("form.registration")
    answer(form, woman_name="Uma Sample-Refused", woman_born="12 Mar 2090")
    page.get_by_role("button", name="Register the couple").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(state(form)).to_have_text(KEPT)
    page.close()

    page = tab("nurse")
    page.goto("/couples/register/")
    expect(form_of(page).locator("[name=woman_born]")).to_have_value("12 Mar 2090")
    form_of(page).get_by_role("button", name="Drop what I typed").click()


def form_of(page: Page):
    return page.locator("form.registration")


def test_what_the_desk_searched_for_is_not_replaced_by_what_was_left_earlier(tab):
    page = tab("reception")
    page.goto("/couples/register/")
    form = page.locator("form.registration")
    answer(form, woman_name="Left Sample-Earlier")
    form.locator("[name=woman_phone]").focus()
    expect(state(form)).to_have_text(KEPT)
    page.goto("/search/?q=98765 40977")
    page.get_by_role("link", name="Register a new couple").click()
    expect(form.get_by_role("button", name="Bring it back")).to_be_visible()
    stands = answers_in(form, "woman_name", "woman_phone")
    assert stands == {"woman_name": "", "woman_phone": "098765 40977"}
    form.get_by_role("button", name="Bring it back").click()
    assert answers_in(form, "woman_name") == {"woman_name": "Left Sample-Earlier"}
    form.get_by_role("button", name="Drop what I typed").click()
