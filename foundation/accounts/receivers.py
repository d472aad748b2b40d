"""What happens when somebody signs in, and when a second factor comes, goes or is read."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.account.signals import user_logged_in as came_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Q
from django.db.models.signals import post_init
from django.dispatch import receiver
from django.http import HttpRequest

from foundation.accounts.freshness import remember_proof
from foundation.accounts.limits import remember_network
from foundation.accounts.middleware import HAS_FACTOR, describe_session
from foundation.accounts.models import User
from foundation.accounts.second_factor import refuse_foreign_seeds
from foundation.accounts.services import end_sessions
from foundation.records.services import log_act


@receiver(user_logged_in)
def sign_in_is_a_proof(request: HttpRequest, user: User, **_: object) -> None:
    """Whoever has just signed in is not asked again, and known where he sits."""
    remember_proof(request)
    describe_session(request)
    if request.META.get("REMOTE_ADDR"):
        remember_network(request, user)


@receiver(came_in)
def sign_in_is_on_record(request: HttpRequest, user: User, **_: object) -> None:
    """Who came in, and by which ways: password, passkey, code."""
    proofs = request.session.get("account_authentication_methods", [])
    ways = sorted({str(proof.get("method", "")) for proof in proofs})
    log_act(by=user, action="account.signed_in", subject=user, ways=ways)


@receiver(user_login_failed)
def failure_is_on_record(credentials: dict[str, Any], **_: object) -> None:
    """A wrong password for an account there is; of another name nothing is written down.

    What was typed for a name may be a password in the wrong place.
    """
    named = credentials.get("username") or credentials.get("email") or ""
    known = User.objects.filter(Q(username__iexact=named) | Q(email__iexact=named))
    user = known.first() if named else None
    if user is not None:
        log_act(by=user, action="account.sign_in_failed", subject=user)


@receiver(password_changed)
def others_are_signed_out(request: HttpRequest, user: User, **_: object) -> None:
    """Whoever knew the old password is out."""
    end_sessions(user, besides=request.session.session_key)
    log_act(by=user, action="account.password_changed", subject=user)


@receiver(authenticator_added)
def factor_came(user: User, authenticator: Authenticator, **_: object) -> None:
    log_act(by=user, action="account.factor_added", subject=user, kind=authenticator.type)


@receiver(authenticator_removed)
def factor_went(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: object
) -> None:
    """A session no longer takes for granted that its owner has a second factor."""
    request.session.pop(HAS_FACTOR, None)
    log_act(by=user, action="account.factor_removed", subject=user, kind=authenticator.type)


@receiver(post_init, sender=Authenticator)
def seed_belongs_to_its_row(instance: Authenticator, **_: object) -> None:
    refuse_foreign_seeds(instance)
