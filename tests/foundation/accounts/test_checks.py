"""A view without a permission stops `manage.py check`, wherever it hides."""

import io
from contextlib import redirect_stderr

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpResponse
from django.urls import include, path
from django.views import View

from foundation.accounts.checks import every_view_names_its_permission
from foundation.accounts.guards import require
from foundation.accounts.roles import Permission

OPEN_DOORS = {"open": "a reason"}
WITHOUT_REASON = {"open": "  "}
NO_SUCH_DOOR = {"open": "a reason", "gone": "a reason"}


def answer(request):
    return HttpResponse()


class Page(View):
    """It says so itself, and nobody asks it."""

    required_permission = Permission.HOME_VIEW


guarded = require(Permission.HOME_VIEW)
bare = path("a/", answer, name="bare")
of_class = path("b/", Page.as_view(), name="of_class")
included = path("c/", include(([path("d/<int:pk>/", answer, name="in")], "other")))
nameless = path("e/", answer)
kept = [
    path("f/", guarded(answer), name="kept"),
    path("g/", guarded(Page.as_view()), name="kept_class"),
    path("h/", answer, name="open"),
]


@pytest.fixture
def house(settings, request):
    """A house whose doors the test names, this module being its table of addresses."""

    def built(*patterns, open_doors="OPEN_DOORS"):
        settings.ROOT_URLCONF = __name__
        settings.OPEN_DOORS = f"{__name__}.{open_doors}"
        globals()["urlpatterns"] = [*patterns, *kept]

    yield built
    globals()["urlpatterns"] = []


def said() -> list[str]:
    return [fault.msg for fault in every_view_names_its_permission(None)]


def test_the_doors_of_the_clinic_are_all_guarded_or_declared():
    assert said() == []


def test_a_guarded_view_and_a_declared_one_are_well(house):
    house()

    assert said() == []


@pytest.mark.parametrize(
    ("door", "told"),
    [
        pytest.param(bare, "bare at /a/", id="a function"),
        pytest.param(of_class, "of_class at /b/", id="a class that only says so"),
        pytest.param(included, "other:in at /c/d/<int:pk>/", id="in an included table"),
        pytest.param(nameless, "e/ at /e/", id="a view without a name"),
    ],
)
def test_a_view_without_a_permission_is_refused(house, door, told):
    house(door)

    assert said() == [f"{told} does not say who may enter."]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("WITHOUT_REASON", "The open door open gives no reason."),
        ("NO_SUCH_DOOR", "The open door gone is no view without a permission."),
    ],
)
def test_an_open_door_has_a_reason_and_a_view(house, declared, told):
    house(open_doors=declared)

    assert said() == [told]


def test_the_command_fails(house):
    house(bare)

    with redirect_stderr(io.StringIO()), pytest.raises(SystemCheckError, match="bare at"):
        call_command("check", tags=["security"])
