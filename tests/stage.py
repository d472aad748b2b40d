"""Rendered HTML on a real browser's page, without a server; and what axe says about it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser import launch_options

AXE = settings.NODE / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ADDRESS = "http://clinic.test"
HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module, closed before others ask the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def stage(chromium: Browser) -> Iterator[Page]:
    """An empty page; `show` puts rendered HTML and our static files on it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def show(
    page: Page,
    html: str,
    *,
    headers: dict[str, str] | None = None,
    parts: Mapping[str, Callable[[Route], None]] = MappingProxyType({}),
) -> list[str]:
    """Open the HTML as a page of the clinic; the list gathers the browser's complaints.

    `parts` answers what the page asks for by itself, keyed by path.
    """
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    static = f"/{settings.STATIC_URL.strip('/')}/"

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in parts:
            parts[path](route)
        elif not path.startswith(static):
            route.fulfill(body=html, headers={**HTML, **(headers or {})})
        elif found := finders.find(path.removeprefix(static)):
            route.fulfill(path=found)
        else:
            complaints.append(f"There is no static file {path}.")
            route.fulfill(status=404)

    page.route(f"{ADDRESS}/**", answer)
    page.goto(ADDRESS, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("document.hasFocus()")  # before that a key goes elsewhere
    return complaints


def axe(page: Page) -> list[str]:
    """Ask axe-core about the page as it stands; each violation is one line."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{violation['id']}: {node['html'][:160]} ({' '.join(map(str, node['target']))})"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
