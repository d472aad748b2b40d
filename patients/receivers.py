"""Whoever signs in while a file is still open to him sees the red banner at once."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from foundation.accounts.models import User
from patients.models import BrokenGlass
from patients.models.restriction import GLASS


@receiver(user_logged_in)
def broken_glass_is_remembered(request: HttpRequest, user: User, **_: object) -> None:
    """Mark the session, so that pages ask only where there is something to show."""
    if BrokenGlass.objects.open_to(user).exists():
        request.session[GLASS] = True
