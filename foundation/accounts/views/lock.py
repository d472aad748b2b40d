"""A locked screen asks who sits there, over the page that stays as it is."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.accounts import locking
from foundation.accounts.freshness import proof_in

UNLOCKED = "clinic:unlocked"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Say when the session locks (204), or ask who sits there and open it."""
    form = proof_in(request)
    if locking.is_locked(request):
        if not (form.is_bound and form.is_valid()):
            status = 422 if request.method == "POST" else 200
            return render(request, "account/_unlock.html", {"form": form}, status=status)
        locking.unlock(request)
    response = locking.say_when(HttpResponse(status=204), request)
    if form.is_bound:
        told = {UNLOCKED: {"left": locking.locks_in(request)}}
        response["HX-Trigger"] = json.dumps(told)
    return response
