"""Where one can go from every page, and who is shown which way."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One way in the navigation.

    `covers` names the pages where the entry counts as the present one, either by
    URL name ("search") or by the whole namespace ("patients:"). `note` says in a
    sentence what one does there, for the first page of those who have no day board.
    """

    label: str
    icon: str
    url_name: str
    permission: Hashable | None = None
    covers: tuple[str, ...] = ()
    note: str = ""

    @property
    def url(self) -> str | None:
        return address(self.url_name)

    def matches(self, view_name: str) -> int:
        """Tell how closely the entry describes the page; 0 when it does not."""
        return max(
            (
                len(pattern)
                for pattern in (self.url_name, *self.covers)
                if view_name == pattern
                or (pattern.endswith(":") and view_name.startswith(pattern))
            ),
            default=0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigation:
    """The ways, the one action offered on every page, and the search."""

    entries: tuple[Entry, ...] = ()
    action: Entry | None = None
    search: Entry | None = None

    def __iter__(self) -> Iterator[Entry]:
        yield from self.entries
        yield from (entry for entry in (self.action, self.search) if entry)


@cache
def address(url_name: str) -> str | None:
    """Give the address of a page, or nothing while no page has that name."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


@cache
def navigation() -> Navigation:
    """Load the table named by settings.NAVIGATION; empty when none is named."""
    path = getattr(settings, "NAVIGATION", None)
    return import_string(path) if path else Navigation()


def open_to(user: object, entry: Entry | None) -> bool:
    """Tell whether the person may go that way and the way exists."""
    if entry is None or entry.url is None:
        return False
    may = getattr(user, "may", None)
    return entry.permission is None or bool(may and may(entry.permission))
