"""Colleagues at work: they register, book, tell histories, issue reports, click twice."""

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from clinic.demo import SIGN_INS
from tests.chaos.browser import SIGN_IN, Answer, Browser, GaveUp
from tests.chaos.forms import Form
from tests.chaos.ledger import Kind, Ledger, Promise

PASSWORDS = {name: password for name, password, _role in SIGN_INS}
# Who works, and at what: the desk does not tell histories, a nurse issues no report.
CREW = {
    "clinician": (Kind.PREGNANCY, Kind.VISIT, Kind.DOCUMENT),
    "clinician2": (Kind.PREGNANCY, Kind.DOCUMENT, Kind.VISIT),
    "nurse": (Kind.PREGNANCY, Kind.VISIT),
    "reception": (Kind.VISIT,),
}
# How long somebody goes on asking after the last fault.
PATIENCE_S = 60
CLICKS_TWICE = 0.25
WEEKS = 12
TRIES = 4
FOUND, REFUSED = 302, 422


def family_name(mark: str) -> str:
    """A name like nobody else's, so that no two couples are taken for one."""
    rng = random.Random(mark)  # noqa: S311 - no secret
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(6))


@dataclass
class Day:
    """What the colleagues share: the door, the ledger, and whether work goes on."""

    port: int
    ledger: Ledger
    seed: int
    over: threading.Event = field(default_factory=threading.Event)
    numbers: "count[int]" = field(default_factory=count)
    ends: float = float("inf")

    def end(self) -> None:
        """Begin nothing new; what was sent is still asked after for a while."""
        self.ends = time.monotonic() + PATIENCE_S
        self.over.set()


class Colleague(threading.Thread):
    """One member of staff, who works until the day is over."""

    def __init__(self, day: Day, username: str) -> None:
        super().__init__(name=username, daemon=True)
        self.day, self.username = day, username
        self.rng = random.Random(f"{day.seed} {username}")  # noqa: S311 - no secret
        self.browser = Browser(day.port)

    def run(self) -> None:
        try:
            self.sign_in()
            while not self.day.over.is_set():
                self.see_a_couple()
        except GaveUp:
            return
        except Exception as fault:
            self.day.ledger.note(f"{self.username} stopped: {fault!r}")

    def sign_in(self) -> None:
        self.browser.sign_in(self.username, PASSWORDS[self.username], until=self.day.ends)

    def see_a_couple(self) -> None:
        """One couple from the first form to the last this colleague may send."""
        mark = f"{self.day.seed}-{next(self.day.numbers)}"
        couple = self.register(mark)
        for kind in CREW[self.username] if couple else ():
            if self.day.over.is_set():
                return
            ACTS[kind](self, couple, mark)

    def register(self, mark: str) -> str:
        """Register two people; the address of their chart, or nothing."""
        here = "/couples/register/"
        number = int(mark.partition("-")[2])
        theirs = family_name(mark)
        told = {
            "woman_name": f"Asha Trial {theirs} {mark}",
            "woman_language": "en",
            "woman_phone": f"98765{number:05d}",
            "woman_may_sms": "yes",
            "man_name": f"Rohan Trial {theirs} {mark}",
            "man_language": "en",
            "relation": "married",
        }
        return self.send(Kind.COUPLE, mark, self.form(here, here), told)

    def tell_a_pregnancy(self, couple: str, mark: str) -> None:
        form = self.form(f"{couple}pregnancies/?add=1", f"{couple}pregnancies/record/")
        told = {"outcome": "miscarriage", "ended": "2019", "note": mark, "confirmed": "on"}
        self.send(Kind.PREGNANCY, mark, form, told)

    def issue(self, couple: str, mark: str) -> None:
        form = self.form(f"{couple}documents/", f"{couple}documents/issue/")
        self.send(Kind.DOCUMENT, mark, form, {"note": mark})

    def book(self, couple: str, mark: str) -> None:
        """Reach for a free time that others may be reaching for."""
        for _try in range(TRIES):
            weeks = self.rng.choice([0, 0, self.rng.randrange(WEEKS)])
            on = date.today() + timedelta(weeks=weeks)  # noqa: DTZ011 - any day will do
            here = f"{couple}appointments/book/"
            form = self.form(f"{here}?from_on={on:%d+%b+%Y}&kind=blood_draw", here)
            slots = form.buttons.get("slot", [])
            if not slots:
                continue
            chosen = self.rng.choice(slots[:3] if self.rng.random() < 0.5 else slots)
            if self.send(Kind.VISIT, mark, form, {"slot": chosen}):
                return

    def form(self, path: str, to: str) -> Form:
        return self.browser.form(path, to=to, until=self.day.ends)

    def send(self, kind: Kind, mark: str, form: Form, told: dict[str, str]) -> str:
        """Send a form until it is answered; where the answer leads, or nothing."""
        answers = form.hidden | told
        promise = self.day.ledger.open(kind, mark, answers["submission_key"])
        answer = self.browser.insist(form.action, answers, until=self.day.ends)
        if answer.leads_to.startswith(SIGN_IN):
            self.day.ledger.note(f"{self.username} was signed out in the middle of {kind}")
            self.sign_in()
            return ""
        if answer.leads_to:
            self.day.ledger.acknowledge(promise, answer.leads_to)
            self.perhaps_click_again(promise, form.action, answers)
            return answer.leads_to
        self.refused(promise, answer)
        return ""

    def refused(self, promise: Promise, answer: Answer) -> None:
        """A time that a colleague took is refused; anything else is strange."""
        promise.fate = promise.fate.REFUSED
        if answer.status != REFUSED or promise.kind is not Kind.VISIT:
            self.day.ledger.note(f"{promise.kind} {promise.mark} got {answer.status}")

    def perhaps_click_again(
        self, promise: Promise, action: str, answers: dict[str, str]
    ) -> None:
        """The second click of a double click gets the answer of the first."""
        if self.rng.random() < CLICKS_TWICE:
            again = self.browser.insist(action, answers, until=self.day.ends)
            promise.sent_again += 1
            if (again.status, again.leads_to) != (FOUND, promise.leads_to):
                promise.other_answer = f"{again.status} {again.leads_to}"


ACTS = {
    Kind.PREGNANCY: Colleague.tell_a_pregnancy,
    Kind.VISIT: Colleague.book,
    Kind.DOCUMENT: Colleague.issue,
}
