"""A part that changes in place: faults are said, and nothing typed is lost."""

import pytest
from django.template import engines
from playwright.sync_api import expect

from tests.stage import ADDRESS, show

PAGE = """{% extends "base.html" %}{% load ui %}
{% block title %}Part{% endblock %}{% block heading %}Part{% endblock %}
{% block content %}<section id="part">
  <form hx-post="/part" hx-target="#part" hx-swap="outerHTML" novalidate>
    <label for="word">Word</label><input id="word" name="word">
    <button type="submit">Save</button>
  </form></section>{% endblock %}"""
LATE = '{% load ui %}{% late_work "document-7" "/late" "Drawing …" every="50ms" %}'
REFUSED = """<section id="part"><form hx-post="/part" hx-target="#part" hx-swap="outerHTML">
  <label for="other">Other</label><input id="other">
  <label for="word">Word</label><input id="word" aria-invalid="true" value="typed">
  <button type="submit">Save</button></form></section>"""
WAITING = """{% extends "base.html" %}{% load ui %}
{% block title %}Late{% endblock %}{% block heading %}Late{% endblock %}
{% block content %}{% late_work "document-7" "/late" "Drawing …" every="50ms" %}
{% endblock %}"""
MADE = '<div id="document-7">Ready</div>'


REFUSAL = "That did not work, and nothing was saved. Please try again, or reload the page."


@pytest.fixture
def rendered(ask):
    """Render a template written here, for somebody signed in."""
    return lambda source: (
        engines["django"].from_string(source).render({"messages": []}, ask())
    )


@pytest.fixture
def part(stage, rendered):
    """A page with one part; `answer` says how the server takes its form."""

    def answer(*, path: str = "/part", **kwargs):
        show(stage, rendered(PAGE.replace("/part", path)))
        stage.route(f"{ADDRESS}{path}", lambda route: route.fulfill(**kwargs))
        stage.fill("#word", "typed")
        stage.click("text=Save")
        return stage

    return answer


def test_refused_part_is_shown_with_its_first_error_in_focus(part):
    page = part(status=422, body=REFUSED)
    page.wait_for_selector("#other")
    page.wait_for_function("document.activeElement.id === 'word'", timeout=5_000)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (500, REFUSAL),
        (403, "Your role may not do this. Nothing was changed."),
    ],
)
def test_fault_of_the_server_is_said_and_the_typed_word_stays(part, status, sentence):
    page = part(status=status, body="<!doctype html><title>Fault</title>")
    expect(page.locator("#messages .notice")).to_have_text(sentence)
    expect(page.locator("#word")).to_have_value("typed")


def test_server_that_does_not_answer_is_said(stage, rendered):
    show(stage, rendered(PAGE), parts={"/part": lambda route: route.abort()})
    stage.fill("#word", "typed")
    stage.click("text=Save")
    words = stage.locator("#messages .notice").text_content()
    assert words.startswith("The clinic’s server did not answer.")
    expect(stage.locator("#word")).to_have_value("typed")


def test_part_that_asks_to_sign_in_does_not_swallow_what_was_typed(part):
    page = part(path="/account/login/", body="<!doctype html><title>Sign in</title>")
    words = page.locator("#messages .notice").text_content()
    assert words.startswith("You have been signed out")
    expect(page.locator("#word")).to_have_value("typed")


def test_whole_page_is_gone_to_not_swapped_in(part):
    body = "<!doctype html><title>Couple</title><p id=arrived>Here"
    page = part(path="/couples/", body=body, content_type="text/html")
    page.wait_for_selector("#arrived")
    assert page.url == f"{ADDRESS}/couples/"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"status": 500, "body": "Fault"}, id="a fault"),
        pytest.param({"body": "<!doctype html><title>Whole</title>"}, id="a whole page"),
    ],
)
def test_part_that_cannot_be_loaded_says_so_and_stays_on_the_page(stage, rendered, answer):
    page = PAGE.replace(
        "<form hx-post", '<p hx-get="/late" hx-trigger="load"></p><form hx-post'
    )
    show(stage, rendered(page), parts={"/late": lambda route: route.fulfill(**answer)})
    words = stage.locator("#messages .notice").text_content()
    assert words == "A part of this page could not be loaded. Please reload the page."
    expect(stage.locator("#word")).to_be_visible()


def test_late_work_asks_until_it_is_made(stage, rendered):
    asked = []

    def answer(route):
        asked.append(route.request.headers.get("hx-request"))
        route.fulfill(body=MADE if len(asked) == 3 else rendered(LATE))

    show(stage, rendered(WAITING), parts={"/late": answer})
    stage.wait_for_selector("text=Ready")
    assert asked == ["true"] * 3
