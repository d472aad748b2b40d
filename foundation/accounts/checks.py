"""`manage.py check` refuses a view that does not say who may enter."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

Door = tuple[str, str, Callable]


@register(Tags.security)
def every_view_names_its_permission(app_configs: object, **_: Any) -> list[CheckMessage]:
    """Find the views that `@require` does not guard and nobody has declared open.

    A class-based view is guarded from outside, `require(...)(View.as_view())`; an
    attribute of the class guards nothing and does not count.
    """
    found, declared = list(doors(get_resolver().url_patterns)), open_doors()
    unguarded = [
        Error(
            f"{name} at /{route} does not say who may enter.",
            hint="Guard the view with @require(Permission.X), or list it among the open "
            "doors (settings.OPEN_DOORS) with the reason.",
            id="accounts.E001",
        )
        for name, route, view in found
        if not hasattr(view, "required_permission") and name not in declared
    ]
    return [*unguarded, *_false_declarations(found, declared)]


def _false_declarations(found: list[Door], declared: dict[str, str]) -> list[CheckMessage]:
    """An open door says why it is open, leads somewhere, and is not guarded after all."""
    open_ones = {n for n, _, view in found if not hasattr(view, "required_permission")}
    return [
        Error(f"The open door {name} {fault}.", id="accounts.E002")
        for name, reason in declared.items()
        for fault, is_so in (
            ("gives no reason", not reason.strip()),
            ("is no view without a permission", name not in open_ones),
        )
        if is_so
    ]


def doors(patterns: list, prefix: str = "", at: str = "") -> Iterator[Door]:
    """Name, route and view of every address, included ones too."""
    for entry in patterns:
        route = f"{at}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inside = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from doors(entry.url_patterns, inside, route)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or route}", route, entry.callback


def open_doors() -> dict[str, str]:
    """The views that may be entered without a permission, each with its reason."""
    path = getattr(settings, "OPEN_DOORS", None)
    return import_string(path) if path else {}
