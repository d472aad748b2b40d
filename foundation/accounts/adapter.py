"""How staff sign in: allauth without public sign-up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from foundation.accounts.limits import SLOWED_DOWN
from foundation.accounts.sessions import SHARED_DESK


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": SLOWED_DOWN,
        "rate_limited": SLOWED_DOWN,
    }

    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up by themselves: the manager invites."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Keep, also through a second step, what was said of the desk one sits at."""
        request.session[SHARED_DESK] = SHARED_DESK in request.POST
        return super().pre_login(request, user, **kwargs)

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        """Failures count for a login at one network: nobody locks a colleague out."""
        login = credentials.get("email") or credentials.get("username") or ""
        return f"{self.get_client_ip(request)}:{login.lower()}"
