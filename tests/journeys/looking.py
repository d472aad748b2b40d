"""How a journey looks at a page: as a reader, as axe and as the browser's own console."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from clinic.demo import SIGN_INS
from tests.stage import axe

PASSWORDS = {username: password for username, password, _role in SIGN_INS}
SCREENS = {"desk": (1280, 900), "tablet": (820, 1180)}
# A refused form answers 422 and a locked screen 423; the browser writes both down.
REFUSED = re.compile("the server responded with a status of 42[23]")
# A question that a newer one replaces is called off; htmx writes that down too.
CALLED_OFF = ("htmx:sendAbort", "htmx:afterRequest")
UNKNOWN = "the server responded with a status of 404"

# Whether a test passed, kept with it for the fixtures that end after it.
PASSED = pytest.StashKey[bool]()

_complaints: dict[Page, list[str]] = {}


def listen(page: Page) -> None:
    """Gather what the browser complains of: errors, warnings, refused scripts."""
    heard = _complaints[page] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda line: _note(heard, line.type, line.text))


def _note(heard: list[str], kind: str, text: str) -> None:
    is_known = REFUSED.search(text) or text.startswith(CALLED_OFF)
    if kind in {"error", "warning"} and not is_known:
        heard.append(text)


def sign_in(page: Page, username: str) -> None:
    """Come in by the front door, as a role of the demonstration."""
    page.goto("/account/login/")
    page.get_by_label("Username or e-mail").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORDS[username])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def settled(page: Page) -> None:
    """Wait until every part of the page has come."""
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request, [hx-trigger=load]")).to_have_count(0)


def look(page: Page, name: str, *, everywhere: bool = False) -> None:
    """Nothing on the page may hinder a reader; nothing in the console may be wrong.

    `everywhere`: also on a tablet in the dark, where all colours and all widths differ.
    """
    settled(page)
    for screen, shade in _ways(everywhere=everywhere):
        _show(page, screen, shade)
        _keep_picture(page, f"{name}-{screen}-{shade}")
        found = _asked_of_axe(page)
        assert not found, f"{name} ({screen}, {shade}): " + "; ".join(found)
    _show(page, "desk", "light")
    heard, _complaints[page][:] = [*_complaints[page]], []
    assert not heard, f"{name}: {heard}"


def _asked_of_axe(page: Page) -> list[str]:
    """Ask axe, and take away the empty style attributes it leaves behind.

    A later swap would copy them onto new elements, which the page's policy refuses.
    """
    found = axe(page)
    page.evaluate(
        "document.querySelectorAll('[style=\"\"]').forEach(e => e.removeAttribute('style'))"
    )
    return found


def _ways(*, everywhere: bool) -> list[tuple[str, str]]:
    by_day = ("desk", "light")
    return [by_day, ("tablet", "dark")] if everywhere else [by_day]


def _show(page: Page, screen: str, shade: str) -> None:
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=shade)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", shade)


def _keep_picture(page: Page, name: str) -> None:
    if os.environ.get("JOURNEY_PICTURES"):
        keep_file(f"{name}.png", page.screenshot(full_page=True))


def keep_file(name: str, content: bytes) -> None:
    """Keep what was seen, where JOURNEY_PICTURES names a folder for it."""
    if folder := os.environ.get("JOURNEY_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_bytes(content)


def status_of(page: Page, address: str) -> int:
    """What an address answers; an unknown one is not the browser's fault."""
    answer = page.goto(address)
    assert isinstance(answer, Response), address
    heard = _complaints[page]
    heard[:] = [line for line in heard if UNKNOWN not in line]
    return answer.status


def path_of(page: Page) -> str:
    return urlsplit(page.url).path
