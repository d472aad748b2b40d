"""Whatever is sent to any form of the clinic is answered in words, never with a fault."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

import html5lib
import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import resolve, reverse

from foundation.accounts.models import User
from tests.house.editing import changed_rows, reached_by, writes
from tests.security.hostile_clinic import beginnings, fill_clinic, walk

pytestmark = pytest.mark.django_db
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
READERS = ("clinician", "nurse", "manager", "laboratory", "privacy", "administrator")
ANSWERS = range(200, 500)
ODD = [
    "", " ", "x" * 50_000, "-1", "0", "9" * 40, "-0.0000000001", "1e400", "NaN", "Infinity",
    "\uff11\uff12", "\u0663\u0664", "1_000", "0x10", "1,2,3", "<", "<=", ">=1:", "1:0",
    "31 Feb 2026", "29/2/2025", "1 Jan 0001", "31 Dec 9999", "99999-01-01", "32/13/2026",
    "24:00", "10:60", "-10 w", "99w9d", "3-2 w", "+", "+9" * 30, "@", "a@b",
    "\U0001f4a9" * 60,
    "\u202e\u200b\ufeff", "e\u0301" * 200, "a\r\nb: c", "\t", "'", "\"; DROP TABLE x --",
    "%s%n%(x)s{0}", "[]", "{\"a\":", "../../etc/passwd", "None", "true", "\\",
    "\x7f\x1b[31m",
    "2026-11-30T05:00Z", "0001-01-01T00:00Z", "2026-11-30T05:00Z..", "1 1 1", str(uuid4()),
]  # fmt: skip
ASKED = (
    "q", "on", "by", "show", "panel", "of", "room", "at", "before", "kind", "from_on",
    "until_on", "format", "next", "page", "name", "phone", "add", "clinician", "comes",
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it goes, what it asks, what it already says."""

    action: str
    reader: str
    at: str
    asked: dict[str, list[str]] = field(default_factory=dict)
    free: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def clinic(django_db_setup, django_db_blocker) -> Iterator[dict]:
    """A clinic of the demonstration, every form of it, and every page it has."""
    house = override_settings(SECOND_FACTOR_REQUIRED=False, PASSWORD_HASHERS=QUICK)
    with house, django_db_blocker.unblock(), transaction.atomic():
        fill_clinic()
        begin, kinds, forms, pages = beginnings(), set(), {}, {}
        for reader in READERS:
            for page in walk(reader, begin=begin, kinds=kinds):
                pages.setdefault(page.address.split("?")[0], reader)
                for form in forms_on(page.html, at=page.address, reader=reader):
                    forms.setdefault(re.sub(r"\d+|[0-9a-f-]{36}", "n", form.action), form)
            begin = ["/", "/settings/"]
        clients = {reader: signed_in(reader) for reader in READERS}
        yield {"forms": list(forms.values()), "pages": pages, "clients": clients}
        transaction.set_rollback(True)


def signed_in(reader: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=reader))
    return client


def forms_on(html: str, *, at: str, reader: str) -> Iterator[Form]:
    """Every form of a page that posts, with what it would send as it stands."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    for form in page.iter("form"):
        if form.attrib.get("method", "").lower() == "post":
            asked: dict[str, list[str]] = {}
            free = set()
            for element in form.iter():
                name = element.attrib.get("name", "")
                if name and element.tag in {"input", "textarea", "select", "button"}:
                    values, is_free = answers_of(element)
                    asked.setdefault(name, []).extend(values)
                    free |= {name} if is_free else set()
            action = form.attrib.get("action") or at
            page = at.partition("?")[0]
            yield Form(action, reader, page, asked, frozenset(free))


def answers_of(element) -> tuple[list[str], bool]:
    """What a question says as it stands, or its first real choice; and if it is typed."""
    kind = element.attrib.get("type", "text")
    if element.tag == "select":
        values = [option.attrib.get("value", "") for option in element.iter("option")]
        return [value for value in values if value][:1], False
    if kind in {"radio", "checkbox"}:
        return [element.attrib.get("value", "on")], False
    is_free = element.tag == "textarea" or kind not in {"hidden", "submit", "file"}
    return [element.attrib.get("value", element.text or "")], is_free


@contextmanager
def taken_back(client: Client) -> Iterator[None]:
    """What is done here is undone; a form that signs out leaves nobody signed out."""
    kept = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = kept


def faults(client: Client, method: str, *what, **how) -> list[str]:
    """Send it, take back what it did, and tell if it was no answer."""
    try:
        with taken_back(client):
            answer = getattr(client, method)(*what, **how)
    except Exception as fault:  # what a reader would see as page 500
        return [f"{str(what)[:90]}: {type(fault).__name__}: {str(fault)[:120]}"]
    is_answer = answer.status_code in ANSWERS
    return [] if is_answer else [f"{str(what)[:90]}: {answer.status_code}"]


def keyed(answers: dict) -> dict:
    return answers | {"submission_key": str(uuid4())}


def test_every_form_answers_to_odd_words_beside_choices_that_are_right(clinic):
    """Another odd word in each question that is typed: so deep the acts are reached."""
    assert len(clinic["forms"]) >= 35
    found = []
    for form in clinic["forms"]:
        for turn in range(0, len(ODD), 15) if form.free else []:
            beside = form.asked | dealt(sorted(form.free), turn)
            client = clinic["clients"][form.reader]
            found += faults(client, "post", form.action, keyed(beside))
    assert found == []


def test_every_form_answers_to_odd_words_in_place_of_every_choice(clinic):
    found = []
    for form in clinic["forms"]:
        for turn in range(0, len(ODD), 17):
            client = clinic["clients"][form.reader]
            found += faults(client, "post", form.action, keyed(dealt(form.asked, turn)))
    assert found == []


def test_every_form_about_a_row_says_at_which_version_it_was_read(clinic):
    """Where all that a door writes is a row on file, its form carries the version."""
    silent = []
    for form in clinic["forms"]:
        path = form.action.partition("?")[0].partition("#")[0]
        door = resolve(path or form.at).func
        acts = {act for act in reached_by(door).services if writes(act)}
        if acts and all(changed_rows(act) for act in acts):
            carried = [form.asked[name] for name in form.asked if name.endswith("version")]
            silent += [form.action] if not any(map(any, carried)) else []
    assert silent == []


def dealt(names, turn: int) -> dict[str, str]:
    """Another odd word for each name; at another turn each gets another."""
    return {name: ODD[(turn + place) % len(ODD)] for place, name in enumerate(names)}


def test_every_form_answers_when_it_is_sent_empty_or_many_times_over(clinic):
    found = []
    for form in clinic["forms"]:
        client = clinic["clients"][form.reader]
        many = {name: ["1", "x", ""] for name in form.asked}
        as_it_stands = {name: values[:1] for name, values in form.asked.items() if values}
        for answers in ({}, many, as_it_stands):
            found += faults(client, "post", form.action, answers)
            found += faults(client, "post", form.action, keyed(answers))
    assert found == []


def test_every_page_answers_to_odd_questions(clinic):
    found = []
    for place, (address, reader) in enumerate(clinic["pages"].items()):
        client = clinic["clients"][reader]
        for turn in range(11 * (place % 2), len(ODD), 22):
            words = {name: odd[:500] for name, odd in dealt(ASKED, turn).items()}
            asked = urlencode(words)
            found += faults(client, "get", f"{address}?{asked}")
    assert found == []


FORM = "application/x-www-form-urlencoded"
MALFORMED = {
    "no UTF-8": (b"a=%ff%fe&b=%ed%a0%80", FORM),
    "raw bytes": (b"a=\xff\xfe\x00", FORM),
    "another alphabet": (b"a=1", f"{FORM}; charset=utf-7"),
    "an alphabet nobody knows": (b"a=1", f"{FORM}; charset=nonsense"),
    "signs alone": (b"&&&=&==&%&%z", FORM),
    "multipart without a boundary": (b"--x\r\n", "multipart/form-data"),
    "multipart cut off": (b"--x\r\nbad", "multipart/form-data; boundary=x"),
    "a long boundary": (b"", "multipart/form-data; boundary=" + "x" * 300),
    "base64 that is none": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "deep JSON": (b"[" * 100_000, "application/json"),
    "deep JSON objects": (b'{"a":' * 50_000, "application/json"),
    "JSON that is no text": (b"\xff\xfe", "application/json"),
    "a number without end": (b"1" * 10_000, "application/json"),
    "JSON of nothing": (b"null", "application/json"),
    "XML": (b"<a/>", "text/xml"),
    "of no kind": (b"a=1", ""),
    "of an unheard kind": (b"a=1", "x" * 500),
}


def a_third(every: Iterable, turn: int) -> list:
    """Every third of them, at the next turn the next: in three turns each is met.

    What reads a body or a header is one for all doors, so each door meets a third of
    what is odd and each odd thing a third of the doors.
    """
    return [*every][turn % 3 :: 3]


@pytest.mark.parametrize(("turn", "sent"), [*enumerate(MALFORMED.values())], ids=MALFORMED)
def test_every_door_answers_to_what_is_no_form(clinic, turn, sent):
    found, (body, kind) = [], sent
    for form in a_third(clinic["forms"], turn):
        client = clinic["clients"][form.reader]
        found += faults(client, "generic", "POST", form.action, body, content_type=kind)
    stranger = Client()
    for door in ("/policy-reports", reverse("account_login")):
        found += faults(stranger, "generic", "POST", door, body, content_type=kind)
    assert found == []


ODD_HEADERS = [
    {"HX-Request": "true", "HX-Target": "<script>"},
    {"HX-Request": "true", "HX-Current-URL": "javascript:zx7()"},
    {"Accept-Language": "x" * 5000},
    {"Accept": "\u00ff/\u00fe;q=nonsense"},
    {"User-Agent": ""},
    {"Range": "bytes=9-1"},
    {"If-Modified-Since": "yesterday"},
    {"X-Forwarded-For": "' OR 1=1, ::1%, 999.1.1.1"},
    {"Cookie": 'theme=<script>; csrf="; session=%00'},
    {"Referer": "http://[::1/"},
]


@pytest.mark.parametrize(
    ("turn", "headers"),
    [*enumerate(ODD_HEADERS)],
    ids=[" ".join(headers) for headers in ODD_HEADERS],
)
def test_every_page_answers_to_odd_headers(clinic, turn, headers):
    found = []
    for address, reader in a_third(clinic["pages"].items(), turn):
        found += faults(clinic["clients"][reader], "get", address, headers=headers)
    assert found == []
