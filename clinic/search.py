"""Find a couple by any part of either name, by telephone, date of birth or number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments.models import Appointment
from appointments.selectors import with_next_visit
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.services import log_look
from foundation.ui.htmx import render_part
from patients.models import Couple
from patients.selectors import MOST_FOUND, couples_found
from patients.views.couples import SOUGHT

TAIL = 4


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer: enough to tell two couples apart, no more."""

    couple: Couple
    ages: tuple[str, str]
    phone_tails: str
    next_visit: datetime | None


@require(Permission.COUPLE_VIEW)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the couples that match; every search is on the record."""
    sought = request.GET.get("q", "").strip()[:80]
    known = Couple.objects.known_to(request.user).with_telephones()
    book = Appointment.objects.visible_to(request.user)
    couples = with_next_visit(known, book, now=timezone.now())
    matching: list[Any] = couples_found(couples, sought=sought)  # with what was asked for
    found = [couple for couple in matching if not couple.is_closed]
    if sought:
        shown = [couple.pk for couple in found]
        log_look(by=request.user, action="couples.sought", shown=shown, sought=sought)
    context = {
        "sought": sought,
        "closed": [couple for couple in matching if couple.is_closed],
        "found": [line(couple, on=timezone.localdate()) for couple in found],
        "is_cut": len(matching) == MOST_FOUND,
        "may_register": request.user.may(Permission.COUPLE_REGISTER),
        "register_url": register_url(request, "" if matching else sought),
    }
    return render_part(
        request, "clinic/search.html", part="clinic/_found.html", context=context
    )


def line(couple: Any, *, on: date) -> Found:
    """Put what tells a couple from another into words."""
    digits = dict.fromkeys(filter(None, [couple.her_digits, couple.his_digits]))
    return Found(
        couple=couple,
        ages=(_age(couple.woman, on=on), _age(couple.man, on=on)),
        phone_tails=", ".join(f"… {each[-TAIL:]}" for each in digits),
        next_visit=couple.next_visit,
    )


def register_url(request: HttpRequest, sought: str) -> str:
    """The registration form; what was typed waits for it in the session, sealed.

    In an address it would stand in the history of the browser.
    """
    if sought and request.session.get(SOUGHT) != sought:
        request.session[SOUGHT] = sought
    return reverse("patients:couple_register") + (f"?{SOUGHT}" if sought else "")


def _age(person, *, on: date) -> str:
    age = person.age(on=on)
    return "" if age is None else f"{age} y"
