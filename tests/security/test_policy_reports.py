"""What browsers refuse is counted by day and page; nothing else that is sent is kept."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from foundation.accounts import refusals
from foundation.accounts.models import PolicyRefusal

ADDRESS = "/policy-reports"
HOST = "http://testserver"
TOLD = {
    "document-uri": f"{HOST}/couples/C1001/?q=Asha",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://elsewhere.example/steal.js?name=Asha",
    "script-sample": "Asha Sample",
    "source-file": f"{HOST}/couples/C1001/",
}


@pytest.fixture(autouse=True)
def no_counts_of_others(db):
    cache.clear()


def send(told, *, client: Client | None = None, **extra):
    body = told if isinstance(told, bytes) else json.dumps({"csp-report": told}).encode()
    reporter = client or Client(enforce_csrf_checks=True)
    return reporter.generic(
        "POST", ADDRESS, body, content_type="application/csp-report", **extra
    )


def counted() -> list[tuple]:
    return list(PolicyRefusal.objects.values_list("page", "directive", "refused", "times"))


def test_a_refusal_is_counted_by_page_and_kind():
    answers = [send(TOLD) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {204}
    assert counted() == [("couple_chart", "script-src-elem", "another host", 3)]


def test_nothing_about_a_patient_is_kept():
    send(TOLD)

    kept = str(PolicyRefusal.objects.values().get())
    assert "Asha" not in kept
    assert "C1001" not in kept
    assert "steal" not in kept


@pytest.mark.parametrize(
    ("blocked", "word"),
    [("inline", "inline"), ("eval", "eval"), ("data", "data"), ("data:text/html,x", "data"),
     (f"{HOST}/static/x.js", "own host"), ("blob", "other"), ("http://[", "unreadable"),
     (7, "other")],
)  # fmt: skip
def test_what_was_refused_is_one_word(blocked, word):
    send(TOLD | {"blocked-uri": blocked})

    assert counted() == [("couple_chart", "script-src-elem", word, 1)]


@pytest.mark.parametrize(
    "told",
    [
        b"", b"not json", b"[]", b"{}", b'{"csp-report": []}', b"[" * 5000, b"\xff\x00",
        {}, TOLD | {"effective-directive": "made-up-src"},
        TOLD | {"effective-directive": 5},
        TOLD | {"document-uri": "http://elsewhere.example/couples/C1001/"},
        TOLD | {"document-uri": f"{HOST}/nowhere/"}, TOLD | {"document-uri": "http://["},
        TOLD | {"document-uri": f"{HOST}/{'x' * 3000}"},
    ],
)  # fmt: skip
def test_whatever_else_is_sent_is_answered_the_same_and_counts_nothing(told):
    assert send(told).status_code == 204
    assert counted() == []


def test_a_long_report_is_not_read():
    assert send(TOLD | {"script-sample": "x" * 9000}).status_code == 204
    assert counted() == []


def test_one_network_counts_sixty_a_minute_and_another_still_does():
    for _ in range(70):
        send(TOLD, REMOTE_ADDR="198.51.100.66")
    send(TOLD | {"effective-directive": "img-src"}, REMOTE_ADDR="203.0.113.7")

    assert [times for *_, times in sorted(counted())] == [1, 60]


def test_only_a_post_is_taken():
    assert Client().get(ADDRESS).status_code == 405


def test_an_older_browser_names_the_directive_otherwise():
    told = {name: value for name, value in TOLD.items() if name != "effective-directive"}
    send(told | {"violated-directive": "img-src"})

    assert counted()[0][1] == "img-src"


def test_the_last_seven_days_are_added_up():
    today = timezone.localdate()
    for days, times in ((0, 2), (6, 3), (7, 100)):
        PolicyRefusal.objects.create(
            on=today - timedelta(days=days),
            page="home", directive="img-src", refused="data", times=times,
        )  # fmt: skip

    assert refusals.refused_lately(on=today) == 5


def test_there_is_one_row_per_day_and_page():
    """accounts_policyrefusal_one_row_per_day_and_page"""
    row = {"on": timezone.localdate(), "page": "home", "directive": "a", "refused": "b"}
    PolicyRefusal.objects.create(**row)
    with pytest.raises(IntegrityError, match="one_row_per_day"), transaction.atomic():
        PolicyRefusal.objects.create(**row)


def test_the_administrator_sees_the_number(client, administrator):
    send(TOLD)
    client.force_login(administrator)

    dials = {dial.label: dial for dial in client.get("/machine-room/").context["dials"]}

    assert (dials["Content refused"].value, dials["Content refused"].tone) == (
        "1",
        "caution",
    )
