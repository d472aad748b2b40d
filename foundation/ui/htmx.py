"""One view, two sizes: the whole page for the browser, its part for a swap."""

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


def render_part(
    request: HttpRequest,
    page: str,
    *,
    part: str | Mapping[str, str],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render the part to a swap, and the page that includes it to everyone else.

    A page with several parts gives a mapping from the id of each part's root to
    its template; a swap aimed at anything else gets the page. Messages waiting
    for the reader travel with the part.
    """
    template = _part_wanted(request, part)
    response = render(request, template or page, context, status=status)
    if template:
        response.write(_waiting_messages(request))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def leave_for(request: HttpRequest, to: Any, **kwargs: Any) -> HttpResponse:
    """Send the browser to another page, also from inside a swap.

    A plain redirect is enough when the next page shows the same part; this is
    for the other case, where the whole page must change.
    """
    if not is_swap(request):
        return redirect(to, **kwargs)
    return HttpResponse(headers={"HX-Redirect": resolve_url(to, **kwargs)})


def is_swap(request: HttpRequest) -> bool:
    """Tell whether the browser asks for a part and keeps the page around it."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and not (
        headers.get("HX-Boosted") == "true"
        or headers.get("HX-History-Restore-Request") == "true"
    )


def _part_wanted(request: HttpRequest, part: str | Mapping[str, str]) -> str | None:
    if not is_swap(request):
        return None
    if isinstance(part, str):
        return part
    return part.get(request.headers.get("HX-Target", ""))


def _waiting_messages(request: HttpRequest) -> str:
    waiting = get_messages(request)
    if not len(waiting):
        return ""
    return render_to_string("ui/_messages.html", {"messages": waiting, "swap": True})
