"""Ways are shown to those who may go them; the closest one is the present one."""

import pytest
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils.module_loading import import_string

from clinic.navigation import NAVIGATION
from foundation.accounts.roles import Permission
from foundation.ui.context import Shell
from foundation.ui.navigation import Entry, Navigation

TODAY = Entry(label="Today", icon="sunrise", url_name="home", permission="home_view")
SIGNING = Entry(
    label="Sign in", icon="key", url_name="account_login", covers=("immunology:",)
)
PANELS = Entry(
    label="Panels", icon="key", url_name="account_logout", covers=("immunology:panel",)
)
NOWHERE = Entry(label="Nowhere", icon="key", url_name="no_such_page")


def at(view_name: str) -> ResolverMatch:
    namespace, _, name = view_name.rpartition(":")
    return ResolverMatch(
        lambda request: None,
        (),
        {},
        url_name=name,
        namespaces=[namespace] if namespace else [],
    )


def test_entry_is_shown_to_those_who_may(ask, ways):
    ways(Navigation(entries=(TODAY, SIGNING)))
    assert Shell(ask("/", "home_view")).entries == [TODAY, SIGNING]
    assert Shell(ask("/")).entries == [SIGNING]


def test_entry_without_a_page_is_not_shown(ask, ways):
    ways(Navigation(entries=(NOWHERE, SIGNING), action=NOWHERE, search=NOWHERE))
    shell = Shell(ask("/"))
    assert shell.entries == [SIGNING]
    assert shell.action is None
    assert shell.search is None


@pytest.mark.parametrize(
    ("view_name", "entry"),
    [
        pytest.param("home", TODAY, id="its own page"),
        pytest.param("immunology:panels_unsigned", SIGNING, id="a page of its namespace"),
        pytest.param("immunology:panel", PANELS, id="the closest of two"),
        pytest.param("couple_chart", None, id="a page nobody covers"),
    ],
)
def test_closest_entry_is_the_present_one(ask, ways, view_name, entry):
    ways(Navigation(entries=(TODAY, SIGNING, PANELS)))
    request = ask("/", "home_view")
    request.resolver_match = at(view_name)
    assert Shell(request).current == entry


def test_page_that_is_not_there_has_no_present_entry(ask, ways):
    ways(Navigation(entries=(TODAY,)))
    assert Shell(ask("/", "home_view")).current is None


@pytest.mark.parametrize("entry", [*NAVIGATION], ids=lambda entry: entry.label)
def test_every_way_of_the_clinic_leads_somewhere(entry, settings):
    settings.ROOT_URLCONF = "clinic.urls"
    try:
        assert reverse(entry.url_name)
    except NoReverseMatch:
        pytest.fail(f"{entry.label} leads to {entry.url_name}, and no page has that name.")


@pytest.mark.parametrize("entry", [*NAVIGATION], ids=lambda entry: entry.label)
def test_every_way_of_the_clinic_names_its_permission(entry):
    assert entry.permission in set(Permission)


def test_settings_name_the_clinics_ways(settings):
    assert import_string(settings.NAVIGATION) is NAVIGATION
