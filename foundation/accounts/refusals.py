"""The content policy: browsers tell what they refused, and it is counted, no more.

A report comes from anywhere and says anything. It is read up to a few kilobytes, some each
minute from one network, and only words of short lists are kept of it.
"""

import json
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from csp.utils import DEFAULT_DIRECTIVES
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from foundation.accounts.models import PolicyRefusal

LARGEST = 8 * 1024
RATES = {"report": "60/m/ip"}
# What a browser may say it refused, beside an address.
WORDS = {"inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink"}


@csrf_exempt
@login_not_required
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Count one refusal; whatever is sent, the answer is the same."""
    if is_welcome(request) and (told := read(request.body)):
        count(told, host=request.get_host(), on=timezone.localdate())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def is_welcome(request: HttpRequest) -> bool:
    """A report of decent size, from a network that did not send too many; never a form."""
    if request.content_type == "multipart/form-data":
        return False
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return False
    return 0 < size <= LARGEST and bool(
        ratelimit.consume(request, app="accounts", action="report", config=RATES)
    )


def read(body: bytes) -> dict[str, Any]:
    """What the report says, if it is one."""
    try:
        told = json.loads(body)["csp-report"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


@transaction.atomic
def count(told: dict[str, Any], *, host: str, on: date) -> None:
    """Add one to the day's line; a policy we do not have is nobody's report."""
    directive = _text(told, "effective-directive") or _text(told, "violated-directive")
    page = _door(_text(told, "document-uri"), host=host)
    if directive not in DEFAULT_DIRECTIVES or not page:
        return
    row, _ = PolicyRefusal.objects.get_or_create(
        on=on,
        page=page,
        directive=directive,
        refused=_kind(_text(told, "blocked-uri"), host=host),
    )
    PolicyRefusal.objects.filter(pk=row.pk).update(times=F("times") + 1)


def refused_lately(*, on: date, days: int = 7) -> int:
    """How much browsers refused within the last days."""
    rows = PolicyRefusal.objects.filter(on__gt=on - timedelta(days=days))
    return rows.aggregate(times=Sum("times"))["times"] or 0


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name, "")
    return value if isinstance(value, str) else ""


def _door(address: str, *, host: str) -> str:
    """The name of the page, without whatever its address says about a patient."""
    try:
        parts = urlsplit(address)
        return resolve(parts.path).view_name if parts.netloc == host else ""
    except (ValueError, Resolver404):
        return ""


def _kind(blocked: str, *, host: str) -> str:
    """In one word what was refused."""
    if blocked in WORDS:
        return blocked
    try:
        parts = urlsplit(blocked)
    except ValueError:
        return "unreadable"
    if not parts.netloc:
        return "data" if (parts.scheme or blocked) == "data" else "other"
    return "own host" if parts.netloc == host else "another host"
