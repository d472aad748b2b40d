"""More than a hundred attacks in every text of the clinic, and not one becomes a page.

Every column that holds words of a person says every payload at once; one page of every
kind is opened. Parsed, no element and no attribute comes from a payload; in a real
browser nothing runs and the page's policy has nothing to refuse.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.browser import launch_options
from tests.house.repository import ROOT, root_packages
from tests.security.hostile_clinic import (
    LEAVES,
    MARK,
    POLICY,
    Seen,
    attack,
    beginnings,
    name_of,
    open_clinic,
    text_fields,
    walk,
)
from tests.security.payloads import ADDRESSES, BREAKOUTS, CANARY, PAYLOADS

pytestmark = pytest.mark.django_db
READERS = ("clinician", "reception", "manager", "privacy", "administrator")
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
HOUSE = "http://clinic.test"
# An address that would run comes first, for the places where a link is written.
WORDS = " ".join([ADDRESSES[0], *PAYLOADS])
# Every tag of a page stands in a template or in a module that draws; a few are implied.
WRITTEN = [
    *(ROOT / "templates").rglob("*.html"),
    *(path for package in root_packages() for path in (ROOT / package).rglob("*.py")),
]
OURS = {"html", "head", "body", "tbody", "option", "select", "input", "textarea"} | {
    tag
    for path in WRITTEN
    for tag in re.findall(r"<([a-z][a-z0-9]*)[ >/{]", path.read_text())
}
NEVER = {"img", "style", "object", "embed", "base", "template", "math", "video"}
PLAIN = {"src", "alt", "class", "width", "height"}
CODE = "data:image/svg+xml;base64,"
MAY_SHOW_WORDS = {"value", "title", "aria-label", "alt", "placeholder", "content", "label"}
RUNNING = re.compile(r"\s*(javascript|data|vbscript|file):|//", re.IGNORECASE)
LEADING = {"href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href", "data"}


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker) -> list[Seen]:
    """What four readers saw of the attacked clinic; afterwards nothing of it is left."""
    pages: list[Seen] = []
    house = override_settings(SECOND_FACTOR_REQUIRED=False, PASSWORD_HASHERS=QUICK)
    with house, django_db_blocker.unblock(), transaction.atomic():
        open_clinic()
        attack(WORDS, of_catalogues=" ".join(BREAKOUTS))
        begin, kinds = [*beginnings(), *asked(WORDS)], set()
        for reader in READERS:
            pages += walk(reader, begin=begin, kinds=kinds)
            begin = ["/", "/settings/"]
        transaction.set_rollback(True)
    return pages


def asked(text: str) -> list[str]:
    """Attacks in the address itself, where a page says again what was asked for."""
    words = quote(text[:1500])
    return [
        f"/search/?q={words}",
        f"/couples/register/?name={words}",
        f"/couples/register/?phone={words}",
        f"/calendar/?on={words}",
        f"/donors/?q={words}",
        f"/appointments/book/?q={words}",
        f"/sessions/?on={words}",
        f"/exports/?on={words}",
    ]


def test_no_element_and_no_attribute_comes_from_a_payload(seen):
    assert len({page.address.split("?")[0] for page in seen}) >= 40
    found = [
        f"{page.address}: {fault}"
        for page in seen
        if CANARY in page.html and not page.is_part
        for fault in dict.fromkeys(faults_in(page.html))
    ]
    assert found == []


def faults_in(html: str) -> Iterator[str]:
    """What of a page could only have come from somebody's words."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    for element in page.iter():
        if not isinstance(element.tag, str):
            if CANARY in (element.text or ""):
                yield "a comment with words of a person"
            continue
        tag = element.tag.rpartition("}")[2].lower()
        if tag not in OURS or (tag in NEVER and not _is_code(element)):
            yield f"<{tag}>"
        if tag == "script" and not _is_harmless(element):
            yield "a script in the page"
        for name, value in element.attrib.items():
            yield from _faults_of(tag, str(name).lower(), value)


def _is_code(element) -> bool:
    """The code a telephone reads to set up an authenticator app, drawn by the house."""
    drawn = element.attrib.get("src", "").startswith(CODE)
    return element.tag == "img" and drawn and set(element.attrib) <= PLAIN


def _is_harmless(script) -> bool:
    """A file of the house, or data that no browser runs and no text can end."""
    text = script.text or ""
    is_data = script.attrib.get("type") == "application/json" and "<" not in text
    return is_data or (not text.strip() and script.attrib["src"].startswith("/static/"))


def _faults_of(tag: str, name: str, value: str) -> Iterator[str]:
    if name.startswith(("on", "hx-on", "data-hx", "hx-vars", "hx-ext")) or name in {
        "style", "srcdoc", "http-equiv",
    }:  # fmt: skip
        yield f"<{tag} {name}>"
    if name.startswith("hx-") and (name == "hx-swap-oob" or LEAVES in value):
        yield f"<{tag} {name}={value}>"
    if (
        name in LEADING
        and not value.startswith(CODE)
        and (RUNNING.match(value) or (CANARY in value and tag == "form"))
    ):
        yield f"<{tag} {name}={value[:30]}>"
    shown = name in MAY_SHOW_WORDS or name.startswith("data-")
    if CANARY in name or (CANARY in value and not shown and not _is_way(name, value)):
        yield f"<{tag} {name}={value[:60]}>"


def _is_way(name: str, value: str) -> bool:
    """A way of the house that carries the words along, written as in an address."""
    return (
        name in LEADING and value.startswith(("/", "?")) and not set(value) & set("<>\"' ")
    )


def test_a_page_that_forgot_to_escape_would_be_found():
    """Otherwise no finding would mean nothing."""
    blind = [
        payload
        for payload in PAYLOADS
        if re.search(r"<[a-z!]", payload, re.IGNORECASE)
        and not any(faults_in(f"<!doctype html><p>{payload}</p>"))
        and not any(faults_in(f"<!doctype html><p title='{payload}'></p>"))
        and not any(faults_in(f'<!doctype html><p title="{payload}"></p>'))
    ]
    assert blind == []


def test_every_text_field_stands_on_a_page_or_is_known_to_stand_on_none(seen):
    everything = " ".join(page.html for page in seen)
    unseen = {
        name_of(field)
        for field in text_fields()
        if MARK.format(name_of(field)) not in everything
        and not name_of(field).endswith(SELDOM_SHOWN)
    }
    assert unseen == NOT_ON_A_PAGE


# Shown only where such a row still stands (an attachment that was struck out is opened);
# how a number of a catalogue was verified.
SELDOM_SHOWN = (".void_reason", ".tag")
NOT_ON_A_PAGE = {
    # Machinery: sessions, links that invite, and what a browser refused, which is counted.
    "accounts.StaffLink.fingerprint",
    "accounts.PolicyRefusal.directive", "accounts.PolicyRefusal.page",
    "accounts.PolicyRefusal.refused", "accounts.StaffSession.browser",
    "accounts.StaffSession.session_data", "accounts.StaffSession.session_key",
    # Sums and the names of tables: nobody types them.
    "records.Seal.digest", "records.Seal.previous",
    "records.SealPart.digest", "records.SealPart.table",
    # What is typed and not saved yet comes back to its author alone; keys of the search.
    "records.Draft.form", "records.Draft.address", "records.Draft.content",
    "patients.NameWord.word", "patients.ClassAnswer.inputs_hash",
    # Sent to somebody, not shown.
    "messaging.Message.gateway_reference", "messaging.Message.subject",
    "messaging.Message.text",
    # Kept beside what is shown.
    "accounts.StaffReview.note",
    "immunology.Analyte.decision", "immunology.Analyte.notes",
    "therapy.InfusionVitals.advice_reason", "therapy.Product.brand", "therapy.Session.note",
    "patients.BrokenGlass.review_note", "patients.Restriction.lift_reason",
}  # fmt: skip

LISTEN = """
window.hits = [];
window.zx7 = () => hits.push("zx7 ran");
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => hits.push(name);
document.addEventListener("securitypolicyviolation", e =>
  hits.push("policy: " + e.violatedDirective + " " + e.blockedURI));
"""


def test_in_a_browser_nothing_runs_and_the_policy_has_nothing_to_refuse(seen):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_context().new_page()
        found = in_the_browser(page, seen)
        browser.close()
    assert found == []


def static(route: Route, path: str) -> None:
    """Programs as they are; what only looks like something is left out, for speed."""
    if path.endswith(".js"):
        route.fulfill(path=finders.find(path))
    else:
        route.fulfill(status=200, content_type="text/css", body="")


def in_the_browser(page: Page, seen: list[Seen]) -> list[str]:
    """Open each page as it was answered; what ran, was refused, or reached outside."""
    answers = {(each.address, each.is_part): each for each in seen}
    found: list[str] = []

    def answer(route: Route) -> None:
        split = urlsplit(route.request.url)
        address = f"{split.path}?{split.query}" if split.query else split.path
        is_part = "hx-request" in route.request.headers
        known = answers.get((address, is_part))
        if f"{split.scheme}://{split.netloc}" != HOUSE:
            found.append(f"reached for {route.request.url[:80]}")
            route.abort()
        elif split.path.startswith("/static/"):
            static(route, split.path.removeprefix("/static/"))
        elif known:
            headers = {"content-type": "text/html; charset=utf-8", POLICY: known.policy}
            route.fulfill(body=known.html, headers=headers)
        else:
            route.fulfill(status=204)

    page.route("**/*", answer)
    page.add_init_script(LISTEN)
    for each in seen:
        if not each.is_part and CANARY in each.html:
            page.goto(HOUSE + each.address, wait_until="load")
            expect(page.locator(".htmx-request")).to_have_count(0)
            found += [f"{each.address}: {hit}" for hit in page.evaluate("hits")]
    return found
