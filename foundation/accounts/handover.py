"""How a one-time link reaches its owner: by e-mail, else shown once to be handed over."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from foundation.accounts.models import User

log = logging.getLogger(__name__)

WAITING = "one_time_link"


def hand_over(request: HttpRequest, *, staff: User, token: str) -> None:
    """Send the link once the act is on file; where no mail leaves, keep it for one look.

    It waits in the session, which lies sealed, and in no address of a page.
    """
    url = request.build_absolute_uri(reverse("account_join_with", args=[token]))
    if settings.EMAIL_HOST and staff.email:
        transaction.on_commit(lambda: _send(request, staff=staff, url=url))
    else:
        _keep(request, staff=staff, url=url)


def handed_over(request: HttpRequest, *, staff: User) -> dict[str, Any]:
    """The link, if it waits to be shown; it is shown once."""
    waiting = request.session.get(WAITING, {})
    if waiting.get("staff") != staff.pk:
        return {"url": "", "sent_to": ""}
    del request.session[WAITING]
    return {"url": waiting["url"], "sent_to": waiting["sent_to"]}


def _keep(request: HttpRequest, *, staff: User, url: str, sent_to: str = "") -> None:
    request.session[WAITING] = {"staff": staff.pk, "url": url, "sent_to": sent_to}


def _send(request: HttpRequest, *, staff: User, url: str) -> None:
    """A mail that does not leave loses nothing: the manager hands the link over."""
    words = {"staff": staff, "url": url, "clinic": settings.CLINIC_NAME}
    subject = f"Your account at {settings.CLINIC_NAME}"
    body = render_to_string("accounts/link.txt", words)
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [staff.email])
    except OSError as fault:
        log.warning("A one-time link could not be sent: %s.", type(fault).__name__)
        _keep(request, staff=staff, url=url)
    else:
        _keep(request, staff=staff, url="", sent_to=staff.email)
