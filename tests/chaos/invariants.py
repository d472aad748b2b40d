"""What must hold afterwards, counted in the database and in the gateway's log."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from appointments.choices import ReminderState, Status
from appointments.models import Appointment, Reminder
from foundation.messaging.choices import UNDER_WAY, State
from foundation.messaging.models import Message
from foundation.records.models import Act, AuthoredRecord, Submission
from patients.models import Couple, Pregnancy
from reports.choices import State as Paper
from reports.models import Document
from tests.chaos.ledger import Kind, Ledger, Promise

TWICE_BOOKED = """
    SELECT count(*) FROM appointments_booking a JOIN appointments_booking b
    ON a.resource = b.resource AND a.during && b.during AND a.id < b.id
    WHERE a.active AND b.active
"""


@dataclass
class Verdict:
    """What was lost or doubled, by promise; and every other sentence that must not be."""

    lost: list[Promise] = field(default_factory=list)
    doubled: list[Promise] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.broken)


def records() -> list[type[Model]]:
    """Every clinical table."""
    return [model for model in apps.get_models() if issubclass(model, AuthoredRecord)]


def is_settled() -> bool:
    """Nothing is due, on its way or being drawn any more."""
    now = timezone.now()
    waits = Message.objects.filter(state__in=UNDER_WAY)
    held = waits.filter(state=State.WAITING, not_before__gt=now)
    drawn = Document.objects.filter(state__in=[Paper.WAITING, Paper.DRAWING])
    due = Reminder.objects.due(now)
    return not (waits.exclude(pk__in=held).exists() or drawn.exists() or due.exists())


def judge(ledger: Ledger, *, since: datetime, log: Path) -> Verdict:
    """Count everything written since then, once the clinic is quiet again."""
    verdict = Verdict(broken=list(ledger.strange))
    for kind, rows_of in ROWS.items():
        _count_promises(verdict, ledger, kind, rows_of())
    verdict.broken += half_written(since)
    verdict.broken += other_answers(ledger)
    verdict.broken += bookings()
    messages = Message.objects.filter(queued_at__gte=since)
    verdict.broken += reminders(messages, log, verdict.counts)
    verdict.broken += papers(verdict.counts)
    verdict.broken += seals()
    return verdict


def _couples() -> Counter:
    names = Couple.objects.filter(woman__name__startswith="Asha Trial ")
    return Counter(name.split()[-1] for name in names.values_list("woman__name", flat=True))


def _visits() -> Counter:
    booked = Appointment.objects.filter(couple__woman__name__startswith="Asha Trial ")
    names = booked.values_list("couple__woman__name", flat=True)
    return Counter(name.split()[-1] for name in names)


ROWS = {
    Kind.COUPLE: _couples,
    Kind.PREGNANCY: lambda: Counter(Pregnancy.objects.values_list("note", flat=True)),
    Kind.VISIT: _visits,
    Kind.DOCUMENT: lambda: Counter(Document.objects.values_list("note", flat=True)),
}


def _count_promises(
    verdict: Verdict, ledger: Ledger, kind: Kind, rows: Counter[str]
) -> None:
    """An acknowledged write is there; nothing that was sent is there twice."""
    for promise in ledger.acknowledged(kind):
        if rows[promise.mark] < 1:
            verdict.lost.append(promise)
    last = {promise.mark: promise for promise in ledger.promises if promise.kind is kind}
    verdict.doubled += [promise for mark, promise in last.items() if rows[mark] > 1]


def half_written(since: datetime) -> Iterator[str]:
    """Each clinical row has its act and all its versions; each act has its row."""
    acts = Act.objects.filter(happened_at__gte=since)
    told = set(acts.values_list("subject_type", "subject_id"))
    versions = {
        model.pgh_tracked_model: model
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    for model in records():
        new = model._base_manager.filter(written_at__gte=since)
        kept = Counter(
            versions[model]
            .objects.filter(pgh_obj__in=new)
            .values_list("pgh_obj", flat=True)
        )
        for pk, version in new.values_list("pk", "version"):
            if (model._meta.label, str(pk)) not in told:
                yield f"{model._meta.label} {pk} has no act"
            if kept[pk] < version:
                yield f"{model._meta.label} {pk} lacks a version"
    for label, pk in told:
        if not apps.get_model(label)._base_manager.filter(pk=pk).exists():
            yield f"an act tells of {label} {pk}, which is not there"


def other_answers(ledger: Ledger) -> Iterator[str]:
    """The same form got the same answer, and the clinic still knows which."""
    kept = dict(Submission.objects.values_list("key", "answer"))
    answers = {str(key): answer for key, answer in kept.items()}
    for promise in ledger.acknowledged():
        if promise.other_answer:
            yield f"{promise.kind} {promise.mark} was answered {promise.other_answer}"
        if answers.get(promise.key) != promise.leads_to:
            yield f"{promise.kind} {promise.mark} is not known by its key"


def bookings() -> Iterator[str]:
    """Nobody and nothing is booked twice, and each visit takes up all it needs."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE_BOOKED)
        if twice := cursor.fetchone()[0]:
            yield f"{twice} times are booked twice"
    visits = Appointment.objects.filter(status=Status.BOOKED)
    for visit in visits.select_related("couple").prefetch_related("bookings"):
        taken = {row.resource for row in visit.bookings.all() if row.active}
        if taken != {resource.key for resource in visit.resources}:
            yield f"visit {visit.pk} does not hold what it needs"


def reminders(messages: QuerySet, log: Path, counts: dict[str, int]) -> Iterator[str]:
    """Each due reminder left once, or is on a list that somebody works through."""
    lines = log.read_bytes().splitlines() if log.exists() else []
    keys = Counter(entry["key"] for line in lines if (entry := _entry(line)))
    yield from (f"{key} was sent {n} times" for key, n in keys.items() if n > 1)
    for key in messages.filter(state=State.SENT).values_list("key", flat=True):
        if key not in keys:
            yield f"{key} is said to be sent and is not in the log"
    now = timezone.now()
    due = Reminder.objects.filter(state=ReminderState.PLANNED, due_at__lte=now)
    if waiting := due.count():
        yield f"{waiting} reminders are due and were not handed over"
    under_way = messages.filter(state__in=UNDER_WAY)
    if stuck := under_way.filter(not_before__lte=now).count():
        yield f"{stuck} messages are still on their way"
    counts["reminders sent once"] = len(keys)
    counts["reminders tried again later"] = under_way.filter(not_before__gt=now).count()
    given_up = messages.filter(state__in=[State.UNKNOWN, State.FAILED])
    counts["reminders unknown or failed, on the list of calls"] = given_up.count()


def _entry(line: bytes) -> dict | None:
    try:
        return json.loads(line)
    except ValueError:
        return None  # cut short when the disk was full: never accepted


def papers(counts: dict[str, int]) -> Iterator[str]:
    """Each document is ready and its bytes are those that were sealed, or it says why."""
    states = Counter(Document.objects.values_list("state", flat=True))
    counts["documents ready"] = states[Paper.READY]
    counts["documents that say why not"] = states[Paper.FAILED]
    if unfinished := states[Paper.WAITING] + states[Paper.DRAWING]:
        yield f"{unfinished} documents are not drawn"
    for document in Document.objects.filter(state=Paper.READY).iterator(20):
        if hashlib.sha256(bytes(document.pdf)).hexdigest() != document.sha256:
            yield f"{document.number} has other bytes than were sealed"


def seals() -> Iterator[str]:
    """The sealed log verifies, where this clinic seals it."""
    if "audit_verify" in get_commands():
        try:
            call_command("audit_verify", verbosity=0)
        except (Exception, SystemExit) as fault:
            yield f"audit_verify: {fault}"
