"""Somebody comes with a one-time link and chooses a password."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from foundation.accounts import services
from foundation.accounts.staff_forms import JoinForm
from foundation.ui.forms import accepted

TOKEN = "joining_with"  # noqa: S105 - the name under which the session keeps it


@login_not_required
@never_cache
@require_safe
def join_with(request: HttpRequest, token: str) -> HttpResponse:
    """Take the link out of the address before anything is shown or logged beside it."""
    request.session[TOKEN] = token
    return redirect("account_join")


@login_not_required
@never_cache
@sensitive_post_parameters()
def join(request: HttpRequest) -> HttpResponse:
    """Ask for a password; with it and a second factor one signs in as everybody does."""
    token = request.session.get(TOKEN, "")
    link = services.open_link(token)
    if link is None or request.user.is_authenticated:
        status = 410 if link is None else 409
        return render(request, "account/join_closed.html", {"link": link}, status=status)
    form = JoinForm(request.POST or None)
    if request.POST and accepted(form, partial(services.begin_anew, token=token)):
        del request.session[TOKEN]
        messages.success(request, "Your password is kept. Please sign in with it.")
        return redirect("account_login")
    context = {"form": form, "staff": link.staff}
    status = 422 if request.POST else 200
    return render(request, "account/join.html", context, status=status)
