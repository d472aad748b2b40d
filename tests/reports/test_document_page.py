"""The page of a document in a real browser: from waiting to the paper without a reload."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from reports import rendering
from tests.browser import launch_options
from tests.factories.reports import document, drawn, facts
from tests.stage import axe, show

SWAP = {"HX-Request": "true"}
# What decides whether a browser shows the paper inside our own page.
FRAMING = ("Content-Type", "Content-Security-Policy", "X-Frame-Options")


@contextmanager
def stage() -> Iterator[Page]:
    """A browser that is closed again before the test asks the database."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        yield chromium.new_page(viewport={"width": 1280, "height": 900})
        chromium.close()


@pytest.fixture
def signed_in(clinician):
    client = Client()
    client.force_login(clinician)
    return client


@pytest.fixture
def story(couple, clinician, signed_in):
    """The page as first seen, and the parts it asks for afterwards."""
    shown = document(couple=couple, by=clinician)
    page = signed_in.get(shown.get_absolute_url())
    waiting = signed_in.get(shown.get_absolute_url(), headers=SWAP).content.decode()
    paper = rendering.draw(facts(number=shown.number), layout=shown.layout)
    ready = drawn(couple=couple, by=clinician, pdf=paper)
    settled = signed_in.get(ready.get_absolute_url(), headers=SWAP).content.decode()
    served = signed_in.get(f"{ready.get_absolute_url()}pdf/")
    return shown, page, [waiting, waiting, settled], ready, served


def answers(parts):
    """One answer after the other; the last one again and again would be an error."""
    left = list(parts)
    return lambda route: route.fulfill(body=left.pop(0), content_type="text/html")


def path_of(url):
    return urlsplit(url).path


def test_the_paper_appears_by_itself(story):
    shown, page, parts, ready, served = story
    paper, fetched = f"{ready.get_absolute_url()}pdf/", []

    def bring(route):
        fetched.append(path_of(route.request.url))
        framing = {name: served[name] for name in FRAMING}
        route.fulfill(body=served.content, headers=framing)

    with stage() as there:
        complaints = show(
            there,
            page.content.decode(),
            headers={"Content-Security-Policy": page["Content-Security-Policy"]},
            parts={
                shown.get_absolute_url(): answers(parts),
                paper: bring,
            },
        )
        there.wait_for_selector("iframe.paper")
        expect(there.locator(".late-work")).to_have_count(0)
        # Not every Chromium can show a PDF; one that may not be framed is complained of.
        for _ in range(200):
            if not fetched:
                there.wait_for_timeout(50)
        assert fetched == [paper]
        assert axe(there) == []
    assert complaints == []


@pytest.mark.parametrize(
    "address", ["/documents/", "/documents/{document}/", "/couples/{couple}/documents/"]
)
def test_every_page_can_be_read_by_everybody(couple, clinician, signed_in, address):
    failed = {"state": "failed", "reason": "This machine lacks a library."}
    shown = document(couple=couple, by=clinician, note="For the visit", **failed)
    drawn(couple=couple, by=clinician)
    path = address.format(document=shown.number, couple=couple.number)
    html = signed_in.get(path).content.decode()
    with stage() as there:
        assert show(there, html) == []
        assert axe(there) == []
