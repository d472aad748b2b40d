"""A page and the line that says who read it are one: no log, no look."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from foundation.records.models import RecordQuerySet

View = Callable[..., HttpResponse]
READS = ("GET", "HEAD")
REFUSALS = (Http404, PermissionDenied, SuspiciousOperation)


def with_its_look(view: View) -> View:
    """Read a page and write down the look in one transaction.

    If the line cannot be written, or cannot be kept, nobody gets the page. A refusal
    undoes nothing: it has shown nothing. A posted form has its own transaction.
    """

    @wraps(view)
    def read(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in READS:
            return view(request, *args, **kwargs)
        with transaction.atomic(savepoint=False):
            try:
                return view(request, *args, **kwargs)
            except REFUSALS as refused:
                refusal = refused
        raise refusal

    return read


def to_open(request: HttpRequest, rows: RecordQuerySet) -> RecordQuerySet:
    """Give the rows a page may open: those that stand.

    A form that was open while a colleague struck its row out is still answered: what was
    typed is shown again, and nothing is saved.
    """
    return rows.standing() if request.method in READS else rows
