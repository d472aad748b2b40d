"""One browser before the running clinic; each role at a desk of its own."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import launch_options
from tests.journeys.looking import PASSED, SCREENS, listen, sign_in
from tests.stack import RunningClinic

PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def clinic(running_clinic: RunningClinic) -> RunningClinic:
    return running_clinic


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys, closed before other tests ask the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(chromium: Browser, clinic: RunningClinic) -> Iterator[Callable[[str], Page]]:
    """The page of a member of staff who has signed in; the same page for a whole module."""
    width, height = SCREENS["desk"]
    pages: dict[str, Page] = {}

    def sit_down(username: str) -> Page:
        if username not in pages:
            context = chromium.new_context(
                base_url=clinic.url,
                viewport={"width": width, "height": height},
                timezone_id="Asia/Kolkata",
                reduced_motion="reduce",
                color_scheme="light",
            )
            context.set_default_timeout(PATIENCE_MS)
            pages[username] = context.new_page()
            listen(pages[username])
            sign_in(pages[username], username)
        return pages[username]

    yield sit_down
    for page in pages.values():
        page.context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if f"{os.sep}journeys{os.sep}" in str(item.path):
            item.add_marker("journey")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Let the next step of a story know how this one ended."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    return report
