"""What is minded at every request: whether somebody is there, and his second factor."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user,
)
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from foundation.accounts.browsers import browser_words
from foundation.accounts.limits import network_of
from foundation.accounts.locking import OPEN, is_locked, locks_in, opened_or_asked
from foundation.accounts.models import User
from foundation.accounts.second_factor import factors_of
from foundation.accounts.sessions import BEGAN_AT, BROWSER, NETWORK, NUMBER, session_of
from foundation.ui.htmx import leave_for

HAS_FACTOR = "has_second_factor"
# What somebody without a second factor may open: the pages that set one up, the way out.
SETTING_UP = "mfa_"
ALSO_OPEN = {"account_logout", "account_unlock", "healthz", "policy_report"}

# What a page asks for by itself says so: static/ui/byitself.js.
BY_ITSELF = "X-By-Itself"
NOTED_EVERY, TOLD_EVERY = timedelta(seconds=10), timedelta(minutes=5)


def describe_session(request: HttpRequest) -> None:
    """Write into a session that has just begun what its owner recognises it by."""
    session_of(request).seen_at = timezone.now()
    known = bool(request.META.get("REMOTE_ADDR"))
    request.session.update(
        {
            NUMBER: str(uuid4()),
            BEGAN_AT: time.time(),
            NETWORK: network_of(request) if known else None,
            BROWSER: browser_words(request.headers.get("User-Agent", "")),
        }
    )


class StaffMiddleware(AuthenticationMiddleware):
    """Know who has signed in: his row is read with that of his session, in one question."""

    def process_request(self, request: HttpRequest) -> None:
        session_of(request).reads_staff = True
        super().process_request(request)
        request.user = _signed_in(request)


def _signed_in(request: HttpRequest) -> User | AnonymousUser:
    """Whoever the session was opened for, if his password is still the same.

    Everything out of the ordinary (nobody, a closed account, a changed password or key) is
    for Django itself to judge.
    """
    session = session_of(request)
    staff, told = session.staff, session.get(HASH_SESSION_KEY)
    if (
        staff is not None
        and told
        and staff.is_active
        and session.get(SESSION_KEY) == str(staff.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(told, staff.get_session_auth_hash())
    ):
        return staff
    return cast(User | AnonymousUser, get_user(request))


class PresenceMiddleware:
    """Lock a session nobody uses, and note who is there: pages opened and forms sent.

    A part that a page asks for by itself shows that the screen is on, no more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        answer = None
        if is_locked(request):
            if request.resolver_match.view_name in OPEN:
                return None
            answer = opened_or_asked(request)
        elif BY_ITSELF not in request.headers:
            _note_seen(request)
        request.locks_in = locks_in(request)
        return answer


def _note_seen(request: HttpRequest) -> None:
    """Note it for the lock to some seconds, for the list of the staff to five minutes."""
    now, session, user = timezone.now(), session_of(request), cast(User, request.user)
    if session.seen_at is None or now - session.seen_at >= NOTED_EVERY:
        session.seen_at = now
    told = user.last_seen_at or user.last_login
    if told is None or now - told >= TOLD_EVERY:
        User.objects.filter(pk=user.pk).update(last_seen_at=now)


class RequireMFA:
    """Lead staff without a second factor to the page that sets one up.

    A session that has one remembers it, so that no page asks the table again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        needed = settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated
        request.setting_up = needed and not _has_factor(request)
        name = request.resolver_match.view_name or ""
        is_open = name.startswith(SETTING_UP) or name in ALSO_OPEN
        if is_open or not request.setting_up:
            return None
        return leave_for(request, reverse("mfa_index"))


def _has_factor(request: HttpRequest) -> bool:
    if not request.session.get(HAS_FACTOR) and factors_of(request.user).exists():
        request.session[HAS_FACTOR] = True
    return request.session.get(HAS_FACTOR, False)
