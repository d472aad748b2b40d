"""Synthetic staff."""

import time
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import StaffSession, User
from foundation.accounts.second_factor import sealed_seed

PASSWORD = "a calm test passphrase"


def staff(role: str, username: str | None = None, **fields) -> User:
    """One member of staff with that role."""
    return User.objects.create_user(
        username or role, password=PASSWORD, role=role, **fields
    )


SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def app_of(user: User) -> Authenticator:
    """Give somebody an authenticator app whose seed is known here."""
    secret = sealed_seed(SEED, user_id=user.pk)
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": secret}
    )


def code_now(seed: str = SEED, *, steps: int = 0) -> str:
    """What the app shows, or will show some steps later."""
    counter = int(time.time()) // 30 + steps
    return format_hotp_value(hotp_value(seed, counter))


def seen(client: Client, **ago: float) -> None:
    """Somebody was at this screen so long ago, or is there now."""
    key = client.session.session_key
    seen_at = timezone.now() - timedelta(**ago)
    StaffSession.objects.filter(session_key=key).update(seen_at=seen_at)
