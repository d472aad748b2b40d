"""Another couple's ids, sent wherever an id can be sent: nothing of theirs comes back.

One couple's file is open to the readers here, the other's is closed to them. Every
address of the closed file is tried at every row it has; each row below the address of the
other couple; every id that a form or a query can carry is replaced by one of the closed
file. The list follows the addresses and the forms of the house, so it grows with them.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import product
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit
from uuid import uuid4

import pytest
from django import forms
from django.db import transaction
from django.db.models import Model
from django.test import Client, override_settings

from clinic.places import PLACES
from foundation.accounts import freshness
from foundation.accounts.roles import ROLES
from foundation.records.models import Draft
from patients.models import Couple
from tests.factories import patients
from tests.security.marked_rows import Marked, keys_now, set_apart
from tests.security.test_guarded_values import text_of
from tests.security.test_odd_requests import Form, forms_on
from tests.security.whole_clinic import (
    Door,
    addresses,
    file_of,
    guarded_doors,
    open_house,
    place_of,
    signed_in,
)

pytestmark = pytest.mark.django_db
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PART = {"HX-Request": "true"}
# To the privacy officer every file is open; the rest of them reads no file.
READERS = ("clinician", "manager", "laboratory", "nurse", "reception")
BREAK_IT = {"nurse", "clinician", "laboratory"}
# Whoever may break the glass is led to it: to the number that was asked for.
TO_THE_GLASS = {"couple_chart", "patients:glass_break"}
NOTHING_THERE, REFUSED = {404}, {400, 404, 405, 422}
DRAFTS = "/account/drafts/"
LOOKS_LIKE_AN_ID = re.compile(r"[0-9]{1,18}|[0-9a-f-]{36}|C[0-9]+[FM]?|D-[0-9-]+")
# A donor is known by a code in the whole house; tests/patients seek who it is.
OF_THE_HOUSE = {"Donor"}
REFUSALS = ("invalid_choice", "invalid_pk_value")
NO_ID = {"csrfmiddlewaretoken", "submission_key", "version"}


@dataclass
class Sweep:
    """The two files, the desks of the readers, and what was tried so far."""

    open: Couple
    closed: Couple
    rows: Marked
    desks: dict[str, Client]
    tried: set[tuple] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sums = self.rows.sums()

    def probe(self, reader: str, method: str, way: str, *, may: set[int], **sent) -> str:
        """Send it; whatever comes back must be no word of the closed file."""
        answer = getattr(self.desks[reader], method)(way, **sent)
        text = f"{answer.headers} {text_of(answer)}"
        asked = f"{unquote_plus(way)} {sent}"
        self.tried.add((reader, method, asked))
        told = self.rows.told_in(text, asked=asked)
        if told or (may and answer.status_code not in may):
            said = f"{answer.status_code} {told}"
            self.faults.append(f"{reader} {method} {asked[:200]}: {said}")
        return text

    @contextmanager
    def taken_back(self, *tried: str) -> Iterator[None]:
        """Undo what was tried; before that, the closed file is looked at."""
        with transaction.atomic():
            yield
            if self.rows.sums() != self.sums:
                self.faults.append(f"rows changed: {tried}")
            transaction.set_rollback(True)

    @cached_property
    def pages(self) -> list[tuple[str, str, str]]:
        """Every kind of page of the open file and of the house: a reader, where, what."""
        found, opened = [], set()
        for reader in READERS:
            for door in guarded_doors():
                if door.name not in opened and reader in readers_of(door):
                    opened.add(door.name)
                    found += self._opened(reader, door)
        return found

    def _opened(self, reader: str, door: Door) -> Iterator[tuple[str, str, str]]:
        for way in addresses(door, self.open) if door.asked else [f"/{door.route}"]:
            answer = self.desks[reader].get(way)
            if answer.status_code == 200 and not answer.streaming:
                yield reader, way, text_of(answer)


@pytest.fixture(autouse=True)
def proofs_last(monkeypatch):
    """The sweep may take longer than a proof of who asks is good for."""
    monkeypatch.setattr(freshness, "FRESH_S", 60 * 60)


@pytest.fixture(scope="module")
def sweep(django_db_setup, django_db_blocker) -> Iterator[Sweep]:
    house = override_settings(SECOND_FACTOR_REQUIRED=False, PASSWORD_HASHERS=QUICK)
    with house, django_db_blocker.unblock(), transaction.atomic():
        staff = open_house()
        by = staff["clinician"]
        mine = patients.couple(by=by)
        file_of(mine, staff=staff, words="Plain")
        before = keys_now()
        set_apart()
        closed = patients.couple(by=by, woman="Zqmeera Closed", man="Zqkiran Closed")
        file_of(closed, staff=staff, words="Zqplain")
        team = [staff["colleague"]]
        patients.restricted(closed, by=staff["manager"], team=team, desk_books=False)
        patients.broken(closed, by=staff["colleague"])
        rows = Marked({m: [str(k) for k in ks - before[m]] for m, ks in keys_now().items()})
        rows.mark()
        desks = {name: signed_in(staff[name]) for name in (*READERS, "colleague")}
        logging.disable()
        yield Sweep(mine, closed, rows, desks)
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def begin(sweep) -> Iterator[None]:
    """Each test counts its own; whatever it did, the closed file is as it was."""
    sweep.tried.clear()
    sweep.faults.clear()
    yield
    assert sweep.rows.sums() == sweep.sums


def readers_of(door: Door) -> list[str]:
    return [role for role in READERS if door.permission in ROLES[role].permissions]


def doors_of_files() -> list[Door]:
    """Every address that names a couple or a row of a couple's file."""
    return [
        door
        for door in guarded_doors()
        if place_of(door.route) in PLACES and readers_of(door)
    ]


def test_every_row_of_the_closed_file_says_something_of_its_own(sweep):
    """The marks are there, and somebody of its team reads them: they would be seen."""
    nothing = {m.__name__ for m, keys in sweep.rows.keys.items() if not keys}
    assert nothing <= OF_THE_HOUSE
    desk = sweep.desks["colleague"]
    ways = {way for door in doors_of_files() for way in addresses(door, sweep.closed)}
    read = {word for way in ways for word in sweep.rows.told_in(text_of(desk.get(way)))}
    assert len(read & set(sweep.rows.words.values())) >= 25
    assert {"7193", "71.3", "7 Aug 1961", sweep.closed.woman.number} <= read


def test_no_address_of_the_closed_file_gives_anything_away(sweep):
    for door in doors_of_files():
        with sweep.taken_back(door.label):
            for reader in readers_of(door):
                led = door.name in TO_THE_GLASS and reader in BREAK_IT
                may = {200, 302, 422} if led else NOTHING_THERE
                for way in addresses(door, sweep.closed):
                    sweep.probe(reader, "get", way, may=may | {405})
                    sweep.probe(reader, "get", way, may=may | {405}, headers=PART)
                    sweep.probe(reader, "post", way, may=may | {405})
    assert sweep.faults == []
    assert len(sweep.tried) >= 500, len(sweep.tried)


def test_no_row_of_the_closed_file_is_found_below_another_couple(sweep):
    """What role asks makes no difference here, so every third reader of a door tries."""
    couples = (sweep.open, sweep.closed)
    for door in doors_of_files():
        if PLACES[place_of(door.route)].name == "number" or "number" not in door.asked:
            continue
        with sweep.taken_back(door.label):
            for theirs, below in (couples, couples[::-1]):
                for reader, method in product(readers_of(door)[::3], ("get", "post")):
                    for way in addresses(door, theirs, below=below):
                        sweep.probe(reader, method, way, may=NOTHING_THERE | {405})
    assert sweep.faults == []
    assert len(sweep.tried) >= 60, len(sweep.tried)


def test_no_list_and_no_export_tells_of_the_closed_file(sweep):
    for door in guarded_doors():
        if not door.asked:
            for reader in readers_of(door):
                sweep.probe(reader, "get", f"/{door.route}", may=set())
                sweep.probe(reader, "get", f"/{door.route}", may=set(), headers=PART)
    assert sweep.faults == []


@dataclass
class Rows:
    """What answers a question: rows of which tables, and how another row is refused.

    A form may choose its rows only when it is asked: then any table is possible.
    """

    models: set[type[Model] | None] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)


def choices_of_rows() -> dict[str, Rows]:
    """Every question of the house that a row answers.

    A question of the same name that is answered by a word refuses like it.
    """
    found, waiting = defaultdict(Rows), [forms.BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        for name, asked in getattr(form, "base_fields", {}).items():
            if isinstance(asked, forms.ChoiceField):
                words = asked.error_messages
                said = [str(words[code]) for code in REFUSALS if code in words]
                found[name].refusals |= {each.partition("%")[0] for each in said}
            if isinstance(asked, forms.ModelChoiceField):
                found[name].models.add(getattr(asked.queryset, "model", None))
    return {name: rows for name, rows in found.items() if rows.models}


def test_no_form_takes_an_id_of_the_closed_file(sweep):
    rows, asked = choices_of_rows(), set()
    for reader, way, page in sweep.pages:
        for form in forms_on(page, at=way, reader=reader):
            for name in id_bearing(form, rows=rows):
                if (kind := (kind_of(form.action), name)) not in asked:
                    asked.add(kind)
                    own = rows.get(name.rpartition("-")[2])
                    send_ids(sweep, form, name, rows=own, turn=len(asked))
    assert sweep.faults == []
    names = {name for _, name in asked}
    assert names >= {"appointment", "laboratory", "person", "replaces"}
    assert len(sweep.tried) >= 200, len(sweep.tried)


def kind_of(way: str) -> str:
    """An address without its numbers: what it is for."""
    return re.sub(r"\d+|[0-9a-f-]{36}", "n", way)


def id_bearing(form: Form, *, rows: Container[str]) -> list[str]:
    """The questions of a form that are answered by the key or the number of a row."""
    return [
        name
        for name, values in form.asked.items()
        if name.rpartition("-")[2] in rows
        or (
            name not in NO_ID | form.free
            and not name.endswith("_FORMS")
            and any(LOOKS_LIKE_AN_ID.fullmatch(value) for value in values)
        )
    ]


def send_ids(sweep: Sweep, form: Form, name: str, *, rows: Rows | None, turn: int) -> None:
    """Send the form as it stands, with ids of the closed file in place of one.

    A row is refused as no choice at all: not for its day, nor for anything else it says.
    Where rows of one table are asked for, keys of that table can be taken, and others
    are only tried; elsewhere each question meets a third of all ids, in turn.
    """
    ids = like(form.asked[name], sweep.rows.ids)[turn % 3 :: 3]
    if rows and None not in rows.models:
        own = like(form.asked[name], sweep.rows.ids_of(rows.models))
        ids = [*own, *(each for each in ids[:2] if each not in own)]
    with sweep.taken_back(form.reader, form.action, name):
        for theirs in ids:
            keys = {"submission_key": str(uuid4())}
            answers = form.asked | {name: [theirs]} | keys
            page = sweep.probe(form.reader, "post", form.action, may=REFUSED, data=answers)
            if rows and not any(said in unescape(page) for said in rows.refusals):
                sweep.faults.append(f"{form.action} knows {name}={theirs}")


def like(values: list[str], ids: list[str]) -> list[str]:
    """Keys where a form offers keys, numbers where it offers numbers; else all."""
    offered = {value.isdigit() for value in values if value}
    return [theirs for theirs in ids if theirs.isdigit() in (offered or {True, False})]


def test_no_query_takes_an_id_of_the_closed_file(sweep):
    asked = set()
    for reader, way, page in sweep.pages:
        for link in re.findall(r'(?:href|hx-get|action)="(/?[^"]*\?[^"#]+)', page):
            parts = urlsplit(unescape(link))
            path, said = parts.path or urlsplit(way).path, dict(parse_qsl(parts.query))
            for name in said:
                if (kind := (kind_of(path), name)) not in asked:
                    asked.add(kind)
                    ask_ids(sweep, reader, path, name, said=said)
    assert sweep.faults == []
    assert len(sweep.tried) >= 150, len(sweep.tried)


def ask_ids(sweep: Sweep, reader: str, path: str, name: str, *, said: dict) -> None:
    """Ask with each id in place of an id; in place of a word, with a few."""
    ids = sweep.rows.ids
    if LOOKS_LIKE_AN_ID.fullmatch(said[name]):
        ids = like([said[name]], ids)
    elif name != "q":
        ids = [*ids[::9], *sweep.rows.written[:2]]
    for theirs in ids:
        sweep.probe(reader, "get", f"{path}?{urlencode(said | {name: theirs})}", may=set())


def test_no_search_finds_who_is_in_the_closed_file(sweep):
    """By name, by part of it, by telephone, by number: at most that there is a file."""
    sought = ("Zqmeera", "zqki", "Closed", sweep.closed.number, *sweep.rows.written)
    for words in sought:
        for path in ("/search/", "/appointments/book/"):
            for reader in READERS:
                page = sweep.probe(reader, "get", f"{path}?q={words}", may=set())
                assert "Zqmeera" not in page.replace(words, "")
    number = f"['{sweep.closed.number}']"
    behind_glass = [fault for fault in sweep.faults if f": 200 {number}" in fault]
    assert [fault for fault in sweep.faults if fault not in behind_glass] == []
    assert {fault.split()[0] for fault in behind_glass} <= BREAK_IT


def test_nothing_typed_comes_back_on_the_closed_file(sweep):
    """Drafts are found by an address: what is closed by now is no such place."""
    for door in doors_of_files():
        reader = readers_of(door)[0]
        way = addresses(door, sweep.closed)[0]
        sweep.probe(reader, "get", f"{DRAFTS}?{urlencode({'at': way})}", may={200})
        typed = {"key": str(uuid4()), "address": way, "typed": '[["a", "b"]]'}
        sent = typed | {"turn": "1", "open_for": "5"}
        sweep.probe(reader, "post", f"{DRAFTS}keep/", may={204, 404}, data=sent)
    assert sweep.faults == []
    assert not Draft.objects.exists()
