"""Some acts ask again who sits at the keyboard: a proof counts for five minutes."""

import time
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from foundation.accounts.forms import PROOF, ProofForm
from foundation.ui.htmx import is_swap, render_part

View = Callable[..., HttpResponse]

FRESH_S = 5 * 60
PROVED_AT = "proved_at"
# Fields of the page that asks; everything else belongs to the form that was on its way.
OPEN_AFTERWARDS = f"{PROOF}-open"
NOT_CARRIED = {"csrfmiddlewaretoken"}


def freshly_signed_in(view: View) -> View:
    """Run a view only for somebody who has proved within five minutes who they are.

    Anybody else is asked in its place, at the same address (401), and then the view runs,
    in a session with a new key.
    A form that was on its way travels inside the question and is posted once, with the
    key it had. What it uploads does not travel: such a form asks before it is filled in.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        form = proof_in(request)
        if not (form.is_bound and form.is_valid()):
            return _ask(request, form)
        request.session.cycle_key()
        remember_proof(request)
        if OPEN_AFTERWARDS in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return view(request, *args, **kwargs)

    asked.needs_fresh_sign_in = True  # type: ignore[attr-defined]
    return asked


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether this session proved within five minutes who it belongs to."""
    return 0 <= time.time() - request.session.get(PROVED_AT, 0) < FRESH_S


def remember_proof(request: HttpRequest) -> None:
    """Somebody has just proved who they are: by signing in, or by being asked again."""
    request.session[PROVED_AT] = time.time()


def proof_in(request: HttpRequest) -> ProofForm:
    """The answer to the question, where one was given."""
    answered = any(name.startswith(f"{PROOF}-") for name in request.POST)
    return ProofForm(request.POST if answered else None, request=request)


def _ask(request: HttpRequest, form: ProofForm) -> HttpResponse:
    """Show the question; in a swap it stands where the answer would have stood."""
    response = render_part(
        request,
        "account/proof.html",
        part="account/_proof.html",
        context={
            "form": form,
            "carried": carried(request),
            "address": request.get_full_path(),
            "root": request.headers.get("HX-Target", "proof") if is_swap(request) else "",
        },
        status=401,
    )
    response["WWW-Authenticate"] = 'Session realm="Decidua"'
    return response


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What must not be lost: the form on its way, or that a page was to be opened."""
    if request.method != "POST":
        return [(OPEN_AFTERWARDS, "yes")]
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        and (name == OPEN_AFTERWARDS or not name.startswith(f"{PROOF}-"))
        for value in values
    ]
