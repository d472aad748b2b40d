"""A reader of pages, without a database."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from foundation.ui import navigation
from tests.stage import chromium, stage

__all__ = ["chromium", "stage"]


class Reader:
    """Somebody signed in, with the permissions of a table."""

    is_authenticated = True
    pk = 1

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def get_full_name(self) -> str:
        return "Ada Example"

    def get_role_display(self) -> str:
        return "Nurse"

    def __str__(self) -> str:
        return "Dr Ada Example"


@pytest.fixture
def ask(rf: RequestFactory):
    """Make a request from a reader with the given permissions and cookies."""

    def made(path: str = "/", *permissions: str, **headers: str) -> HttpRequest:
        request = rf.get(path, headers=headers)
        request.user = Reader(*permissions)
        request.resolver_match = None
        return request

    return made


@pytest.fixture(autouse=True)
def few_addresses(settings):
    """Only the addresses of this folder exist; no page of the clinic is needed."""
    settings.ROOT_URLCONF = "tests.foundation.ui.addresses"
    navigation.address.cache_clear()
    yield
    navigation.address.cache_clear()


@pytest.fixture
def ways(monkeypatch):
    """Put another table of ways in the place of the clinic's."""

    def put(table: navigation.Navigation) -> None:
        for module in ("foundation.ui.navigation", "foundation.ui.context"):
            monkeypatch.setattr(f"{module}.navigation", lambda: table)

    return put
