"""A form sent twice is one act and one answer."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import include, path

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission
from foundation.records.models import Act, Submission
from foundation.records.services import log_act


@require(Permission.COUPLE_VIEW)
def act(request):
    """Do one act; refuse the word 'no' after having begun."""
    log_act(by=request.user, action="tried", subject=request.user)
    if request.POST.get("word") == "no":
        return HttpResponse("Not that word.", status=422)
    if request.POST.get("word") == "break":
        raise RuntimeError("broken half-way")
    if request.POST.get("word") == "leave":
        return HttpResponse(headers={"HX-Redirect": "/elsewhere/"})
    return redirect(f"/made/{Act.objects.count()}/")


urlpatterns = [path("act/", act), path("", include("clinic.urls"))]
pytestmark = pytest.mark.urls(__name__)


def post(client: Client, key, **fields):
    return client.post("/act/", {"submission_key": str(key), **fields})


def test_the_second_post_gets_the_first_ones_answer(client, nurse):
    client.force_login(nurse)
    key = uuid4()

    first, second = post(client, key), post(client, key)

    assert (first.url, second.url) == ("/made/1/", "/made/1/")
    assert Act.objects.count() == 1


def test_another_form_is_another_act(client, nurse):
    client.force_login(nurse)

    assert post(client, uuid4()).url == "/made/1/"
    assert post(client, uuid4()).url == "/made/2/"


def test_a_refused_form_may_be_sent_again(client, nurse):
    client.force_login(nurse)
    key = uuid4()

    assert post(client, key, word="no").status_code == 422
    assert post(client, key).status_code == 302
    assert Submission.objects.count() == 1


def test_a_fault_half_way_leaves_nothing_half_saved(client, nurse):
    client.force_login(nurse)

    with pytest.raises(RuntimeError):
        post(client, uuid4(), word="break")

    assert (Act.objects.count(), Submission.objects.count()) == (0, 0)


def test_an_answer_that_leaves_the_page_is_repeated_as_such(client, nurse):
    client.force_login(nurse)
    key = uuid4()

    answers = [post(client, key, word="leave") for _ in range(2)]

    assert [answer["HX-Redirect"] for answer in answers] == ["/elsewhere/"] * 2
    assert Act.objects.count() == 1


def test_the_key_of_somebody_else_is_ignored(client, nurse, clinician):
    key = uuid4()
    client.force_login(nurse)
    post(client, key)
    client.force_login(clinician)

    assert post(client, key).url == "/made/2/"


def test_a_form_without_a_key_still_works(client, nurse):
    client.force_login(nurse)

    assert client.post("/act/").status_code == 302
    assert client.post("/act/", {"submission_key": "nonsense"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_eight_posts_at_once_are_one_act(nurse):
    key = uuid4()

    def press(_) -> str:
        client = Client()
        client.force_login(nurse)
        try:
            return post(client, key).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(press, range(8)))

    assert answers == {"/made/1/"}
    assert Act.objects.count() == 1
