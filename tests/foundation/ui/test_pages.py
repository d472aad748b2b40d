"""Whole pages from the server: the frame by role, the gallery, what is refused."""

import html5lib
import pytest
from django.urls import reverse

from clinic.navigation import NAVIGATION
from foundation.ui.navigation import address
from tests.factories import accounts


@pytest.fixture(autouse=True)
def few_addresses(settings):
    """Here all addresses of the clinic exist."""
    settings.ROOT_URLCONF = "clinic.urls"
    address.cache_clear()


def page(client, url: str):
    response = client.get(url)
    tree = html5lib.parse(response.content, namespaceHTMLElements=False)
    return response, tree


def words(element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def part(tree, name: str):
    return next((each for each in tree.iter() if each.get("id") == name), None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", ["reception", "nurse", "clinician", "laboratory", "manager"]
)
def test_each_role_is_shown_its_own_ways(client, role):
    user = accounts.staff(role)
    client.force_login(user)
    response, tree = page(client, reverse("gallery"))
    assert response.status_code == 200
    shown = [words(entry) for entry in part(tree, "side").iter("li")]
    assert shown == [
        entry.label
        for entry in NAVIGATION.entries
        if user.may(entry.permission) and entry.url
    ]


@pytest.mark.django_db
def test_frame_names_the_reader_and_signs_out_by_post(client, nurse):
    client.force_login(nurse)
    _, tree = page(client, reverse("gallery"))
    menu = part(tree, "reader-menu")
    assert "Nurse" in words(menu)
    form = next(menu.iter("form"))
    assert (form.get("method"), form.get("action")) == ("post", reverse("account_logout"))


@pytest.mark.django_db
def test_gallery_is_kept_from_strangers(client):
    response = client.get(reverse("gallery"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.django_db
def test_page_that_is_not_there_says_so_in_the_look_of_the_house(client, nurse):
    client.force_login(nurse)
    response, tree = page(client, "/no/such/page/")
    assert response.status_code == 404
    assert words(next(tree.iter("h1"))) == "This page is not here"


@pytest.mark.django_db
def test_theme_of_the_cookie_is_in_the_first_byte(client, nurse):
    client.force_login(nurse)
    client.cookies["theme"] = "dark"
    _, tree = page(client, reverse("gallery"))
    assert tree.get("data-bs-theme") == "dark"


@pytest.mark.django_db
def test_sign_in_page_shows_no_demo_sign_ins_outside_a_demo(client):
    response, tree = page(client, reverse("account_login"))
    assert response.status_code == 200
    assert "demonstration" not in words(tree).lower().replace("demonstration clinic", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_inactive"],
)
def test_pages_of_sign_in_wear_the_look_of_the_house(client, name):
    response, tree = page(client, reverse(name))
    assert response.status_code in {200, 403}
    assert any(each.get("class") == "plain" for each in tree.iter("div"))
    assert b"style=" not in response.content


@pytest.mark.django_db
def test_refused_sign_in_keeps_the_name_and_says_why(client):
    response = client.post(
        reverse("account_login"), {"login": "nobody", "password": "not the password"}
    )
    tree = html5lib.parse(response.content, namespaceHTMLElements=False)
    assert part(tree, "id_login").get("value") == "nobody"
    alert = next(each for each in tree.iter() if each.get("role") == "alert")
    assert words(alert).startswith("You are not signed in yet:")
