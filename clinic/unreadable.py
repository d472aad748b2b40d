"""What no table can keep is refused at the door, before anybody looks it up."""

import codecs
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\0"


class UnreadableMiddleware:
    """Answer 400 to what is written in another alphabet or carries the character NUL.

    No keyboard writes it and PostgreSQL refuses it in every text, so that a search,
    an address or a cookie with it would otherwise end as a fault of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _refuse_another_alphabet(request)
        _refuse([request.path_info, *request.COOKIES.values(), *_texts(request.GET)])
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        """Look through the form once its key against forgery was found right."""
        _refuse(_texts(request.POST))


def _refuse_another_alphabet(request: HttpRequest) -> None:
    """Every page of the clinic sends its forms as UTF-8, and nothing else is read."""
    alphabet = (request.content_params or {}).get("charset", "utf-8")
    try:
        is_ours = codecs.lookup(alphabet).name == "utf-8"
    except (LookupError, ValueError):
        is_ours = False
    if not is_ours:
        raise SuspiciousOperation("A request that is not written in UTF-8 was refused.")


def _texts(typed: QueryDict) -> list[str]:
    return [text for name, values in typed.lists() for text in (name, *values)]


def _refuse(texts: list[str]) -> None:
    if any(NUL in text for text in texts):
        raise SuspiciousOperation("A request with the character NUL was refused.")
