"""Pages are asked for and forms are sent; nothing else is answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

ANSWERED = ("GET", "HEAD", "POST")


class MethodsMiddleware:
    """Refuse OPTIONS, TRACE and every other method before anybody looks at the request.

    What guards reading and what guards sending tell them apart by these three alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ANSWERED:
            return HttpResponseNotAllowed(ANSWERED)
        return self.get_response(request)
