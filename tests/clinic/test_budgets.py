"""What a page costs: questions to the database, and work beside Django's bare page."""

import time
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse

from foundation.accounts.guards import require
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from patients.models import Couple

MOST_QUERIES = 12
TIMES_BARE = 3
ROUNDS = 60


@require(Permission.HOME_VIEW)
def bare(request):
    """Django's own signed-in page: session, user, a response."""
    return HttpResponse(f"<!doctype html><title>Bare</title><p>{request.user}</p>")


@require(Permission.HOME_VIEW)
def empty(request):
    """The product's empty page: the whole frame with nothing in it."""
    return render(request, "base.html")


urlpatterns = [path("bare/", bare), path("empty/", empty), path("", include("clinic.urls"))]


def pages() -> dict[str, str]:
    couple = Couple.objects.order_by("pk").first()
    return {
        "home": reverse("home"),
        "chart": couple.get_absolute_url(),
        "booking": reverse("appointments:appointment_book", args=[couple.number]),
        "calendar": reverse("appointments:calendar"),
    }


def queries_of(client: Client) -> dict[str, int]:
    """Count each page's questions once it is warm."""
    counted = {}
    for name, address in pages().items():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counted[name] = len(asked)
    return counted


@pytest.fixture
def counted(request, db, client) -> dict[str, int]:
    """The questions each page asks in a clinic of that many couples."""
    call_command("load_catalogues")
    call_command("seed_demo", couples=request.param)
    client.force_login(User.objects.get(username="clinician"))
    return queries_of(client)


seen: dict[int, dict[str, int]] = {}


@pytest.mark.parametrize("counted", [20, 200], indirect=True, ids=["20", "200"])
def test_a_page_asks_at_most_twelve_questions(counted):
    assert max(counted.values()) <= MOST_QUERIES, counted


@pytest.mark.parametrize(
    ("counted", "couples"), [(20, 20), (200, 200)], indirect=["counted"]
)
def test_a_page_asks_a_large_clinic_no_more_than_a_small_one(counted, couples):
    seen[couples] = counted

    assert all(other == counted for other in seen.values()), seen


@pytest.mark.urls(__name__)
def test_the_empty_page_is_at_most_three_bare_ones(client, nurse):
    client.force_login(nurse)

    costs = [work(client, "/empty/") / work(client, "/bare/") for _ in range(3)]

    assert min(costs) <= TIMES_BARE, costs


def work(client: Client, address: str) -> float:
    """The processor time of one request, the least of many: what the page itself takes."""
    for _ in range(5):
        client.get(address)
    return min(_timed(lambda: client.get(address)) for _ in range(ROUNDS))


def _timed(ask: Callable[[], HttpResponse]) -> float:
    began = time.process_time()
    ask()
    return time.process_time() - began
