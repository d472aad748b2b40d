"""The grid under somebody's fingers, and the pages before axe."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser import launch_options
from tests.factories import immunology
from tests.factories.immunology import confirmed
from tests.stage import axe, show


@contextmanager
def browser() -> Iterator[Page]:
    """A page of a browser; the database is not asked while it is open."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        yield context.new_page()
        chromium.close()


@pytest.fixture
def pages(client, clinician, couple, lab):
    """Rendered pages by name, and the reading of a value, all asked for beforehand."""
    confirmed("nk_pct.02", by=clinician)
    values = {"nk_pct": "40", "cd3_pct": "72.1"}
    signed = immunology.panel(couple, by=clinician, lab=lab, values=values, signed=True)
    client.force_login(clinician)
    enter = reverse("immunology:panel_enter", args=[couple.number, "phenotype"])
    today = timezone.localdate().isoformat()
    typed = {"laboratory": lab.pk, "sampled_on": today, "reported_on": today}
    asking = {"nk_pct": "60", "cd3_pct": "72", "cd19_pct": "12,4,5"}
    answers = {
        "enter": client.get(enter),
        "refused": client.post(enter, typed | asking),
        "detail": client.get(signed.get_absolute_url()),
        "list": client.get(reverse("immunology:panel_list", args=[couple.number])),
        "unsigned": client.get(reverse("immunology:panels_unsigned")),
        "intervals": client.get(reverse("immunology:intervals_confirm")),
        "laboratories": client.get(reverse("immunology:laboratory_list")),
        "correct": client.get(
            reverse("immunology:result_correct", args=[signed.results.first().pk])
        ),
        "read": client.post(enter.replace("/enter/", "/read/"), typed | {"nk_pct": "40"}),
    }
    return {name: answer.content.decode() for name, answer in answers.items()} | {
        "read_path": enter.replace("/enter/", "/read/")
    }


def test_enter_goes_down_and_the_reading_appears_beside_the_cell(pages):
    asked = []

    def read(route) -> None:
        asked.append(route.request.post_data)
        route.fulfill(body=pages["read"], headers={"content-type": "text/html"})

    with browser() as page:
        complaints = show(page, pages["enter"], parts={pages["read_path"]: read})
        page.locator("#id_nk_pct").press_sequentially("40")
        page.keyboard.press("Enter")
        expect(page.locator("#id_nk_abs")).to_be_focused()
        expect(page.locator("#read-nk_pct")).to_contain_text("High")
        expect(page.locator("#limit-nk_pct")).to_contain_text("5.2 to 36.6 %")
        page.keyboard.press("Shift+Enter")
        expect(page.locator("#id_nk_pct")).to_be_focused()
        page.locator("[data-cell]").last.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-last-cell]")).to_be_focused()
    assert "nk_pct=40" in asked[0]
    assert "submission_key" not in asked[0]
    assert complaints == []


def test_the_first_refused_answer_is_in_focus_with_its_sentence_in_reach(pages):
    with browser() as page:
        show(page, pages["refused"])
        cell = page.locator("#id_cd19_pct")
        expect(cell).to_be_focused()
        described = page.locator(f"#{cell.get_attribute('aria-describedby')}")
        expect(described).to_contain_text("more than one decimal mark")


PAGES = (
    *("enter", "refused", "detail", "list"),
    *("unsigned", "intervals", "laboratories", "correct"),
)


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_axe_has_nothing_to_say(pages, shade):
    found = {}
    with browser() as page:
        for name in PAGES:
            html = pages[name].replace('data-theme="auto"', f'data-theme="{shade}"')
            show(page, html.replace('bs-theme="light"', f'bs-theme="{shade}"'))
            found[name] = axe(page)
            page.unroute_all()
    assert {name: said for name, said in found.items() if said} == {}
