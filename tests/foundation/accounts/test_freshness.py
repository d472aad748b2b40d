"""What matters asks again who sits at the keyboard, and nothing typed is lost."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.guards import require
from foundation.accounts.models import StaffSession
from foundation.accounts.roles import Permission
from foundation.records.models import Act
from foundation.records.services import log_act
from tests.factories.accounts import PASSWORD

LATER = timedelta(minutes=5, seconds=1)


@require(Permission.COUPLE_VIEW, fresh=True)
@require_safe
def sheet(request):
    return HttpResponse(f"sheet {request.GET.get('of', '')}")


@require(Permission.COUPLE_VIEW, fresh=True)
@require_POST
def act(request):
    """Write down every word of the form."""
    log_act(by=request.user, action="told", subject=request.user, **dict(request.POST))
    return redirect("/done/")


@require(Permission.RESULT_SIGN, fresh=True)
def not_for_nurses(request):
    return HttpResponse("signed")


urlpatterns = [
    path("sheet/", sheet),
    path("act/", act),
    path("sign/", not_for_nurses),
    path("", include("clinic.urls")),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def stale(client, nurse):
    """A nurse who signed in a while ago."""
    client.force_login(nurse)
    with time_machine.travel(timezone.now() + LATER, tick=True):
        yield client


def fields_of(page: HttpResponse) -> dict[str, list[str]]:
    """The hidden fields of the question, as a browser would send them."""
    question = page.content.decode().split('id="proof"')[-1].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'type="hidden" name="([^"]+)" value="([^"]*)"', question
    ):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def told() -> dict:
    return Act.objects.get(action="told").details


def test_whoever_has_just_signed_in_is_not_asked(client, nurse):
    client.force_login(nurse)

    assert client.get("/sheet/").content == b"sheet "


def test_after_five_minutes_the_page_asks_in_its_own_place(stale):
    page = stale.get("/sheet/?of=today")

    assert page.status_code == 401
    assert 'action="/sheet/?of=today"' in page.content.decode()
    assert "Is it still you?" in page.content.decode()


def test_the_password_opens_the_page_that_was_asked_for(stale):
    fields = fields_of(stale.get("/sheet/?of=today"))

    answer = stale.post("/sheet/?of=today", fields | {"proof-password": PASSWORD})

    assert (answer.status_code, answer.url) == (302, "/sheet/?of=today")
    assert stale.get(answer.url).content == b"sheet today"


def test_the_session_goes_on_under_a_new_key(stale):
    key = stale.session.session_key
    fields = fields_of(stale.get("/sheet/"))
    stale.post("/sheet/", fields | {"proof-password": "not mine at all"})
    assert stale.session.session_key == key

    stale.post("/sheet/", fields | {"proof-password": PASSWORD})

    assert stale.session.session_key != key
    assert not StaffSession.objects.filter(session_key=key).exists()
    assert stale.get("/sheet/").status_code == 200


def test_a_form_on_its_way_arrives_whole_and_once(stale):
    key = str(uuid4())
    typed = {"reason": 'she said "no" <b>', "agent": ["HIV", "HBV"], "submission_key": key}
    fields = fields_of(stale.post("/act/", typed))

    answers = [stale.post("/act/", fields | {"proof-password": PASSWORD}) for _ in "12"]

    assert [answer.url for answer in answers] == ["/done/", "/done/"]
    assert told()["reason"] == ['she said "no" <b>']
    assert told()["agent"] == ["HIV", "HBV"]
    assert told()["submission_key"][-1] == key


def test_nothing_is_done_before_the_proof(stale):
    stale.post("/act/", {"reason": "early", "submission_key": str(uuid4())})

    assert not Act.objects.filter(action="told").exists()


def test_a_wrong_password_asks_again_and_still_loses_nothing(stale):
    fields = fields_of(stale.post("/act/", {"reason": "typed at length"}))

    page = stale.post("/act/", fields | {"proof-password": "not this one"})

    assert page.status_code == 401
    assert "That is not your password." in page.content.decode()
    assert fields_of(page)["reason"] == ["typed at length"]
    assert not Act.objects.filter(action="told").exists()


def test_a_page_asked_for_opens_after_a_second_try_too(stale):
    fields = fields_of(stale.get("/sheet/"))
    again = fields_of(stale.post("/sheet/", fields | {"proof-password": "not this one"}))

    answer = stale.post("/sheet/", again | {"proof-password": PASSWORD})

    assert (answer.status_code, answer.url) == (302, "/sheet/")


def test_the_password_itself_is_not_written_into_the_page(stale):
    page = stale.post("/act/", {"proof-password": "not this one"})

    assert "not this one" not in page.content.decode()


def test_a_swap_is_asked_inside_its_own_part(stale):
    page = stale.post(
        "/act/",
        {"reason": "in a part"},
        headers={"HX-Request": "true", "HX-Target": "panels"},
    )

    part = page.content.decode()
    assert part.lstrip().startswith('<section class="card narrow" id="panels">')
    assert 'hx-post="/act/" hx-target="#panels"' in part


def test_a_proof_does_not_last(stale):
    stale.post("/sheet/", {"proof-open": "yes", "proof-password": PASSWORD})
    assert stale.get("/sheet/").status_code == 200

    with time_machine.travel(timezone.now() + LATER, tick=True):
        assert stale.get("/sheet/").status_code == 401


def test_a_clock_set_back_proves_nothing(client, nurse):
    client.force_login(nurse)

    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=True):
        assert client.get("/sheet/").status_code == 401


def test_a_colleagues_password_proves_nothing(stale, clinician):
    clinician.set_password("another calm passphrase")
    clinician.save()

    page = stale.post("/sheet/", {"proof-password": "another calm passphrase"})

    assert page.status_code == 401


def test_whom_the_role_does_not_admit_is_not_even_asked(stale):
    assert stale.get("/sign/").status_code == 403
