"""Impossible entries: a sentence beside the question, nothing typed lost, nothing saved."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.answering import answer, answers_in, day, refusal_beside
from tests.journeys.looking import look, path_of, settled, status_of

NOBODY = {"woman_name": "Nobody Sample-Refused", "man_name": "Noman Sample-Refused"}


@pytest.fixture(scope="module")
def number(desk) -> str:
    """A couple on file with one pregnancy that may not be overlapped."""
    page = desk("clinician")
    page.goto("/couples/register/")
    answer(page, woman_name="Tara Sample-Input", man_name="Dev Sample-Input")
    page.get_by_role("button", name="Register the couple").click()
    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    number = path_of(page).split("/")[2]
    tell(page, number, outcome="live_birth", ended="12 Jun 2020", gestation="39+0")
    expect(told(page)).to_have_count(1)
    return number


def told(page: Page):
    return page.get_by_role("table", name="Her pregnancies").locator("tbody tr")


def tell(page: Page, number: str, **answers: str) -> None:
    page.goto(f"/couples/{number}/pregnancies/")
    form = page.locator("#pregnancies form")
    answer(form, **answers)
    form.get_by_role("button", name="Add to her history").click()
    settled(page)


def test_a_birth_in_the_future_is_refused_and_nobody_registered(desk):
    page = desk("reception")
    page.goto("/couples/register/")
    asked = {**NOBODY, "woman_born": "12 Mar 2090", "woman_native_name": "तारा"}
    answer(page, **asked)
    page.get_by_role("button", name="Register the couple").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert "future" in refusal_beside(page, "woman_born")
    assert answers_in(page, *asked) == asked
    look(page, "bad-birth")
    page.goto("/search/?q=Sample-Refused")
    expect(page.get_by_text("No couple matches.")).to_be_visible()
    page.goto("/couples/register/")
    with page.expect_response(lambda answer: "/drop/" in answer.url):
        page.get_by_role("button", name="Drop what I typed").click()


@pytest.mark.parametrize(
    ("asked", "beside", "sentence"),
    [
        pytest.param(
            {"outcome": "miscarriage", "ended": "Mar 2022", "gestation": "50w"},
            "gestation", "50", id="gestation of 50 weeks",
        ),
        pytest.param(
            {"outcome": "miscarriage", "ended": "1 Apr 2020", "gestation": "9+0"},
            "ended", "overlap", id="overlapping pregnancies",
        ),
    ],
)  # fmt: skip
def test_a_pregnancy_that_cannot_be_is_refused(desk, number, asked, beside, sentence):
    page = desk("clinician")
    tell(page, number, **asked)
    assert sentence in refusal_beside(page, beside)
    assert answers_in(page, *asked) == asked
    look(page, f"bad-{beside}")
    page.reload()
    expect(told(page)).to_have_count(1)


@pytest.mark.parametrize(
    ("cell", "report", "beside", "sentence"),
    [
        pytest.param("12,4,5", 9, "nk_pct", "12,4,5", id="two decimal marks"),
        pytest.param("12.4 mg/dL", 9, "nk_pct", "mg/dL", id="a unit it does not use"),
        pytest.param("12.4", 20, "reported_on", "sample", id="reported before the sample"),
    ],
)
def test_a_panel_that_cannot_be_is_refused(desk, number, cell, report, beside, sentence):
    page = desk("clinician")
    page.goto(f"/couples/{number}/panels/phenotype/enter/?of=woman")
    asked = {
        "method": "flow 2013805",
        "sampled_on": day(ago=12),
        "reported_on": day(ago=report),
        "nk_pct": cell,
        "cd3_pct": "72.5",
    }
    form = page.locator("#entry")
    answer(form, laboratory="Sample Immunology Laboratory", **asked)
    form.get_by_role("button", name="Save as draft").click()
    settled(page)
    assert sentence in refusal_beside(page, beside)
    assert answers_in(form, *asked) == asked
    look(page, f"bad-{beside}-{report}")
    page.goto(f"/couples/{number}/panels/")
    expect(page.locator("#panels article")).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    ["/couples/C999999/", "/couples/{number}/panels/nonsense/enter/", "/panels/99999999/",
     "/appointments/99999999/", "/sessions/99999999/", "/infusions/99999999/",
     "/documents/none/", "/couples/{number}/pregnancies/99999999/change/"],
)  # fmt: skip
def test_a_wrong_number_is_not_found(desk, number, address):
    page = desk("clinician")
    assert status_of(page, address.format(number=number)) == 404
    look(page, "not-found")


def test_a_pregnancy_of_another_couple_is_not_found(desk, number):
    page = desk("clinician")
    page.goto(f"/couples/{number}/pregnancies/")
    change = page.get_by_role("link", name="Change pregnancy 1").get_attribute("href")
    page.goto("/couples/register/")
    answer(page, woman_name="Uma Sample-Other", man_name="Ajay Sample-Other")
    page.get_by_role("button", name="Register the couple").click()
    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    foreign = path_of(page).split("/")[2]
    assert status_of(page, change.replace(number, foreign)) == 404
