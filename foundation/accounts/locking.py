"""A screen nobody uses is locked: the session stays, and asks who sits there.

A session is locked when nobody was there for a quarter of an hour, five minutes at a
shared desk. Nothing marks it: whoever is asked looks at when somebody was last there, and
only a proof who sits there makes that moment now.
"""

import math
from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from foundation.accounts.freshness import (
    OPEN_AFTERWARDS,
    carried,
    proof_in,
    remember_proof,
)
from foundation.accounts.sessions import SHARED_DESK, session_of
from foundation.ui.htmx import is_swap

IDLE, IDLE_SHARED = timedelta(minutes=15), timedelta(minutes=5)
# What a locked session may still ask for: to be opened, to be ended, and what anybody may.
OPEN = {
    *("account_unlock", "mfa_passkey_question", "account_logout"),
    *("healthz", "policy_report"),
}


def locks_in(request: HttpRequest) -> int:
    """How many seconds are left; none or less where the session is locked."""
    session = session_of(request)
    if session.seen_at is None:
        return 0
    after = IDLE_SHARED if session.get(SHARED_DESK) else IDLE
    return math.ceil((session.seen_at + after - timezone.now()).total_seconds())


def is_locked(request: HttpRequest) -> bool:
    return locks_in(request) <= 0


def unlock(request: HttpRequest) -> None:
    """Somebody has proved who sits there: the session goes on under a new key."""
    session_of(request).seen_at = timezone.now()
    request.session.cycle_key()
    remember_proof(request)


def say_when(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Tell the page when its session will lock."""
    response["Locks-In"] = str(locks_in(request))
    return response


def opened_or_asked(request: HttpRequest) -> HttpResponse | None:
    """Ask who sits there, in the place of what was asked for; None once that is answered.

    A part of a page gets a short word: the page around it asks. A whole page is asked for
    again afterwards, and a form on its way travels inside the question.
    """
    form = proof_in(request)
    if form.is_bound and form.is_valid():
        unlock(request)
        is_page = OPEN_AFTERWARDS in request.POST
        return HttpResponseRedirect(request.get_full_path()) if is_page else None
    if is_swap(request) or request.headers.get("Sec-Fetch-Dest") == "empty":
        return HttpResponse("Locked.", status=HTTPStatus.LOCKED, content_type="text/plain")
    context = {
        "form": form,
        "carried": carried(request),
        "address": request.get_full_path(),
        "root": "",
    }
    return render(request, "account/locked.html", context, status=HTTPStatus.LOCKED)
