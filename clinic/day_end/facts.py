"""What the day-end sheet says: figures without a name, and the newest seal of the logs."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from appointments.choices import Status
from appointments.models import Appointment
from foundation.medicine.dates import ApproximateDate
from foundation.messaging.choices import State as Sending
from foundation.messaging.models import Message
from foundation.records.models import Seal
from foundation.safekeeping.choices import Kind
from foundation.safekeeping.rules.times import AT_MOST, age_words, is_too_old
from foundation.safekeeping.selectors import last_done
from reports.choices import State as Drawing
from reports.models import Document

# A group is typed and compared at a glance.
GROUP, GROUPS_IN_A_LINE = 4, 4
UNDER_WAY = (Status.BOOKED, Status.ARRIVED, Status.IN_ROOM)

Line = dict[str, Any]


def day_end_facts(*, on: date, at: datetime) -> dict[str, Any]:
    """Gather the sheet of a day that ends; nobody is named on it."""
    local = timezone.localtime(at)
    return {
        "clinic": settings.CLINIC_NAME,
        "day": f"{on:%A} {on.day} {on:%B %Y}",
        "day_short": f"{on:%A}, {ApproximateDate.of(on)}",
        "printed": _moment(at),
        "printed_at": local.replace(microsecond=0).isoformat(),
        "figures": [*_visits(on), *_documents(on), *_messages(on), *_ages(at)],
        "seal": _seal(),
    }


def _visits(on: date) -> Iterator[Line]:
    counted = Appointment.objects.filter(**_on("starts_at", on)).aggregate(
        kept=Count("pk", filter=Q(status=Status.COMPLETED)),
        missed=Count("pk", filter=Q(status=Status.NO_SHOW)),
        cancelled=Count("pk", filter=Q(status=Status.CANCELLED)),
        left=Count("pk", filter=Q(status__in=UNDER_WAY)),
    )
    yield _line("Visits kept", counted["kept"])
    yield _line("Visits missed", counted["missed"])
    yield _line("Visits cancelled", counted["cancelled"])
    left = counted["left"]
    yield _line("Visits still open in the book", left, "close them today" if left else "")


def _documents(on: date) -> Iterator[Line]:
    issued = Document.objects.filter(**_on("written_at", on))
    failed = issued.filter(state=Drawing.FAILED).count()
    yield _line("Documents issued", issued.count())
    yield _line("of them not drawn", failed, "draw them again" if failed else "")


def _messages(on: date) -> Iterator[Line]:
    """By the time they were to leave: a message knows no other when it failed."""
    counted = Message.objects.filter(**_on("not_before", on)).aggregate(
        failed=Count("pk", filter=Q(state=Sending.FAILED)),
        unknown=Count("pk", filter=Q(state=Sending.UNKNOWN)),
    )
    for label, key in (("that failed", "failed"), ("that nobody knows of", "unknown")):
        times = counted[key]
        note = "call these people: Reminders" if times else ""
        yield _line(f"Messages {label}", times, note)


def _ages(at: datetime) -> Iterator[Line]:
    for kind, label in ((Kind.BACKUP, "Last backup"), (Kind.DRILL, "Last restore drill")):
        done, bound = last_done(kind), age_words(AT_MOST[kind])
        began = done.began_at if done else None
        late = is_too_old(kind, done_at=began, now=at)
        note = f"too old: at most {bound}" if late else ""
        yield _line(label, f"{age_words(at - began)} ago" if began else "never", note)


def _seal() -> dict[str, Any] | None:
    """The newest seal, its digest in groups of four; None where nothing is sealed yet."""
    seal = Seal.objects.order_by("-number").first()
    if seal is None:
        return None
    groups = re.findall(f".{{{GROUP}}}", seal.digest)
    starts = range(0, len(groups), GROUPS_IN_A_LINE)
    return {
        "number": str(seal.number),
        "sealed": _moment(seal.sealed_at),
        "lines": [groups[start : start + GROUPS_IN_A_LINE] for start in starts],
    }


def _line(label: str, value: object, note: str = "") -> Line:
    return {"label": label, "value": str(value), "note": note}


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{ApproximateDate.of(local.date())}, {local:%H:%M}"


def _on(column: str, day: date) -> dict[str, datetime]:
    """The whole of a day on the clinic's clock."""
    start, end = (
        timezone.make_aware(datetime.combine(each, time.min))
        for each in (day, day + timedelta(days=1))
    )
    return {f"{column}__gte": start, f"{column}__lt": end}
