"""Issue a document, draw it, and let nothing that was asked for be forgotten."""

import hashlib
import logging
import traceback
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from foundation.records.later import do_later
from foundation.records.services import log_act, write
from patients.models import Couple
from reports import rendering, selectors
from reports.choices import State
from reports.models import ATTEMPTS_AT_MOST, Document

log = logging.getLogger(__name__)

# Drawing takes a third of a second. A worker that draws longer is stopped before its
# lease ends, so that nobody else can have begun meanwhile.
DRAWING_S = 20
LEASE = timedelta(seconds=DRAWING_S + 10)
# A document asked for a moment ago is still on its way through the queue.
ON_ITS_WAY = timedelta(seconds=5)
AT_ONCE = 50

NOT_READ = "It would tell results of infection tests. A clinician issues this report."
TOO_SLOW = f"Drawing took longer than {DRAWING_S} seconds and was stopped. Ask again."
GIVEN_UP = (
    f"The worker stopped {ATTEMPTS_AT_MOST} times while it drew this document, "
    "so it is not tried again by itself. The worker's log says more. Ask again."
)
SEPARATED = (
    "These two have separated: no new paper is issued that tells of both. Papers issued "
    "before stay as they are."
)
UNEXPECTED = (
    "Drawing stopped at a fault of ours ({fault}). It is in the worker's log "
    "under {number}. Ask again when it is mended."
)


@transaction.atomic
def issue_couple_report(
    *, couple: Couple, by, replaces: Document | None = None, note: str = ""
) -> Document:
    """Freeze the facts now; let a worker draw the PDF after commit.

    Raises:
        ValidationError: the document to be replaced belongs to another couple or has
            already been replaced, or it tells infection tests the issuer does not read.
    """
    if couple.has_ended:
        raise ValidationError(SEPARATED)
    now = timezone.now()
    number = _next_number(now)
    said = _issue(number, by=by, at=now, replaces=replaces, note=note)
    document = Document(
        number=number,
        couple=couple,
        facts=said | selectors.couple_facts(couple, on=timezone.localdate(now)),
        note=note,
        replaces=replaces,
        asked_at=now,
    )
    write(document, by=by, action="document.issued", number=number)
    if not document.is_open_to(by):
        raise ValidationError(NOT_READ)
    do_later("reports.render_document", document_id=document.pk)
    return document


@transaction.atomic
def ask_again(*, document: Document, by) -> bool:
    """Put a document that was not drawn back into the line; False when it is not one."""
    failed = Document.objects.filter(pk=document.pk, state=State.FAILED)
    again = {"state": State.WAITING, "reason": "", "attempts": 0}
    if not failed.update(**again, asked_at=timezone.now()):
        return False
    log_act(by=by, action="document.asked_again", subject=document)
    do_later("reports.render_document", document_id=document.pk)
    return True


def render_document(*, document_id: int) -> None:
    """Draw the PDF from the frozen facts and seal it.

    Safe to call twice and by two workers at once: one claims, the other goes home.
    Nothing is locked while it is drawn; a worker that falls loses its lease.
    """
    lease = _claim(document_id, at=timezone.now())
    if lease is None:
        return
    held = Document.objects.filter(pk=document_id, state=State.DRAWING, leased_until=lease)
    document = held.only("number", "facts", "layout").get()
    pdf, reason = _drawn(document)
    if pdf is None:
        held.update(state=State.FAILED, reason=reason, leased_until=None)
    else:
        seal = {"pdf": pdf, "sha256": hashlib.sha256(pdf).hexdigest()}
        held.update(state=State.READY, drawn_at=timezone.now(), leased_until=None, **seal)


def draw_waiting() -> int:
    """Find what the queue or a fallen worker forgot, and leave it for the workers again."""
    now = timezone.now()
    Document.objects.given_up(at=now).update(
        state=State.FAILED, reason=GIVEN_UP, leased_until=None
    )
    forgotten = Document.objects.to_be_drawn(at=now).filter(asked_at__lt=now - ON_ITS_WAY)
    found = list(forgotten.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for document_id in found:
        do_later("reports.render_document", document_id=document_id)
    return len(found)


def _claim(document_id: int, *, at: datetime) -> datetime | None:
    """Take the document for as long as a lease; None when it is not to be had."""
    lease = at + LEASE
    claimed = (
        Document.objects.to_be_drawn(at=at)
        .filter(pk=document_id)
        .update(state=State.DRAWING, leased_until=lease, attempts=F("attempts") + 1)
    )
    return lease if claimed else None


def _drawn(document: Document) -> tuple[bytes | None, str]:
    """Draw; whatever goes wrong becomes a reason a person can read."""
    try:
        return rendering.draw(document.facts, layout=document.layout), ""
    except rendering.NotDrawable as fault:
        log.warning("%s was not drawn: %s", document.number, type(fault).__name__)
        return None, str(fault)
    except SoftTimeLimitExceeded:
        log.warning("%s was not drawn within %s seconds", document.number, DRAWING_S)
        return None, TOO_SLOW
    except Exception as fault:
        # The frames alone: the message of a fault may quote the patient's record.
        frames = "".join(traceback.format_tb(fault.__traceback__))
        name = type(fault).__name__
        log.error("%s was not drawn: %s\n%s", document.number, name, frames)  # noqa: TRY400
        return None, UNEXPECTED.format(fault=name, number=document.number)


def _next_number(at: datetime) -> str:
    """Give a number nobody has had; a refused document leaves a gap, never a double."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reports_document_number')")
        (place,) = cursor.fetchone()
    return f"D-{timezone.localdate(at).year}-{place:06d}"


def _issue(
    number: str, *, by, at: datetime, replaces: Document | None, note: str
) -> dict[str, str]:
    """What the document says of itself: by whom, when, and instead of what."""
    local = timezone.localtime(at).replace(microsecond=0)
    address = reverse("reports:document_detail", args=[number])
    return {
        "title": "Couple report",
        "number": number,
        "clinic": settings.CLINIC_NAME,
        "address": f"{settings.PUBLIC_URL}{address}",
        "issued_at": local.isoformat(),
        "issued": f"{ApproximateDate.of(local.date())}, {local:%H:%M}",
        "issued_by": str(by),
        "issued_role": by.get_role_display(),
        "note": note,
        "replaces": replaces.number if replaces else "",
    }
