"""What somebody has opened by breaking the glass stands on every page while it is open."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from patients.models import BrokenGlass
from patients.models.restriction import GLASS


def broken_glass(request: HttpRequest) -> dict[str, Any]:
    """Give templates what is open; asked for only where a whole page is drawn."""
    return {"broken_glass": partial(_opened, request)}


def _opened(request: HttpRequest) -> list[BrokenGlass]:
    """The files open by broken glass; no question where this session broke none."""
    session = getattr(request, "session", {})
    if not session.get(GLASS):
        return []
    opened = BrokenGlass.objects.open_to(request.user)
    return list(opened.select_related("couple"))
