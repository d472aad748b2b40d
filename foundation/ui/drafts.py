"""What a drawn form tells the script that keeps what is typed into it."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from foundation.ui.navigation import address


def keeping(request: HttpRequest | None) -> SafeString:
    """Where drafts are kept; after a refusal also which form was refused.

    It is the same form then, filled in further.
    Where no permission guards the page, as on those about one's own account, nothing
    that is typed is kept.
    """
    url = address("drafts")
    said = {}
    if request is not None and url is not None and _is_guarded(request):
        said = {"drafts": url, **_refused(request)}
    return format_html_join("", ' data-{}="{}"', said.items())


def _is_guarded(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and hasattr(match.func, "required_permission")


def _refused(request: HttpRequest) -> dict[str, str]:
    """The key of the form that was sent here, and where it was sent."""
    try:
        key = UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return {}
    return {"refused": str(key), "refused-at": request.get_full_path()}
