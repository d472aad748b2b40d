"""Every page of the house, opened once: exactly those about patients leave a look."""

import random
import re
import time
from dataclasses import dataclass, field

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from clinic.demo import infusions
from clinic.management.commands.seed_demo import engage_staff
from clinic.places import PLACES
from foundation.accounts.checks import doors
from foundation.accounts.freshness import PROVED_AT
from foundation.accounts.models import User
from foundation.accounts.roles import ROLES
from foundation.records.models import Look
from foundation.records.models.whose import whose_file
from immunology.models import Result
from patients.models import Couple, Merge, Person
from tests.factories import accounts

# What the other words of an address may be.
WORDS = {
    "code": "phenotype",
    "gate": "consent",
    "about": "woman",
    "who": "woman",
    "step": "start",
    "kind": "scans",
    "part": "1",
    "subject": "allergies",
    "entry": "1",
}
# Pages that are about patients though no name can be read off them: files, parts of charts.
NAMELESS = {
    "reports:document_pdf",
    "appointments:appointment_export",
    "appointments:reminder_export",
}


@dataclass
class Opened:
    """One page as it was opened: what it shows, and the looks it left."""

    name: str
    status: int
    text: str
    looks: list[Look] = field(default_factory=list)

    def names(self, couple: Couple) -> bool:
        words = (couple.number, couple.woman.name, couple.man.name)
        return any(re.search(rf"\b{re.escape(word)}\b", self.text) for word in words)


def address_of(name: str, route: str) -> str | None:
    """An address of a row that is on file; none where nothing like it is."""
    asked = set(re.findall(r"<\w+:(\w+)>", route))
    start = max((s for s in PLACES if route.startswith(s)), key=len, default="")
    if not start and asked - set(WORDS):
        return None
    kwargs = {word: WORDS[word] for word in asked & set(WORDS)}
    if start:
        words = words_of(start)
        if words is None:
            return None
        kwargs |= words
    return reverse(name, kwargs=kwargs)


def words_of(start: str) -> dict | None:
    place = PLACES[start]
    rows = place.model._base_manager.order_by("-pk")
    if place.model is Result:
        rows = rows.filter(signed_at__isnull=False, voided_at__isnull=True)
    if place.model is Merge:
        rows = rows.filter(kept_person__isnull=False)
    if place.model is Couple:
        rows = rows.filter(merged_into__isnull=True)
    for row in rows:
        words = {place.name: getattr(row, place.name)}
        if "couples/" not in start or place.model is Couple:
            return words
        if theirs := couple_of(row):
            return words | {"number": theirs.number}
    return None


def couple_of(row) -> Couple | None:
    """The couple in whose file the row is opened; none where it became another record."""
    names = ("woman", "kept_person", "person")
    person = next((getattr(row, n) for n in names if hasattr(row, n)), row)
    if person is row and not isinstance(row, Person):
        return Couple.objects.standing().filter(pk=whose_file(row)["couple_id"]).first()
    return Couple.objects.standing().filter(Q(woman=person) | Q(man=person)).first()


def reader_of(view) -> User:
    """Somebody who may open it."""
    asked = getattr(view, "required_permission", None)
    role = next(key for key, role in ROLES.items() if asked in role.permissions)
    return User.objects.filter(role=role).first() or accounts.staff(role)


def open_every_page() -> list[Opened]:
    """Open each page of the house with somebody who may."""
    opened, today = [], timezone.localdate().isoformat()
    days = {"from_on": today, "until_on": today}
    for name, route, view in doors(get_resolver().url_patterns):
        if not hasattr(view, "required_permission"):
            continue
        address = address_of(name, route)
        if address is None:  # nothing like it is on file
            continue
        client = Client()
        client.force_login(reader_of(view))
        session = client.session
        session[PROVED_AT] = time.time()
        session.save()
        before = Look.objects.count()
        answer = client.get(address, {"q": "a", **days})
        text = answer.content.decode(errors="ignore")
        looks = list(Look.objects.order_by("pk")[before:])
        opened.append(Opened(name, answer.status_code, text, looks))
    return opened


@pytest.fixture
def pages(db) -> list[Opened]:
    call_command("load_catalogues")
    call_command("seed_demo", couples=12)
    staff, couples = engage_staff(), list(Couple.objects.standing().with_people())
    rng = random.Random(7)  # noqa: S311 - no secret
    infusions.seed(staff=staff, couples=couples, on=timezone.localdate(), rng=rng)
    return open_every_page()


def concerns(look: Look, couple: Couple) -> bool:
    people = {person.pk for person in couple.people}
    return (
        look.couple_id == couple.pk
        or look.person_id in people
        or couple.pk in (look.shown or ())
    )


def names_of(couple: Couple) -> set[str]:
    return {person.name for person in couple.people}


def faults_of(page: Opened, couples: list[Couple]) -> list[str]:
    """Who is on the page without a look, and who has a look without being on it."""
    if page.name in NAMELESS:
        return [] if page.looks else [f"{page.name} left no look"]
    named = {couple for couple in couples if page.names(couple)}
    told = {each for each in couples if any(concerns(look, each) for look in page.looks)}
    # Her name stands on the pages of each couple she has been one of, and of whoever is
    # called the same: a page cannot tell whose it is.
    same = {each for each in couples for one in told if names_of(each) & names_of(one)}
    return [
        *(f"{page.name} shows {each} and no look says so" for each in named - told - same),
        *(f"{page.name} left a look at {each}, not shown" for each in told - named),
    ]


def test_exactly_the_pages_about_patients_leave_a_look(pages):
    """One walk, every fault in one list."""
    couples = list(Couple.objects.standing().with_people())
    shown = [page for page in pages if page.status == 200]

    assert [fault for page in shown for fault in faults_of(page, couples)] == []
    assert len([page for page in shown if page.looks]) >= 20
