"""One-time links: with one, somebody chooses a password of his own."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import StaffLink, User
from foundation.accounts.services.sessions import end_sessions
from foundation.records.services import log_act

VALID_FOR = timedelta(hours=72)
TOKEN_BYTES = 32
NO_LONGER = "This link was used before, was replaced by a newer one, or is too old."


def make_link(*, staff: User, by: User) -> str:
    """Make the one link of somebody; an older one no longer opens. What it opens with."""
    now, token = timezone.now(), secrets.token_urlsafe(TOKEN_BYTES)
    end_links(staff)
    StaffLink.objects.create(
        staff=staff,
        fingerprint=_fingerprint(token),
        made_by=by,
        made_at=now,
        expires_at=now + VALID_FOR,
    )
    return token


def end_links(staff: User) -> None:
    """No link of this person opens any more."""
    StaffLink.objects.filter(staff=staff, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )


def open_link(token: str) -> StaffLink | None:
    """The link that opens with this, if it still does and its owner works here."""
    links = StaffLink.objects.open(now=timezone.now()).select_related("staff")
    return links.filter(fingerprint=_fingerprint(token), staff__is_active=True).first()


@transaction.atomic
def begin_anew(*, token: str, password: str) -> User:
    """Give the owner of a link the password he chose; the link is used up.

    Raises: ValidationError in words, when the link no longer opens or the password is weak.
    """
    link = open_link(token)
    if link is None or not _claimed(link):
        raise ValidationError(NO_LONGER)
    staff = link.staff
    try:
        validate_password(password, staff)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from weak
    staff.set_password(password)
    staff.save(update_fields=["password"])
    end_sessions(staff)
    log_act(by=staff, action="staff.password_chosen", subject=staff)
    return staff


def _claimed(link: StaffLink) -> bool:
    """Use the link up; of two who come at once only the first one does."""
    mine = StaffLink.objects.filter(pk=link.pk, ended_at__isnull=True)
    return mine.update(ended_at=timezone.now()) == 1


def _fingerprint(token: str) -> str:
    return sha256(token.encode()).hexdigest()
