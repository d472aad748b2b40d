"""Whoever is refused at a door leaves a line: asked for what, and whose file it was."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from clinic.places import place_of
from foundation.records.services import log_look

REFUSALS: dict[int, str] = {
    HTTPStatus.FORBIDDEN: "access.refused",
    HTTPStatus.NOT_FOUND: "access.missed",
}


class DenialMiddleware:
    """Log every refusal, and every miss of something that is on file.

    A page that shows nobody leaves a line without a subject. What does not exist was
    not denied: only its address was wrong.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match, action = request.resolver_match, REFUSALS.get(response.status_code)
        if action and match and request.user.is_authenticated:
            log_denial(action, match, request=request)
        return response


@transaction.atomic
def log_denial(action: str, match: ResolverMatch, *, request: HttpRequest) -> None:
    """Write the line; the address itself is not kept, it may name somebody."""
    place = place_of(match.route)
    asked = place.row(match.kwargs) if place else None
    if asked is not None or action == REFUSALS[HTTPStatus.FORBIDDEN]:
        log_look(by=request.user, action=action, subject=asked, page=match.view_name)
