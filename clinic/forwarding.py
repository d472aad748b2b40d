"""An address with the number of a merged record leads on to the record that was kept."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from foundation.ui.htmx import leave_for
from patients.models import Couple

MERGED = (
    "{merged} is on file as {kept} now: the two were one couple. "
    "Nothing was saved. Please look at {kept} and enter it there."
)


class ForwardingMiddleware:
    """Old cards, links and open pages go on working after a merge.

    Only a miss is looked at, and only as far as its reader may open the file: to anybody
    else the number stays a miss. What was typed on an open page is not saved elsewhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or not request.resolver_match:
            return response
        return _led_on(request) or response


def _led_on(request: HttpRequest) -> HttpResponse | None:
    match = request.resolver_match
    if not match.route.startswith("couples/<str:number>/"):
        return None
    couples = Couple.objects.visible_to(request.user).merged_away()
    merged = couples.filter(number=match.kwargs["number"]).first()
    if merged is None:
        return None
    kept = merged.merged_into
    if request.method in {"GET", "HEAD"}:
        path = request.get_full_path()
        return HttpResponseRedirect(path.replace(merged.number, kept.number, 1))
    said = MERGED.format(merged=merged.number, kept=kept.number)
    messages.warning(request, said)
    return leave_for(request, kept)
