"""Names that nobody else has go through the clinic; no log, no address, no queue has them.

One couple with such names, notes and telephones is registered, told about, booked, reminded
and given a report in the running clinic, while web and worker fail over its very rows.
"""

import base64
import binascii
import html
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import unquote, urlencode

import psycopg2
import pytest

from clinic.servers import local_urls
from tests.chaos.browser import Answer, Browser, NoAnswer
from tests.chaos.ledger import Kind, Ledger
from tests.chaos.staff import Colleague, Day
from tests.reliability.programs import wait_until
from tests.stack import RunningClinic

# It stands in both names and in every note; the telephone ends on the number.
CANARY, NUMBER = 905_118_423_307, 31_337
MARK = f"{CANARY}-{NUMBER}"
SOUGHT = (str(CANARY), f"98765{NUMBER}")
REGISTER = "/couples/register/"
# A law nobody knows of: the row it refuses is quoted by the database in its answer.
LAW = "ALTER TABLE {table} ADD CONSTRAINT canary CHECK ({law}) NOT VALID"
AT_ONCE = "UPDATE appointments_reminder SET due_at = now() WHERE appointment_id = %s"
PAGES = ("", "pregnancies/", "appointments/", "documents/", "attachments/", "consents/")
FEWEST_ADDRESSES = 60


@dataclass
class Watched(Browser):
    """A browser that keeps every address it was led to or shown."""

    addresses: set[str] = field(default_factory=set)

    def ask(self, path: str, answers: dict[str, str] | None = None) -> Answer:
        answer = super().ask(path, answers)
        shown = re.findall(r'(?:href|src|action|hx-\w+)="([^"]*)"', answer.page)
        self.addresses |= {answer.leads_to, *(html.unescape(each) for each in shown)}
        return answer


@dataclass
class Walk:
    """What was left behind: the clinic's folder, and the addresses somebody saw."""

    clinic: RunningClinic
    addresses: set[str]

    def logs(self) -> dict[str, str]:
        """What every program wrote, and what stands on the screen."""
        files = [*(self.clinic.folder / "log").glob("*.log"), self.clinic.folder / "screen"]
        return {path.stem: path.read_text(errors="replace") for path in files}

    def queue(self) -> str:
        """Every command the queue ever took, with the letters of its tasks opened."""
        files = (self.clinic.folder / "valkey" / "appendonlydir").glob("*.aof")
        kept = "\n".join(path.read_text(errors="replace") for path in files)
        return kept + "\n".join(opened(kept))


def opened(kept: str) -> Iterator[str]:
    """What stands in the letters of Celery, which lie encoded."""
    for body in re.findall(r'"body": "([\w+/=]+)"', kept):
        try:
            yield base64.b64decode(body).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue


@contextmanager
def owner(clinic: RunningClinic) -> Iterator[Callable[..., None]]:
    """Say something to the clinic's database as its owner."""
    address = local_urls(clinic.folder)["OWNER_DATABASE_URL"]
    with closing(psycopg2.connect(address)) as line:
        line.autocommit = True
        yield line.cursor().execute


@contextmanager
def refused(clinic: RunningClinic, table: str, law: str) -> Iterator[None]:
    """Let the database refuse such rows for a while, with a fault that is ours."""
    with owner(clinic) as say:
        say(LAW.format(table=table, law=law))
        try:
            yield
        finally:
            say(f"ALTER TABLE {table} DROP CONSTRAINT canary")


@pytest.fixture(scope="module")
def walk(running_clinic: RunningClinic) -> Walk:
    """Everything the couple goes through."""
    day = Day(running_clinic.port, Ledger(), CANARY, numbers=count(NUMBER))
    day.ends = time.monotonic() + 120
    desk = Colleague(day, "clinician")
    desk.browser = Watched(running_clinic.port)
    desk.sign_in()
    couple = desk.register(MARK)
    desk.tell_a_pregnancy(couple, MARK)
    desk.issue(couple, MARK)
    [paper] = [each.leads_to for each in day.ledger.acknowledged(Kind.DOCUMENT)]
    unsent = f"state <> 'sent' OR address NOT LIKE '%{NUMBER}'"
    with refused(running_clinic, "messaging_message", unsent):
        visit = book_soon(desk, couple)
        with owner(running_clinic) as say:  # after closing on a Saturday it would wait
            say(AT_ONCE, [visit])
        wait_until(lambda: "IntegrityError" in log_of(running_clinic, "worker"), 60)
    fail_and_err(running_clinic, desk, couple)
    leave_half_typed(desk)
    look_around(desk.browser, couple)
    wait_until(lambda: desk.browser.ask(f"{paper}pdf/").status == 200, 60)
    assert day.ledger.strange == []
    return Walk(running_clinic, desk.browser.addresses)


def book_soon(desk: Colleague, couple: str) -> int:
    """The next free time; it is confirmed to them at once. Which visit it became."""
    here = f"{couple}appointments/book/"
    now = datetime.now(UTC)
    form = desk.form(f"{here}?from_on={now:%d+%b+%Y}&kind=blood_draw", here)
    soon = f"{now + timedelta(minutes=30):%Y-%m-%dT%H:%MZ}"
    slot = next(slot for slot in form.buttons["slot"] if slot > soon)
    booked = desk.send(Kind.VISIT, MARK, form, {"slot": slot, "note": MARK})
    return int(booked.strip("/").rpartition("/")[2])


def fail_and_err(clinic: RunningClinic, desk: Colleague, couple: str) -> None:
    """A fault of ours over their rows, forms that are refused, pages that are not there."""
    form = desk.form(REGISTER, REGISTER)
    told = form.hidden | {
        "woman_name": f"Asha {MARK}", "woman_language": "en", "man_name": f"Rohan {MARK}",
        "man_language": "en", "relation": "married",
    }  # fmt: skip
    with (
        refused(clinic, "patients_person", f"name NOT LIKE '%{CANARY}%'"),
        pytest.raises(NoAnswer, match="500"),
    ):
        desk.browser.ask(REGISTER, told)
    assert desk.browser.ask(REGISTER, told | {"woman_phone": f"{CANARY}"}).status == 422
    assert desk.browser.ask(f"{couple}pregnancies/999999/change/").status == 404


def leave_half_typed(desk: Colleague) -> None:
    """A form that the page puts away by itself."""
    form = desk.form(REGISTER, REGISTER)
    told = {
        "csrfmiddlewaretoken": form.hidden["csrfmiddlewaretoken"],
        "key": form.hidden["submission_key"],
        "address": REGISTER, "turn": "1", "open_for": "0",
        "typed": json.dumps([["woman_name", f"Asha {MARK}"]]),
    }  # fmt: skip
    assert desk.browser.ask("/account/drafts/keep/", told).status == 200


def look_around(browser: Watched, couple: str) -> None:
    """Search for them, also in vain, and open what there is of them."""
    for words in (*SOUGHT, f"Qwertz {CANARY}"):
        browser.ask(f"/search/?{urlencode({'q': words})}")
    for page in PAGES:
        assert browser.ask(f"{couple}{page}").status == 200
    for page in ("/", "/appointments/", "/reminders/"):
        browser.ask(page)


def log_of(clinic: RunningClinic, name: str) -> str:
    return (clinic.folder / "log" / f"{name}.log").read_text(errors="replace")


def found_in(text: str) -> list[str]:
    plain = unquote(text.replace("+", " "))
    return [word for word in SOUGHT if word in plain or word in plain.replace(" ", "")]


def test_no_log_names_them(walk):
    logs = walk.logs()
    assert "Internal Server Error: /couples/register/" in logs["web"]
    assert "IntegrityError" in logs["web"]
    assert "violates check constraint" in logs["postgres"]
    assert {"web", "worker", "beat", "postgres", "valkey", "screen"} <= set(logs)
    assert {name: found_in(text) for name, text in logs.items() if found_in(text)} == {}


def test_no_address_names_them(walk):
    assert len(walk.addresses) >= FEWEST_ADDRESSES
    assert f"{REGISTER}?sought" in walk.addresses
    assert [each for each in walk.addresses if found_in(each)] == []


def test_the_queue_never_heard_of_them(walk):
    queue = walk.queue()
    assert "reports.render_document" in queue
    assert '"document_id"' in queue
    assert found_in(queue) == []


def test_they_did_go_through(walk):
    """The letter to them left, and their names stand where they belong."""
    letters = (walk.clinic.folder / "messages.log").read_text()
    sent = [json.loads(line) for line in letters.splitlines() if SOUGHT[1] in line]
    assert sent
