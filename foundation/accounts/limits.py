"""How often somebody may fail: counted where he sits, so that nobody locks a colleague out.

Each failure counts for the network it came from and for that network together with the
account; never for the account alone. Whoever fails is slowed down, nobody is disabled.
The one exception protects codes of six digits, which can be guessed from many networks at
once by somebody who has the password: such guesses count together, but only from networks
where the account has not signed in before. The counts lie in the cache table.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from foundation.accounts.models import User

SLOWED_DOWN = (
    "Too many tries from here. Please wait five minutes; the account itself stays open."
)
KNOWN_FOR_S = 60 * 24 * 60 * 60


def network_of(request: HttpRequest) -> str:
    """The address the request came from, behind the proxies we trust; /64 for IPv6."""
    return ratelimit.truncate_ip(get_adapter().get_client_ip(request))


def may_try_code(request: HttpRequest, user: User) -> bool:
    """Count one try at the second factor; whether the code was right does not matter."""
    here = f"{network_of(request)}:{user.pk}"
    if not _count(request, "second_factor", here):
        return False
    return _is_known(request, user) or _count(
        request, "second_factor_elsewhere", str(user.pk)
    )


def remember_network(request: HttpRequest, user: User) -> None:
    """Somebody has signed in from here: strangers' guesses no longer count against it."""
    cache.set(_known(request, user), 1, timeout=KNOWN_FOR_S)


def _is_known(request: HttpRequest, user: User) -> bool:
    return cache.get(_known(request, user)) is not None


def _known(request: HttpRequest, user: User) -> str:
    return f"known-network:{user.pk}:{network_of(request)}"


def _count(request: HttpRequest, action: str, key: str) -> bool:
    counted = ratelimit.consume(request, app="allauth.account", action=action, key=key)
    return counted is not None
