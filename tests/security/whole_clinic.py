"""A small clinic in which every address leads to something: each kind has its row."""

import re
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from appointments.models import Appointment, Closure, Reminder, Room, WeeklyHours
from clinic.places import PLACES
from foundation.accounts.checks import doors, open_doors
from foundation.accounts.freshness import PROVED_AT
from foundation.accounts.models import User
from foundation.accounts.roles import ROLES
from immunology.models import Laboratory, Result
from interop.models import RegisterImport
from patients.choices import AttachmentKind
from patients.forms.kinds import KINDS
from patients.forms.topics import SUBJECTS
from patients.models import (
    Couple,
    Donor,
    EmbryoTransfer,
    IvfCycle,
    Merge,
    Person,
    Pregnancy,
    TreatmentConsent,
)
from patients.services import load_catalogue
from reports.choices import State
from reports.models import Document
from tests.factories import (
    accounts,
    appointments,
    immunology,
    interop,
    patients,
    reports,
    therapy,
)
from tests.uploads import pdf, picture
from therapy.choices import OverrideReason, SessionState, Stage
from therapy.models import (
    Infusion,
    InfusionLot,
    InfusionVitals,
    Session,
    SessionObservation,
)
from therapy.selectors.gates import told_before
from therapy.selectors.infusions import Wish
from therapy.services.checks import override_gate
from therapy.services.infusions import plan_for

# The other words of an address. The woman of every couple here asks for that decision.
WORDS = {
    "code": ("phenotype", "infection"),
    "step": ("check-in", "start", "give"),
    "gate": ("g_recipient_tti", "g_donor_tti"),
    "about": ("woman", "donor"),
    "who": ("woman", "man"),
    "kind": tuple(KINDS),
    "subject": tuple(SUBJECTS),
}
# The words behind one door, where it does not ask for those of a panel.
WORDS_AT = {
    "patients:workup_record": {"code": ("thyroid_function", "infection_screen")},
    "patients:policy_answer": {"code": ("required_workup",)},
    "patients:entry_asked": {
        "subject": tuple(code for code, each in SUBJECTS.items() if each.topic)
    },
}
# Which row of a kind, or behind a door, is one that fits and that many may read.
DRAFT = {"signed_at": None, "code": "phenotype"}
MEANT = {
    "WorkupStep": {"item": "thyroid_function"},
    "Attachment": {"kind": AttachmentKind.LABORATORY},
    "Panel": {"code": "phenotype"},
    "Result": {"panel__code": "phenotype", "signed_at__isnull": False},
    "immunology:panel_change": DRAFT,
    "immunology:draft_read": DRAFT,
    "immunology:panel_sign": DRAFT,
    "reports:document_pdf": {"state": State.READY},
    "patients:photo_show": {"kind": AttachmentKind.PHOTO},
}
# Rows of the clinic itself, by the beginning of their address.
HOUSE = {
    "settings/staff/<int:pk>/": User,
    "settings/hours/<int:pk>/": WeeklyHours,
    "settings/closures/<int:pk>/": Closure,
    "settings/laboratories/<int:pk>/": Laboratory,
    "settings/rooms/<int:pk>/": Room,
    "imports/<uuid:pk>/": RegisterImport,
    "donors/<uuid:pk>/": Donor,
}


@dataclass(frozen=True, slots=True)
class Door:
    """An address as it stands in the table of addresses."""

    name: str
    route: str
    permission: str

    @property
    def asked(self) -> set[str]:
        """What has to be filled in."""
        return set(re.findall(r"<\w+:(\w+)>", self.route))

    @property
    def label(self) -> str:
        return f"{self.name} /{self.route}"


def guarded_doors() -> list[Door]:
    """Each address that asks for a permission."""
    opened = open_doors()
    return [
        Door(name, route, view.required_permission)
        for name, route, view in doors(get_resolver().url_patterns)
        if name not in opened
    ]


def open_house() -> dict[str, User]:
    """The staff, one of each role and a second clinician, with rooms and catalogues."""
    staff = {role: accounts.staff(role) for role in ROLES}
    staff["colleague"] = accounts.staff("clinician", "colleague")
    load_catalogue()
    call_command("load_catalogues", verbosity=0)
    appointments.house(by=staff["manager"], clinicians=[staff["clinician"]])
    immunology.laboratory(by=staff["clinician"])
    today = timezone.localdate()
    interop.register(by=staff["manager"])
    patients.donor(by=staff["clinician"])
    closed = {"first_on": today + timedelta(days=90), "last_on": today + timedelta(days=91)}
    Closure.objects.create(written_by=staff["manager"], reason="Diwali", **closed)
    return staff


def file_of(
    couple: Couple, *, staff: dict[str, User], words: str, guarded: str = ""
) -> None:
    """Put one row of every kind on a couple's file; these words stand in every text.

    `guarded` stand instead of them in what is said of infection tests.
    """
    guarded = guarded or words
    by = staff["clinician"]
    told = patients.pregnancy(
        by=by, couple=couple, note=words, histology=words, explained=words
    )
    patients.each_part(by=by, pregnancy=told)
    cycle = patients.cycle(by=by, couple=couple, reference=words, note=words)
    patients.transfer(by=by, couple=couple, note=words, cycle=cycle)
    patients.fertility(by=by, couple=couple, note=words)
    patients.answered(by=by, couple=couple, words=words)
    patients.each_consultation(by=by, couple=couple, words=words)
    for person in couple.people:
        patients.each_entry(by=by, person=person, words=words)
        patients.asked(by=by, person=person)
    for item, text in (("thyroid_function", words), ("infection_screen", guarded)):
        patients.workup_step(by=by, couple=couple, item=item, finding=text, reason=text)
    consents(couple, by=by, words=words)
    for pages, kind in enumerate(AttachmentKind, start=1):
        said = guarded if kind is AttachmentKind.INFECTION else words
        is_photo = kind is AttachmentKind.PHOTO
        patients.attachment(
            by=by, couple=couple, kind=kind, note=said, original_name=f"{said}.pdf",
            content=picture() if is_photo else pdf(pages),
            person=couple.woman if is_photo else None,
        )  # fmt: skip
    visits(couple, staff=staff, words=words)
    results(couple, by=by, words=words, guarded=guarded)
    treatments(couple, staff=staff, words=words, guarded=guarded)
    infusions(couple, staff=staff, words=words)
    patients.taken_in(couple, by=by, reason=words)
    reports.drawn(couple=couple, by=by, note=words, pdf=f"%PDF-1.7 {words}".encode())
    reports.document(couple=couple, by=by, note=words, state=State.FAILED, reason=words)


def consents(couple: Couple, *, by: User, words: str) -> None:
    """To cells, hers and his, and hers to immunoglobulin."""
    therapy.ready(couple, by=by)
    patients.consent(
        by=by, person=couple.woman, therapy_code="IVIG_PRECONCEPTION", interpreter=words
    )


def visits(couple: Couple, *, staff: dict[str, User], words: str) -> None:
    """A visit of tomorrow, of which she is reminded."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    taken = Appointment.objects.count()
    starts_at = noon + timedelta(days=1, hours=taken)
    visit = appointments.visit(
        by=staff["clinician"], couple=couple, starts_at=starts_at, note=words
    )
    Reminder.objects.create(
        appointment=visit, person=couple.woman, channel="sms", kind="day_before",
        for_start=starts_at, due_at=timezone.now(), state="withheld",
    )  # fmt: skip


def results(couple: Couple, *, by: User, words: str, guarded: str) -> None:
    """A draft and a signed panel, and a newer screen of hers that is not clear."""
    lab = Laboratory.objects.earliest("pk")
    infected = {"hbv_dna": "48151"}
    therapy.infection(couple, of="woman", by=by, lab=lab, days_ago=2, syphilis="reactive")
    kinds = (("infection", infected, guarded), ("phenotype", None, words))
    for (code, values, text), signed in product(kinds, (False, True)):
        said = {"note": text, "method": text, "specimen": text}
        day = immunology.SAMPLED - timedelta(days=9 * signed)
        immunology.panel(
            couple, by=by, lab=lab, code=code, values=values, signed=signed,
            sampled_on=day, **said,
        )  # fmt: skip


def treatments(couple: Couple, *, staff: dict[str, User], words: str, guarded: str) -> None:
    """A session that two let begin and that was given, one under way, one planned."""
    by, today = staff["clinician"], timezone.localdate()
    planned = therapy.session(couple, by=by, note=words)
    [asks] = [told for told in told_before(planned, on=today) if told.needs_decision]
    override_gate(
        told=asks, session=planned, stage=Stage.CHECKIN, on=today, by=by,
        second=staff["colleague"], reason_code=OverrideReason.values[0],
        text=f"{guarded}: she is treated",
    )  # fmt: skip
    given = therapy.carried_out(planned, by=staff["nurse"], checker=staff["laboratory"])
    SessionObservation.objects.create(
        written_by=by, session=given, taken_at=timezone.now(), pulse=71, remark=words
    )
    Session.objects.create(
        written_by=by, couple=couple, woman=couple.woman, donor=couple.man,
        protocol=planned.protocol, planned_for=today, route="intradermal", note=words,
        cells_planned=40_000_000, state=SessionState.STARTED, started_at=timezone.now(),
        started_by=by,
    )  # fmt: skip
    therapy.session(couple, by=by, note=words)


def infusions(couple: Couple, *, staff: dict[str, User], words: str) -> None:
    """One that runs, and one that is planned for the day after."""
    by, today = staff["clinician"], timezone.localdate()
    running = plan_for(couple=couple, wish=_wish(today), by=by)
    Infusion.objects.filter(pk=running.pk).update(
        state="started", started_at=timezone.now(), started_by=by,
        checked_by=staff["nurse"], recalls_checked=True, note=words,
    )  # fmt: skip
    InfusionLot.objects.create(
        written_by=by, infusion=running, brand=words, number=words, quantity=1,
        expires_on=today + timedelta(days=300), vial_g=Decimal(25),
    )  # fmt: skip
    InfusionVitals.objects.create(
        written_by=by, infusion=running, taken_at=timezone.now(), pulse=70, remark=words,
        advice="CONTINUE", advice_reason="OK", advice_message=words, limits_version=1,
    )  # fmt: skip
    plan_for(couple=couple, wish=_wish(today + timedelta(days=1)), by=by)


def _wish(on: date) -> Wish:
    return Wish(
        protocol="IVIG_PRECONCEPTION", product="OCTAGAM10_US", planned_for=on,
        dose_mg_per_kg=Decimal(400), weight_kg=Decimal("62.5"), weighed_on=on,
        rounding="FEWEST_WITHIN_TOL", her_state="ttc",
        creatinine_mg_per_dl=Decimal("0.7"), creatinine_on=on - timedelta(days=2),
    )  # fmt: skip


def rows_of(model: type[models.Model], couple: Couple) -> models.QuerySet:
    """What of this kind is on the couple's file, the newest last."""
    whose = {
        Couple: {"pk": couple.pk},
        Person: {"pk__in": [person.pk for person in couple.people]},
        Pregnancy: {"woman": couple.woman},
        EmbryoTransfer: {"woman": couple.woman},
        IvfCycle: {"woman": couple.woman},
        TreatmentConsent: {"person__in": couple.people},
        Merge: {"kept_person": couple.woman},
        Reminder: {"appointment__couple": couple},
        Result: {"panel__couple": couple},
    }
    found = model._base_manager.filter(**whose.get(model, {"couple": couple}))
    return found.order_by("written_at" if hasattr(model, "written_at") else "pk")


def place_of(route: str) -> str:
    """The longest beginning of an address that leads to a row; nothing leads to none."""
    fitting = (start for start in (*PLACES, *HOUSE) if route.startswith(start))
    return max(fitting, key=len, default="")


def address(door: Door, couple: Couple) -> str:
    """Where a door of this couple's file is, at a row that many may read.

    Raises: LookupError where nothing on file is behind it.
    """
    rows = _rows(door, couple)
    for name, values in MEANT.items():
        if door.name == name or (name == _kind(rows) and door.name not in MEANT):
            rows = rows.filter(**values)
    if rows is not None and not rows.exists():
        raise LookupError(f"{door.label}: nothing on file is behind it.")
    row = None if rows is None else rows.last()
    return _way(door, couple, row=row, words=_words_at(door, couple)[0])


def addresses(door: Door, couple: Couple, *, below: Couple | None = None) -> list[str]:
    """Every way through a door to what is on this couple's file.

    `below` another couple, where the address names one above the row; a part of a row
    is also sought below the row of the other couple.
    """
    rows = [None] if (found := _rows(door, couple)) is None else list(found)
    if below and {"part", "entry"} & door.asked:
        rows += _rows(door, below)
    return [
        _way(door, below or couple, row=row, words=words)
        for row in rows
        for words in _words_at(door, couple)
    ]


def _words_at(door: Door, couple: Couple) -> list[dict[str, object]]:
    """What the other words of an address may be, all of them together."""
    if "part" in door.asked:
        return [
            {"kind": code, "part": part.pk}
            for code, kind in KINDS.items()
            for part in kind.model.objects.filter(pregnancy__woman=couple.woman)
        ]
    if "entry" in door.asked:
        return [
            {"subject": code, "entry": entry.pk}
            for code, subject in SUBJECTS.items()
            for entry in subject.model.objects.filter(person__in=couple.people).order_by(
                "-person"
            )
        ]
    words = WORDS | WORDS_AT.get(door.name, {})
    named = sorted(door.asked & set(words))
    every = product(*(words[word] for word in named))
    return [dict(zip(named, said, strict=True)) for said in every]


def _rows(door: Door, couple: Couple) -> models.QuerySet | None:
    start = place_of(door.route)
    if start in HOUSE:
        return HOUSE[start].objects.order_by("pk")
    return rows_of(PLACES[start].model, couple) if start else None


def _kind(rows: models.QuerySet | None) -> str:
    return "" if rows is None else rows.model.__name__


def _way(door: Door, couple: Couple, *, row: models.Model | None, words: dict) -> str:
    """The address of a row.

    Raises: LookupError when it asks for something nobody knows.
    """
    name = PLACES[start].name if (start := place_of(door.route)) in PLACES else "pk"
    known = {**words, name: getattr(row, name, None), "number": couple.number}
    if isinstance(row, Document):
        known["number"] = row.number
    if unknown := door.asked - set(known):
        raise LookupError(f"{door.label}: nothing is known that fits in {unknown}.")
    return reverse(door.name, kwargs={word: known[word] for word in door.asked})


def signed_in(user: User) -> Client:
    """A desk of somebody who has just proved who he is."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    session = client.session
    session[PROVED_AT] = time.time()
    session.save()
    return client
