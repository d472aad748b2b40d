"""The timeline as a part of the chart and as a page to print."""

from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.timeline.drawing import draw
from clinic.timeline.facts import events_of
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.htmx import render_part
from patients.selectors import open_file

# How far back each choice of the reader looks, in years; the first is all there is.
SPANS: Final = {"all": None, "5": 5, "1": 1}
WORDS: Final = {"all": "Everything", "5": "Five years", "1": "One year"}


@require(Permission.HISTORY_VIEW)
@require_safe
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """Draw the couple's years; the same events stand below in a table."""
    couple = open_file(request.user, number)
    log_look(by=request.user, action="timeline.opened", subject=couple)
    today = timezone.localdate()
    events = events_of(couple, reader=request.user, on=today)
    span = request.GET.get("span", "all")
    span = span if span in SPANS else "all"
    context = {
        "couple": couple,
        "events": events,
        "drawing": draw(events, since=_since(span, today), until=today),
        "undated": [event for event in events if event.first is None],
        "span": span,
        "spans": WORDS.items(),
    }
    page, part = "clinic/timeline.html", "clinic/_timeline.html"
    return render_part(request, page, part=part, context=context)


def _since(span: str, today: date) -> date | None:
    years = SPANS[span]
    return None if years is None else today - timedelta(days=round(365.25 * years))
