"""A clinic of the demonstration in which every text that a person typed is an attack."""

import io
import random
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from appointments.models import Closure
from clinic.demo import infusions
from foundation.accounts.models import User
from foundation.records.models import CatalogueEntry, SealedText
from foundation.safekeeping.models import Chore
from immunology.models import Laboratory, Panel
from patients.models import BrokenGlass, Couple, Donor, Merge, PolicyAnswer, Pregnancy
from patients.services import void_attachment
from patients.services.restrictions import restrict_couple
from reports.choices import State
from reports.models import Document
from tests.factories import immunology, interop, patients
from tests.house.test_laws import our_models
from tests.uploads import pdf
from therapy.choices import OverrideReason
from therapy.models import GateCheck, GateOverride, Infusion, Session

POLICY = "Content-Security-Policy"
# Text that the clinic makes itself: nobody types it, and pages look rows up by it.
MADE = {
    "analyte", "code", "digits", "email", "evidence", "expected", "file", "gate", "gateway",
    "headings_hash", "high_as_published", "input_hash", "interval_code",
    "interval_high", "interval_low", "key", "key_id", "lab", "loinc", "low_as_published",
    "original_hash", "password",
    "path", "phase", "product_code", "protocol_code", "rule", "search_name", "seen_hash",
    "sex", "sha256", "state", "subject_id", "subject_type", "template", "therapy_code",
    "ucum", "action", "check_word", "answer",
}  # fmt: skip
MADE_HERE = {
    "patients.Person.number", "patients.Person.emergency_phone",
    "patients.Couple.number", "patients.PhoneNumber.number",
    "patients.MovedCell.table", "patients.MovedCell.row", "patients.MovedCell.column",
    "patients.PolicyAnswer.question", "patients.WorkupStep.item",
    "patients.WorkupStep.finding_kind",
    "interop.RegisterImport.kind", "interop.RegisterImport.note",
    "interop.RegisterImport.reason", "interop.ImportedRow.kind",
    "reports.Document.number", "accounts.User.username", "records.Heartbeat.name",
    "therapy.GateCheck.tag", "therapy.GateCheck.reason", "patients.Asked.fingerprint",
}  # fmt: skip
LEAVES = "/account/logout/"
PART = {"HX-Request": "true"}
MARK = "field:{}."  # behind the attack: which field a page shows


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer of the clinic: a page, or the part of one that is swapped in."""

    address: str
    status: int
    is_part: bool
    policy: str
    html: str


def text_fields() -> list[models.Field]:
    """Every field of the house that holds words of a person."""
    return [
        field
        for model in our_models()
        if model._meta.managed
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in MADE
        and f"{model._meta.label}.{field.name}" not in MADE_HERE
    ]


def fill_clinic() -> None:
    """The demonstration, with what happens seldom as well."""
    quiet, today = io.StringIO(), timezone.localdate()
    call_command("load_catalogues", stdout=quiet)
    call_command("seed_demo", couples=6, stdout=quiet)
    staff = {user.username: user for user in User.objects.all()}
    couples = list(Couple.objects.standing().together().with_people().order_by("pk"))
    rng = random.Random(7)  # noqa: S311 - no secret
    infusions.seed(staff=staff, couples=couples, on=today, rng=rng)
    _what_happens_seldom(staff, couples, today)


def open_clinic() -> None:
    """Fill the clinic, and take away what keeps attacks short or rows unchanged."""
    fill_clinic()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in {field.model._meta.db_table for field in text_fields()}:
            _drop_laws(cursor, table)
        for field in text_fields():
            table, column = field.model._meta.db_table, field.column
            kind = "text" if isinstance(field, models.TextField) else "varchar"
            cursor.execute(f'ALTER TABLE "{table}" ALTER "{column}" TYPE {kind}')
    newest = Document.objects.order_by("-pk").first()
    Document.objects.filter(pk=newest.pk).update(state=State.FAILED)


def _what_happens_seldom(staff: dict[str, User], couples: list[Couple], today) -> None:
    """A closed day, a file behind glass, an answer gone past, something struck out."""
    by, team, couple = staff["clinician"], [staff["clinician"]], couples[0]
    for pages in (1, 2):
        content = pdf(pages)
        attached = patients.attachment(by=by, couple=couple, content=content)
    for state in ("done", "failed"):
        chore = {"kind": "backup", "state": state, "reason": "x" * (state == "failed")}
        Chore.objects.create(began_at=timezone.now(), ended_at=timezone.now(), **chore)
    BrokenGlass.objects.create(
        written_by=staff["nurse"], couple=couple, reason="x" * 20, until=timezone.now()
    )
    void_attachment(attachment=attached, reason="x", by=by)
    patients.consent(by=by, person=couple.woman, interpreter="x")
    interop.undone(by=staff["manager"])
    Closure.objects.create(written_by=by, first_on=today, last_on=today, reason="x")
    for pregnancy in Pregnancy.objects.all():
        patients.each_part(by=by, pregnancy=pregnancy)
    patients.each_consultation(by=by, couple=couples[1], words="x")
    for person in couples[1].people:
        patients.each_entry(by=by, person=person, words="x")
    ended = {"ended_on": today, "ended_precision": "day", "end_reason": "other"}
    Couple.objects.filter(pk=couples[-1].pk).update(**ended, end_note="x")
    undone = {"undone_at": timezone.now(), "undone_by": by, "undo_reason": "x"}
    merge = patients.taken_in(couples[1], by=by)
    Merge.objects.filter(pk=merge.pk).update(**undone)
    immunology.panel(couples[1], by=by, lab=Laboratory.objects.earliest("pk"))
    patients.transfer(by=by, couple=couples[1], seq=99)
    patients.cycle(by=by, couple=couples[1], seq=99, reference="x", note="x")
    patients.fertility(by=by, couple=couples[1], note="x")
    patients.answered(by=by, couple=couples[1], words="x")
    patients.workup_step(by=by, couple=couples[1])
    PolicyAnswer.objects.create(
        written_by=by,
        question="tertiary_matters",
        question_edition=1,
        value=True,
        valid_from=today,
        reason="x",
    )
    restrict_couple(couple=couple, reason="x" * 20, desk_books=True, members=team, by=by)
    session = Session.objects.filter(state="given").order_by("pk").first()
    check = GateCheck.objects.filter(session=session).first()
    GateOverride.objects.create(
        written_by=by,
        check_row=check,
        reason_code=OverrideReason.values[0],
        text="x" * 60,
    )


def _drop_laws(cursor, table: str) -> None:
    """Let a row say anything: its triggers and checks go, the columns stay."""
    cursor.execute(
        "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass)"
        " FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
        " UNION SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I',"
        " conrelid::regclass, conname)"
        " FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
        [table, table],
    )
    for (law,) in cursor.fetchall():
        cursor.execute(law)


def attack(words: str, *, of_catalogues: str) -> None:
    """Let every text say these words, and which field it is.

    What the clinic loads from its catalogues is not typed; it says others, and stands on
    its pages by the hundred.
    """
    with connection.cursor() as cursor:
        for field in text_fields():
            table, column = field.model._meta.db_table, field.column
            is_loaded = issubclass(field.model, CatalogueEntry)
            said = of_catalogues if is_loaded else words
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = %s || ctid',  # noqa: S608
                [said + MARK.format(name_of(field))],
            )
    _seal(words)


def _seal(words: str) -> None:
    """Let what lies sealed say the words, too; a donor's identity is opened on a page."""
    sealed = [f for f in Donor._meta.fields if isinstance(f, SealedText)]
    for row in Donor.objects.defer(*(field.name for field in sealed)):
        for field in sealed:
            setattr(row, field.attname, words + MARK.format(name_of(field)))
        row.save()


def name_of(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def beginnings() -> list[str]:
    """The first page, and one page for each state a treatment or a panel can be in."""
    rows = (
        row
        for model in (Session, Infusion)
        for state in model.objects.values_list("state", flat=True).distinct()
        for row in model.objects.filter(state=state).order_by("pk")[:1]
    )
    panels = (Panel.objects.signed().first(), Panel.objects.unsigned().first())
    behind_glass = Couple.objects.filter(restrictions__isnull=False).earliest("pk")
    rows = (behind_glass, *panels, *rows)
    ended = Couple.objects.filter(ended_on__isnull=False).earliest("pk")
    [told] = Couple.objects.standing().filter(woman__embryo_transfers__seq=99)
    parts = "timeline pregnancies fertility transfers workup history measurements"
    parts = f"{parts} consultations merges".split()
    lists = [f"{told.get_absolute_url()}{part}/" for part in parts]
    lists.append(f"{ended.get_absolute_url()}separation/")
    return ["/", *lists, *(row.get_absolute_url() for row in rows)]


def walk(username: str, *, begin: list[str], kinds: set[str]) -> Iterator[Seen]:
    """Open one page of every kind that nobody has opened yet, and the beginnings.

    What a page loads by itself is also asked for as the part that is swapped in.
    """
    client = Client()
    client.force_login(User.objects.get(username=username))
    waiting, known, loaded = deque(begin), set(begin), set[str]()
    while waiting:
        address = waiting.popleft()
        kind = _kind(address)
        if address.startswith(LEAVES) or (kind in kinds and address not in begin):
            continue
        page = _seen(client, address, {})
        if page.status != HTTPStatus.FORBIDDEN:
            kinds.add(kind)
        yield page
        if address in loaded:
            yield _seen(client, address, PART)
        loaded.update(ways_in(page.html, at=address, by="hx-get"))
        for way in ways_in(page.html, at=address):
            if way not in known:
                known.add(way)
                waiting.append(way)


def _seen(client: Client, address: str, headers: dict[str, str]) -> Seen:
    """One answer; what is no page (a file, a sheet) shows nothing."""
    answer = client.get(address, headers=headers)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    html = answer.content.decode() if is_page else ""
    return Seen(
        address, answer.status_code, bool(headers), answer.headers.get(POLICY, ""), html
    )


def _kind(address: str) -> str:
    """The name of the page, and whether it was asked something."""
    asked = sorted(parse_qs(urlsplit(address).query))
    return f"{resolve(urlsplit(address).path).view_name} {asked}"


def ways_in(html: str, *, at: str, by: str = "href|hx-get|src") -> Iterator[str]:
    """Where one can go from a page, parts that it loads by itself included."""
    for way in re.findall(rf'\b(?:{by})="([^"]*)"', html):
        address = unescape(way).split("#")[0]
        if address.startswith("?"):
            address = urlsplit(at).path + address
        if address.startswith("/") and not address.startswith(("//", "/static/")):
            yield address
