"""In a browser: the page is covered in time, and goes on where it stood."""

import json

import pytest
from django.template import engines
from playwright.sync_api import Page, Route, expect

from tests.stage import axe, show

UNLOCK = "/account/unlock/"
PAGE = """{% extends "base.html" %}{% load ui %}
{% block title %}Asha Sample{% endblock %}{% block heading %}Asha Sample{% endblock %}
{% block content %}<section id="part">{% include part %}</section>
<div id="tick" hx-get="/tick" hx-trigger="load delay:20s, every 30s" hx-target="this"></div>
{% endblock %}"""
SWAPPED = """<form hx-post="/save" hx-target="#part" method="post" action="/save">
  <label>Word <input name="word"></label><button type="submit">Save</button></form>"""
WHOLE = """<form method="post" action="/save" novalidate>
  <label>Word <input name="word"></label><button name="go" value="1">Save</button></form>"""
ASKS = """<form id="unlock" method="post" action="/account/unlock/" novalidate
    hx-post="/account/unlock/" hx-target="#unlock" hx-swap="outerHTML">
  <label>Your password <input type="password" name="proof-password" autofocus></label>
  {refusal}<button type="submit">Unlock</button></form>"""


class Clinic:
    """Whether the session is locked, and what was asked."""

    def __init__(self) -> None:
        self.is_locked, self.is_away = False, False
        self.asked: list[tuple[str, bool]] = []
        self.saved: list[str] = []
        self.parts = {UNLOCK: self.unlock, "/save": self.save, "/tick": self.tick}

    def unlock(self, route: Route) -> None:
        asks = route.request
        by_itself = asks.headers.get("x-by-itself") == "yes"
        if self.is_away:
            route.abort()
            return
        self.asked.append((asks.method, by_itself))
        told = asks.post_data or ""
        if self.is_locked and "proof-password=right" in told:
            self.is_locked = False
            unlocked = json.dumps({"clinic:unlocked": {"left": 900}})
            route.fulfill(status=204, headers={"HX-Trigger": unlocked})
        elif self.is_locked:
            words = "<p>That is not your password.</p>" if "proof" in told else ""
            status = 422 if asks.method == "POST" else 200
            route.fulfill(status=status, body=ASKS.format(refusal=words))
        else:
            route.fulfill(status=204, headers={"Locks-In": "900"})

    def save(self, route: Route) -> None:
        if self.is_locked:
            route.fulfill(status=423, body="Locked.")
        else:
            self.saved.append(route.request.post_data)
            route.fulfill(body="<p>Saved</p>", headers={"content-type": "text/html"})

    def tick(self, route: Route) -> None:
        self.asked.append(("tick", route.request.headers.get("x-by-itself") == "yes"))
        route.fulfill(body="tick")


@pytest.fixture
def opened(stage: Page, ask):
    """A page of somebody who has fifteen minutes; a clock that goes only when told."""

    def opened(part: str = SWAPPED) -> Clinic:
        stage.clock.install()
        clinic, request = Clinic(), ask()
        request.locks_in = 900
        template = engines["django"].from_string(part)
        page = engines["django"].from_string(PAGE)
        html = page.render({"messages": [], "part": template}, request)
        show(stage, html, parts=clinic.parts)
        return clinic

    return opened


def lock(page: Page):
    return page.get_by_role("dialog", name="This screen is locked")


def answer(page: Page, password: str) -> None:
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Unlock").click()


def test_the_page_is_covered_when_the_time_is_over(opened, stage):
    clinic = opened()
    clinic.is_locked = True
    stage.clock.run_for(899_000)
    expect(lock(stage)).to_be_hidden()
    stage.clock.run_for(2_000)
    expect(lock(stage)).to_be_visible()

    expect(stage.get_by_label("Your password")).to_be_focused()
    expect(stage.locator("h1")).to_be_hidden()
    assert stage.title() == "Locked · Decidua"
    assert ("GET", True) in clinic.asked
    assert axe(stage) == []


def test_a_page_whose_session_is_used_elsewhere_is_uncovered_again(opened, stage):
    opened()
    stage.clock.run_for(901_000)

    expect(lock(stage)).to_be_hidden()
    assert stage.title() == "Asha Sample · Decidua"


def test_it_is_covered_also_while_the_line_is_dead(opened, stage):
    clinic = opened()
    clinic.is_locked = clinic.is_away = True
    stage.clock.run_for(901_000)
    expect(lock(stage)).to_contain_text("One moment")
    clinic.is_away = False
    stage.clock.run_for(6_000)

    expect(stage.get_by_label("Your password")).to_be_visible()


def test_escape_and_the_tab_key_lead_nowhere_else(opened, stage):
    clinic = opened()
    clinic.is_locked = True
    stage.clock.run_for(901_000)
    for key in ("Escape", "Escape", "Tab", "Tab", "Tab", "Tab"):
        stage.keyboard.press(key)
    expect(lock(stage)).to_be_visible()

    inside = "!document.querySelector('.shell').contains(document.activeElement)"
    assert stage.evaluate(inside)


def test_a_wrong_password_is_said_and_the_right_one_goes_on(opened, stage):
    clinic = opened()
    stage.get_by_label("Word").fill("typed")
    clinic.is_locked = True
    stage.clock.run_for(901_000)
    answer(stage, "wrong")
    expect(lock(stage)).to_contain_text("That is not your password.")
    answer(stage, "right")
    expect(lock(stage)).to_be_hidden()

    expect(stage.get_by_label("Word")).to_have_value("typed")
    assert stage.title() == "Asha Sample · Decidua"
    assert clinic.saved == []


@pytest.mark.parametrize("part", [SWAPPED, WHOLE], ids=["a part", "a whole page"])
def test_a_form_sent_too_late_is_sent_again_by_itself(opened, stage, part):
    clinic = opened(part)
    stage.get_by_label("Word").fill("typed")
    clinic.is_locked = True
    # The computer slept: the time is over, and no clock has told the page.
    stage.clock.set_system_time("2099-01-01T00:00:00Z")
    stage.get_by_role("button", name="Save").click()
    expect(lock(stage)).to_be_visible()
    assert clinic.saved == []
    answer(stage, "right")
    expect(stage.get_by_text("Saved")).to_be_visible()

    assert ["word=typed" in each for each in clinic.saved] == [True]


def test_a_part_that_finds_the_session_locked_covers_the_page(opened, stage):
    clinic = opened()
    stage.get_by_label("Word").fill("typed")
    clinic.is_locked = True
    stage.get_by_role("button", name="Save").click()
    expect(lock(stage)).to_be_visible()
    answer(stage, "right")

    expect(stage.get_by_text("Saved")).to_be_visible()
    assert len(clinic.saved) == 1


def test_whoever_touches_the_page_is_told_of_once_a_minute(opened, stage):
    clinic = opened()
    stage.clock.run_for(61_000)
    for _ in range(5):
        stage.keyboard.press("ArrowDown")
    stage.wait_for_timeout(100)
    assert clinic.asked.count(("POST", False)) == 1
    stage.clock.run_for(61_000)
    stage.mouse.click(5, 5)
    stage.wait_for_timeout(100)

    assert clinic.asked.count(("POST", False)) == 2


def test_a_part_that_renews_itself_says_so(opened, stage):
    clinic = opened()
    for _ in range(3):
        stage.clock.run_for(20_500)
        stage.wait_for_timeout(100)

    assert clinic.asked == [("tick", True)] * 3  # as it comes, after 30 s, after a minute
