"""The pages about one's own account."""

from uuid import UUID

from allauth.account import views as account_views
from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.stagekit import get_pending_stage
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts import services


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and let the browser forget every page it has kept."""
    was_inside = request.user.is_authenticated
    response = account_views.logout(request)
    if was_inside and not request.user.is_authenticated:
        # The cookie of the theme stays: it says nothing about anybody.
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    sessions = request.user.sessions.alive(now=timezone.now()).order_by("-began_at")
    context = {"sessions": sessions, "here": request.session.session_key}
    return render(request, "account/session_list.html", context)


@require_POST
def session_end(request: HttpRequest, number: UUID) -> HttpResponse:
    """Sign out in one other place."""
    if services.end_session(request.user, number=number):
        messages.success(request, "That browser is signed out.")
    return redirect("account_sessions")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    services.end_sessions(request.user, besides=request.session.session_key)
    messages.success(request, "Everywhere else you are signed out.")
    return redirect("account_sessions")


@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """Show one's passkeys, app and recovery codes."""
    held = [row.wrap() for row in Authenticator.objects.filter(user=request.user)]
    codes = [each.get_unused_codes() for each in held if isinstance(each, RecoveryCodes)]
    context = {
        "passkeys": [each for each in held if isinstance(each, webauthn.WebAuthn)],
        "app": next((each for each in held if isinstance(each, TOTP)), None),
        "codes": len(codes[0]) if codes else None,
    }
    return render(request, "mfa/index.html", context)


@login_not_required
@never_cache
@require_safe
def passkey_question(request: HttpRequest) -> JsonResponse:
    """What a passkey is to sign: for anybody at the sign-in page, for oneself afterwards.

    In the second step of signing in, only the passkeys of that person are asked for.
    """
    stage = get_pending_stage(request)
    asked = request.user if request.user.is_authenticated else stage and stage.login.user
    return JsonResponse(webauthn.begin_authentication(asked))


def passkeys(request: HttpRequest) -> HttpResponse:
    """Passkeys have no list of their own: they stand on the page of second factors."""
    return redirect("mfa_index")


class AppSetUp(ActivateTOTPView):
    """Set up an app; its key is shown in groups, as one types it."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        return context | {"seed": " ".join(groups)}


class PasskeyRemove(RemoveWebAuthnView):
    """Remove a passkey, unless it is the last factor of somebody who needs one."""

    def form_valid(self, form) -> HttpResponse:
        if get_adapter().can_delete_authenticator(self.get_object()):
            return super().form_valid(form)
        messages.warning(
            self.request, "It is your only second factor. Add another one first."
        )
        return redirect("mfa_index")
