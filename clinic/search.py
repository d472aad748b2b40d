"""Find a couple by any part of either name, by telephone, date of birth or number."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments.selectors import couples_listed
from clinic.found import Found, rows
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.htmx import render_part
from patients.selectors import MOST_FOUND
from patients.views.couples import SOUGHT


@require(Permission.COUPLE_VIEW)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the couples that match; every search is on the record."""
    sought, now = request.GET.get("q", "").strip()[:80], timezone.now()
    couples, closed = couples_listed(request.user, sought=sought, now=now)
    if sought:
        shown = [couple.pk for couple in couples]
        log_look(by=request.user, action="couples.sought", shown=shown, sought=sought)
    found = [Found.of(couple, on=timezone.localdate(now)) for couple in couples]
    context = {
        "sought": sought,
        "closed": closed,
        "found": found,
        "rows": rows(found),
        "is_cut": len(couples) + len(closed) == MOST_FOUND,
        "may_register": request.user.may(Permission.COUPLE_REGISTER),
        "register_url": register_url(request, "" if couples or closed else sought),
    }
    return render_part(
        request, "clinic/search.html", part="clinic/_found.html", context=context
    )


def register_url(request: HttpRequest, sought: str) -> str:
    """The registration form; what was typed waits for it in the session, sealed.

    In an address it would stand in the history of the browser.
    """
    if sought and request.session.get(SOUGHT) != sought:
        request.session[SOUGHT] = sought
    return reverse("patients:couple_register") + (f"?{SOUGHT}" if sought else "")
