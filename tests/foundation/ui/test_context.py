"""The frame knows its reader and the theme the reader chose."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import ResolverMatch

from foundation.ui.context import Shell, shell
from foundation.ui.navigation import Entry, Navigation


@pytest.mark.parametrize(
    ("cookies", "theme", "shade"),
    [
        pytest.param({}, "auto", "light", id="nothing chosen yet"),
        pytest.param({"theme": "dark"}, "dark", "dark", id="dark chosen"),
        pytest.param(
            {"theme": "light", "shade": "dark"}, "light", "light", id="light chosen"
        ),
        pytest.param({"theme": "auto", "shade": "dark"}, "auto", "dark", id="as last seen"),
        pytest.param({"theme": '"><script>'}, "auto", "light", id="not a theme"),
        pytest.param({"shade": "pink"}, "auto", "light", id="not a shade"),
    ],
)
def test_theme_comes_from_what_was_chosen(ask, cookies, theme, shade):
    request = ask()
    request.COOKIES.update(cookies)
    assert (Shell(request).theme, Shell(request).shade) == (theme, shade)


def test_where_pages_come_encrypted_only_their_own_cookie_counts(ask):
    request = ask()
    request.is_secure = lambda: True
    request.COOKIES.update({"theme": "dark", "__Host-theme": "light"})
    assert Shell(request).theme == "light"


def test_frame_names_its_reader(ask):
    frame = shell(ask())["shell"]
    assert (frame.name, frame.initials, frame.role) == ("Dr Ada Example", "AE", "Nurse")


@pytest.mark.parametrize(("page", "kept"), [("search", "Asha"), ("home", "")])
def test_words_of_a_search_stay_in_its_box_on_its_page_only(ask, ways, page, kept):
    ways(Navigation(search=Entry(label="Find", icon="search", url_name="search")))
    request = ask("/search/?q=Asha")
    request.resolver_match = ResolverMatch(lambda r: None, (), {}, url_name=page)
    assert Shell(request).sought == kept


def test_stranger_is_not_signed_in(ask):
    request = ask()
    request.user = AnonymousUser()
    frame = Shell(request)
    assert not frame.signed_in
    assert frame.role == ""


def test_request_that_failed_before_sign_in_still_has_a_frame(rf):
    assert not Shell(rf.get("/")).signed_in
