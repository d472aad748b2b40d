"""Every page of every role: no complaint of the browser, none of axe, in every shade."""

import pytest

from clinic.demo import SIGN_INS
from foundation.accounts.roles import ROLES, Permission
from tests.journeys.looking import look

READERS = list({role: username for username, _password, role in SIGN_INS}.values())
WITH_CHARTS = [
    username
    for username, _password, role in SIGN_INS
    if username in READERS and Permission.COUPLE_VIEW in ROLES[role].permissions
]


@pytest.fixture(scope="module")
def seen_everywhere() -> set[str]:
    """What was looked at in the dark and on a tablet; the next reader sees it by day.

    The first page differs for everybody, so nobody's is left out.
    """
    return set()


@pytest.mark.parametrize("username", READERS)
def test_every_way_through_the_clinic_opens_cleanly(desk, seen_everywhere, username):
    page = desk(username)
    ways = page.locator("nav[aria-label='Main'] a, .top-actions a")
    found = ways.evaluate_all("all => [...new Set(all.map(e => e.getAttribute('href')))]")
    assert "/" in found
    for way in sorted(found):
        answered = page.goto(way)
        assert answered is not None
        assert answered.status == 200, way
        everywhere = way == "/" or way not in seen_everywhere
        look(page, f"{username}{way.replace('/', '-')}", everywhere=everywhere)
        seen_everywhere.add(way)


@pytest.mark.parametrize("username", WITH_CHARTS)
def test_the_chart_of_a_couple_opens_cleanly(desk, username):
    page = desk(username)
    page.goto("/search/?q=Sample")
    page.locator("#found tbody th a").first.click()
    look(page, f"{username}-chart", everywhere=True)
