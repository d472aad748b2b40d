"""What every page needs to know about its reader: ways, name, role, theme."""

from functools import cached_property, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from foundation.ui.navigation import Entry, address, navigation, open_to

THEMES = ("auto", "light", "dark")


class Shell:
    """The frame around a page, worked out only as far as the page asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        # Whoever still sets up his account can go nowhere yet, and is shown no ways.
        is_on_the_way = getattr(request, "setting_up", False)
        self.user = getattr(request, "user", None)
        self._goer = None if is_on_the_way else self.user

    @property
    def signed_in(self) -> bool:
        return bool(getattr(self.user, "is_authenticated", False))

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry for entry in navigation().entries if open_to(self._goer, entry)]

    @cached_property
    def current(self) -> Entry | None:
        """The entry that describes the present page most closely."""
        match = self._request.resolver_match
        view_name = match.view_name if match else ""
        closest = max(self.entries, key=lambda e: e.matches(view_name), default=None)
        return closest if closest and closest.matches(view_name) else None

    @property
    def ways(self) -> SafeString:
        """The navigation, drawn once for those who are shown the same ways."""
        return _drawn_ways(tuple(self.entries), self.current, self.home_url)

    @property
    def appearance(self) -> SafeString:
        """The choice of the theme, with the present one marked."""
        return _drawn_theme(self.theme)

    @property
    def printed_at(self) -> str:
        """Day and hour for the foot of a printed page."""
        now = timezone.localtime()
        return f"{now.day} {now:%b %Y, %H:%M}"

    @cached_property
    def action(self) -> Entry | None:
        action = navigation().action
        return action if open_to(self._goer, action) else None

    @cached_property
    def search(self) -> Entry | None:
        search = navigation().search
        return search if open_to(self._goer, search) else None

    @property
    def sought(self) -> str:
        """The words of the present search, kept in its box."""
        match = self._request.resolver_match
        searching = match and self.search and match.view_name == self.search.url_name
        return self._request.GET.get("q", "") if searching else ""

    @property
    def clinic(self) -> str:
        return getattr(settings, "CLINIC_NAME", "")

    @property
    def home_url(self) -> str:
        return address("home") or "/"

    @property
    def sign_out_url(self) -> str | None:
        return address("account_logout")

    @property
    def account_url(self) -> str | None:
        return address("mfa_index")

    @property
    def lock_url(self) -> str | None:
        return address("account_unlock")

    @property
    def locks_in(self) -> int | None:
        """Seconds until this screen locks if nobody is there; None where it never does."""
        return getattr(self._request, "locks_in", None)

    @property
    def sign_in_url(self) -> str | None:
        return address("account_login")

    @property
    def name(self) -> str:
        return str(self.user)

    @property
    def initials(self) -> str:
        name = getattr(self.user, "get_full_name", str)() or self.name
        words = [word for word in name.split() if word[0].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def role(self) -> str:
        return getattr(self.user, "get_role_display", str)()

    @cached_property
    def theme(self) -> str:
        """What the reader chose: auto, light or dark."""
        chosen = self._cookie("theme")
        return chosen if chosen in THEMES else "auto"

    @cached_property
    def shade(self) -> str:
        """What to draw now; auto draws what this screen asked for last time."""
        if self.theme != "auto":
            return self.theme
        return "dark" if self._cookie("shade") == "dark" else "light"

    def _cookie(self, name: str) -> str:
        """What theme.js keeps; where pages come encrypted, nobody else can set it."""
        prefix = "__Host-" if self._request.is_secure() else ""
        return self._request.COOKIES.get(f"{prefix}{name}", "")


@lru_cache(maxsize=256)
def _drawn_ways(
    entries: tuple[Entry, ...], current: Entry | None, home_url: str
) -> SafeString:
    context = {"entries": entries, "current": current, "home_url": home_url}
    return render_to_string("ui/_navigation.html", context)


@lru_cache(maxsize=len(THEMES))
def _drawn_theme(theme: str) -> SafeString:
    return render_to_string("ui/_theme.html", {"theme": theme})


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give every template the frame around it."""
    return {"shell": Shell(request)}
