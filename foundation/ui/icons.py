"""Small drawings beside words, taken from one set and drawn into the page itself."""

import re
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

USUAL: Final = 16
_INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class UnknownIcon(LookupError):
    """The icon set has no drawing of that name."""


@cache
def icon(name: str, *, size: int = USUAL) -> SafeString:
    """Draw the named icon; it is decoration, the word beside it carries the meaning.

    Raises: UnknownIcon when the set has no such name.
    """
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 16 16" '
        'fill="currentColor" aria-hidden="true" focusable="false">{1}</svg>',
        size,
        _shapes(name),
    )


@cache
def _shapes(name: str) -> SafeString:
    path = settings.NODE / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not path.is_file():
        raise UnknownIcon(f"There is no icon named {name!r}.")
    inside = _INSIDE.search(path.read_text(encoding="utf-8"))
    if not inside:
        raise UnknownIcon(f"The icon {name!r} holds no drawing.")
    # The text is a file of our own dependency, never anything a person typed.
    return mark_safe(re.sub(r"\s*\n\s*", "", inside[1]))  # noqa: S308
