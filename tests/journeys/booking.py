"""Free times on the screen, and a click that books one."""

import re
from datetime import datetime

from playwright.sync_api import Page

from tests.journeys.answering import answer
from tests.journeys.looking import path_of, settled

VISIT = re.compile(r"/appointments/\d+/$")


def free_times(page: Page, number: str, **wanted: str) -> set[str]:
    """Open the booking page of a couple and ask for these; when visits can begin."""
    page.goto(f"/couples/{number}/appointments/book/")
    for name, choice in wanted.items():
        answer(page, **{name: choice})
        settled(page)
    values = page.locator("button.slot").evaluate_all("all => all.map(e => e.value)")
    return {value.split("|")[0] for value in values}


def earliest(free: set[str]) -> str:
    """The first of them that has not begun: of a visit that runs nobody is reminded."""
    now = datetime.now().astimezone()
    return min(begin for begin in free if datetime.fromisoformat(begin) > now)


def click_time(page: Page, begin: str) -> None:
    page.locator(f"button.slot[value^='{begin}|']").click()


def booked(page: Page) -> str:
    """The address of the visit that was booked with this click."""
    page.wait_for_url(VISIT)
    return path_of(page)
