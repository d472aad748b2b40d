"""How tests invite somebody, come with a link and sign in."""

import re

from django.test import Client

from foundation.accounts.models import User
from foundation.records.models import Act
from tests.factories.accounts import PASSWORD
from tests.sending import as_it_stands

STAFF = "/settings/staff/"
NEW = "four lamps burn low"
JOINING = {
    "first_name": "Nila", "last_name": "Sample", "username": "nila", "role": "nurse",
}  # fmt: skip


def link_on(page) -> str:
    return re.search(r"<code>http://testserver(/account/join/[\w-]+/)</code>", page).group(
        1
    )


def invited(desk: Client, **fields) -> tuple[User, str]:
    """Invite somebody and read the link that is shown."""
    answer = desk.post(f"{STAFF}invite/", JOINING | fields)
    assert answer.status_code == 302, answer.content.decode()
    return User.objects.get(username="nila"), link_on(desk.get(answer.url).content.decode())


def choose(link: str, password: str = NEW, again: str | None = None):
    newcomer = Client()
    newcomer.get(link)
    typed = {"password": password, "again": again or password}
    return newcomer.post("/account/join/", typed), newcomer


def is_inside(client: Client) -> bool:
    return client.get("/").status_code == 200


def signed_in(username: str) -> Client:
    client = Client()
    client.post("/account/login/", {"login": username, "password": PASSWORD})
    assert is_inside(client)
    return client


def last_act() -> Act:
    return Act.objects.order_by("-pk").first()


def press(desk: Client, person: User, path: str, **typed):
    """Open somebody's page, fill in one of its forms and send it."""
    page, to = f"{STAFF}{person.pk}/", f"{STAFF}{person.pk}/{path}/"
    named = {name.replace("_", "-"): word for name, word in typed.items()}
    return desk.post(to, as_it_stands(desk.get(page), to) | named)
