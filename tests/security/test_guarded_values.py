"""What an infection test said and who a donor is, sought on every page and in every file.

A couple has infection results with words found nowhere else, and cells of a donor who is
not the partner. Whoever may not read them opens every address of the house, at every row,
as a page, as a part and with a form: not one of the words may come. For those who may,
they stand where they belong.
"""

import io
import json
import logging
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator

import pgtrigger
import pypdfium2
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from appointments.models import Appointment
from clinic.day_sheet.facts import day_sheet_facts
from foundation.accounts.roles import ROLES, Permission
from foundation.medicine.dates import ApproximateDate
from patients.models import Couple, EmbryoTransfer, Pregnancy
from reports import services as documents
from tests.factories import patients
from tests.security.whole_clinic import (
    addresses,
    file_of,
    guarded_doors,
    open_house,
    signed_in,
)
from therapy.models import Session

pytestmark = pytest.mark.django_db
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PART = {"HX-Request": "true"}
# Words and numbers of infection results: typed, read, and told by the gates.
INFECTION = ("Canaryinfection", "48151", "reactive")
DONOR = ("Canarydonor", "1988-11-29", "29 Nov 1988", "88077 88077")
NEED = {Permission.INFECTION_VIEW: INFECTION, Permission.DONOR_IDENTITY_VIEW: DONOR}
# Where each word stands for those who may read it.
STANDS = {
    "Canaryinfection": {
        "immunology:panel_detail", "immunology:panel_change", "patients:attachment_list",
        "therapy:session_detail", "patients:workup_list",
    },
    "48151": {
        "immunology:panel_detail", "immunology:panel_change", "immunology:panel_enter",
        "immunology:result_correct",
    },
    "reactive": {
        "immunology:panel_list", "immunology:panel_enter", "reports:document_pdf",
        "therapy:session_detail", "therapy:gate_override", "therapy:infusion_detail",
    },
    "Canarydonor": {"patients:donor_identity", "patients:donor_change"},
    "29 Nov 1988": {"patients:donor_identity", "patients:donor_change"},
}  # fmt: skip
# What an address is asked, so that it has something to hand over.
ASKED = {"appointments:appointment_export": "?from_on={0:%d %b %Y}&until_on={1:%d %b %Y}"}


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker) -> Iterator[dict]:
    """What each role was given at each address, as text."""
    house = override_settings(SECOND_FACTOR_REQUIRED=False, PASSWORD_HASHERS=QUICK)
    with house, django_db_blocker.unblock(), transaction.atomic():
        staff = open_house()
        couple = patients.couple(by=staff["clinician"])
        file_of(couple, staff=staff, words="Plain", guarded="Canaryinfection")
        cells_of_somebody_else(staff["clinician"])
        issued = documents.issue_couple_report(couple=couple, by=staff["clinician"])
        documents.render_document(document_id=issued.pk)
        logging.disable()
        found = {role: dict(walk(signed_in(staff[role]), couple, role)) for role in ROLES}
        logging.disable(logging.NOTSET)
        found["the day sheet"] = {"the day sheet": day_sheet(couple)}
        transaction.set_rollback(True)
    return found


def cells_of_somebody_else(by) -> None:
    """Every session has cells of a donor who is not her partner, and so on."""
    told = {
        "name": "Canarydonor Person", "born": ApproximateDate(1988, 11, 29),
        "phone": "+91 88077 88077", "sex": "M",
    }  # fmt: skip
    donor = patients.donor(by=by, **told)
    laws = ("who_and_how_never_change", "given_is_frozen")
    with pgtrigger.ignore(*(f"therapy.Session:{law}" for law in laws)):
        Session.objects.update(donor=donor.person)
    EmbryoTransfer.objects.update(egg="donor", donor=donor)
    Pregnancy.objects.update(father="donor", genetic_father=donor.person)


def walk(client: Client, couple: Couple, role: str) -> Iterator[tuple[str, str]]:
    """Each address this role may open, and all that came from it."""
    today = timezone.localdate()
    days = (today, today + timezone.timedelta(days=60))
    given: dict[str, list[str]] = defaultdict(list)
    for door in guarded_doors():
        if door.permission not in ROLES[role].permissions:
            continue
        for way in addresses(door, couple):
            asked = way + ASKED.get(door.name, "").format(*days)
            given[door.name].append(sent(client, "get", asked))
            if role not in ("clinician", "laboratory"):
                given[door.name].append(sent(client, "get", asked, headers=PART))
                given[door.name].append(sent(client, "post", asked))
    return ((name, " ".join(texts)) for name, texts in given.items())


def sent(client: Client, method: str, way: str, **how) -> str:
    """What comes back, whatever it is, as text; what it did is taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(way, **how)
        transaction.set_rollback(True)
    return f"{answer.headers} {text_of(answer)}"


def text_of(answer: HttpResponse) -> str:
    """The words of a page without its hidden keys, of a PDF, of a sheet."""
    kind = answer.headers.get("Content-Type", "")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "application/pdf" and content.startswith(b"%PDF-1.7\n%"):
        paper = pypdfium2.PdfDocument(content)
        return " ".join(page.get_textpage().get_text_range() for page in paper)
    if "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as sheet:
            return " ".join(sheet.read(name).decode() for name in sheet.namelist())
    keys = r'name="(csrfmiddlewaretoken|submission_key)" value="[^"]*"|nonce="[^"]*"'
    return re.sub(keys, "", content.decode(errors="replace"))


def day_sheet(couple: Couple) -> str:
    now = timezone.now()
    facts, _ = day_sheet_facts(
        Appointment.objects.marked_for(couple.written_by),
        couples=Couple.objects.all(),
        on=timezone.localdate(),
        at=now,
    )
    return json.dumps(facts, ensure_ascii=False)


def words_in(text: str, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if re.search(rf"(?<!\d){re.escape(word)}", text)]


@pytest.mark.parametrize("permission", NEED)
def test_who_may_not_read_it_finds_it_nowhere(seen, permission):
    blind = [r for r, its in ROLES.items() if permission not in its.permissions]
    assert len(blind) == 6
    told = [
        f"{role} at {name}: {word}"
        for role in [*blind, "the day sheet"]
        for name, text in seen[role].items()
        for word in words_in(text, NEED[permission])
    ]
    assert told == []


@pytest.mark.parametrize("role", ["clinician", "laboratory"])
def test_who_may_read_it_finds_it_where_it_belongs(seen, role):
    for word, places in STANDS.items():
        found = {name for name, text in seen[role].items() if words_in(text, (word,))}
        assert places & set(seen[role]) - found == set(), word
    assert len(seen[role]) >= 25


def test_no_paper_names_the_donor(seen):
    assert words_in(seen["clinician"]["reports:document_pdf"], DONOR) == []


def test_a_nurse_sees_every_kind_of_page_on_which_it_might_have_stood(seen):
    pages = set().union(*STANDS.values()) & set(seen["nurse"])
    assert pages == {
        "immunology:panel_detail", "immunology:panel_list", "patients:attachment_list",
        "patients:workup_list", "reports:document_pdf", "therapy:infusion_detail",
        "therapy:session_detail",
    }  # fmt: skip
    assert "Hidden for your role" in seen["nurse"]["immunology:panel_list"]
    assert "Hidden for your role" in seen["nurse"]["patients:donor_detail"]
    for name in ("therapy:session_detail", "therapy:sessions_today"):
        assert re.search(r"\bD\d{4}\b", seen["nurse"][name])
    assert "Not passed. Ask the clinician." in seen["nurse"]["therapy:session_detail"]
