"""Issued documents as lists and pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from patients.models import Couple
from reports.choices import State
from reports.models import Document, DocumentQuerySet

PAGE = 30
# A worker takes a document within a second; after this the reader is told that it waits.
PATIENCE = timedelta(seconds=10)
# How long the page waits before it asks again, by how long it has been waiting.
PACE = (
    (timedelta(seconds=5), "250ms"),
    (timedelta(seconds=30), "1s"),
    (timedelta.max, "5s"),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is on its way to paper, and when to ask again."""

    document: Document
    every: str
    waits_long: bool


def progress(document: Document, *, at: datetime, queue_is_silent: bool) -> Progress:
    """Tell how far a document is; the longer it takes, the more rarely one asks."""
    waiting = max(at - document.asked_at, timedelta())
    every = next(pace for limit, pace in PACE if waiting < limit)
    nobody = document.state == State.WAITING or _is_abandoned(document, at=at)
    late = queue_is_silent or waiting > PATIENCE
    return Progress(document, every, waits_long=nobody and late)


def _is_abandoned(document: Document, *, at: datetime) -> bool:
    return document.leased_until is not None and document.leased_until < at


def documents_of(documents: DocumentQuerySet, *, couple: Couple) -> list[Document]:
    """List a couple's documents, the newest first, each with what replaced it."""
    return list(_for_a_list(documents).filter(couple=couple))


def documents_issued(
    documents: DocumentQuerySet, *, before: int | None = None
) -> tuple[list[Document], int | None]:
    """Give one page of all documents, newest first, and the key of the next page."""
    page = _for_a_list(documents).select_related(
        "written_by", "couple__woman", "couple__man"
    )
    if before is not None:
        page = page.filter(pk__lt=before)
    found = list(page[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def replaceable(documents: DocumentQuerySet, *, couple: Couple) -> DocumentQuerySet:
    """A couple's documents that nothing has replaced yet."""
    return documents.standing().filter(couple=couple, successors__isnull=True)


def _for_a_list(documents: DocumentQuerySet) -> DocumentQuerySet:
    listed = documents.standing().without_contents().select_related("written_by")
    successors = Document.objects.only("number", "replaces")
    return listed.prefetch_related(Prefetch("successors", successors))
