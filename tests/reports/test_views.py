"""The doors to documents: who may enter, what they find, what they leave behind."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from foundation.records.models import Act, Look
from reports import rendering
from reports.choices import State
from reports.models import Document
from tests.factories.reports import document, drawn

PAPER = b"%PDF-1.7 the paper of one couple"
SWAP = {"HX-Request": "true"}


@pytest.fixture
def ready(couple, clinician):
    return drawn(couple=couple, by=clinician, pdf=PAPER)


@pytest.fixture
def as_(db):
    def client(user):
        browser = Client()
        browser.force_login(user)
        return browser

    return client


def pdf_url(document, **query):
    return reverse("reports:document_pdf", args=[document.number])


def issue_url(couple):
    return reverse("reports:document_issue", args=[couple.number])


def list_url(couple):
    return reverse("reports:couple_documents", args=[couple.number])


# --- Issuing ---------------------------------------------------------------------------


def test_issuing_leads_to_the_document(as_, clinician, couple):
    answer = as_(clinician).post(issue_url(couple), {"note": "For the second visit"})
    issued = Document.objects.get()
    assert (answer.status_code, answer.url) == (302, issued.get_absolute_url())
    assert (issued.couple, issued.note) == (couple, "For the second visit")


def test_issuing_inside_a_swap_leaves_the_page(as_, clinician, couple):
    answer = as_(clinician).post(issue_url(couple), headers=SWAP)
    assert answer.headers["HX-Redirect"] == Document.objects.get().get_absolute_url()


def test_a_double_click_issues_one_document(as_, clinician, couple):
    browser, keys = as_(clinician), {"submission_key": str(uuid.uuid4())}
    answers = [browser.post(issue_url(couple), keys) for _ in range(2)]
    assert Document.objects.count() == 1
    assert {answer.url for answer in answers} == {Document.objects.get().get_absolute_url()}


def test_the_other_couples_document_cannot_be_replaced(
    as_, clinician, couple, other_couple
):
    other = document(couple=other_couple, by=clinician)
    document(couple=couple, by=clinician)
    answer = as_(clinician).post(issue_url(couple), {"replaces": other.number})
    assert answer.status_code == 422
    refusal = "Choose one of this couple&#x27;s documents that still stands."
    assert refusal in answer.content.decode()
    assert other.number not in answer.content.decode()
    assert Document.objects.filter(couple=couple).count() == 1


def test_a_note_that_is_too_long_is_refused_in_words_and_kept(as_, clinician, couple):
    document(couple=couple, by=clinician)
    answer = as_(clinician).post(issue_url(couple), {"note": "x" * 301}, headers=SWAP)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "at most 300 characters" in page
    assert "x" * 301 in page
    assert Document.objects.count() == 1


@pytest.mark.parametrize("role", ["nurse", "receptionist", "laboratory", "manager"])
def test_only_clinicians_issue(as_, request, couple, role):
    answer = as_(request.getfixturevalue(role)).post(issue_url(couple))
    assert answer.status_code == 403
    assert not Document.objects.exists()


def test_issuing_is_a_post(as_, clinician, couple):
    assert as_(clinician).get(issue_url(couple)).status_code == 405


# --- Reading ---------------------------------------------------------------------------


def test_the_paper_is_served_as_it_was_sealed(as_, nurse, ready, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("a print never draws")

    monkeypatch.setattr(rendering, "draw", never)
    browser = as_(nurse)
    prints = [browser.get(pdf_url(ready)).content for _ in range(2)]
    assert prints == [PAPER, PAPER]


def test_the_paper_is_shown_in_our_own_frame_and_kept_by_nobody(as_, nurse, ready):
    headers = as_(nurse).get(pdf_url(ready)).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        f'inline; filename="{ready.couple.number}-{ready.number}.pdf"'
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_only_the_paper_may_be_framed(as_, nurse, ready):
    headers = as_(nurse).get(ready.get_absolute_url()).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_every_look_at_the_paper_is_on_the_record(as_, nurse, ready):
    browser = as_(nurse)
    browser.get(ready.get_absolute_url())
    browser.get(pdf_url(ready))
    copy = browser.get(pdf_url(ready), {"download": ""})
    assert copy.headers["Content-Disposition"].startswith("attachment;")
    looks = Look.objects.filter(subject_id=str(ready.pk)).order_by("pk")
    assert list(looks.values_list("action", "actor")) == [
        ("document.opened", nurse.pk),
        ("document.read", nurse.pk),
        ("document.downloaded", nurse.pk),
    ]


@pytest.mark.parametrize("state", ["waiting", "drawing", "failed"])
def test_there_is_no_paper_before_it_is_drawn(as_, nurse, couple, clinician, state):
    unfinished = in_state(state, couple=couple, by=clinician)
    assert as_(nurse).get(pdf_url(unfinished)).status_code == 404


def in_state(state, **given):
    from django.utils import timezone

    fields = {
        "waiting": {},
        "drawing": {"leased_until": timezone.now()},
        "failed": {"reason": "This machine lacks the library that draws documents."},
    }
    return document(state=state, **fields[state], **given)


@pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
@pytest.mark.parametrize(
    "name", ["document_list", "document_detail", "document_pdf", "couple_documents"]
)
def test_reports_are_for_those_who_care_for_the_couple(as_, request, ready, role, name):
    arguments = {
        "document_list": [],
        "couple_documents": [ready.couple.number],
    }.get(name, [ready.number])
    user = request.getfixturevalue(role)
    answer = as_(user).get(reverse(f"reports:{name}", args=arguments))
    assert answer.status_code == 403
    assert PAPER not in answer.content
    looks = Look.objects.filter(actor=user).values_list("action", flat=True)
    assert list(looks) == ["access.refused"]


@pytest.mark.parametrize("name", ["document_detail", "document_pdf"])
def test_a_number_nobody_has_is_not_found(as_, clinician, name):
    address = reverse(f"reports:{name}", args=["D-2026-999999"])
    assert as_(clinician).get(address).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, ready):
    answer = client.get(pdf_url(ready))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["couple_documents", "document_issue"])
def test_a_couple_nobody_has_is_not_found(as_, clinician, name):
    address = reverse(f"reports:{name}", args=["C999999"])
    browser = as_(clinician)
    ask = browser.post if name == "document_issue" else browser.get
    assert ask(address).status_code == 404


# --- Lists -----------------------------------------------------------------------------


def test_a_couple_sees_its_own_documents_alone(as_, nurse, couple, other_couple, ready):
    other = drawn(couple=other_couple, by=nurse)
    page = as_(nurse).get(list_url(couple)).content.decode()
    assert ready.number in page
    assert other.number not in page
    assert other_couple.number not in page


def test_the_first_report_is_one_click_away(as_, clinician, couple):
    page = as_(clinician).get(list_url(couple)).content.decode()
    assert "No report has been issued for this couple yet." in page
    assert page.count("Issue the couple report") == 1


def test_who_may_not_issue_is_not_offered_to(as_, nurse, ready):
    page = as_(nurse).get(list_url(ready.couple)).content.decode()
    assert "Issue the couple report" not in page


def test_a_replaced_document_names_its_successor(as_, nurse, ready, clinician, couple):
    newer = drawn(couple=couple, by=clinician, replaces=ready)
    page = as_(nurse).get(ready.get_absolute_url()).content.decode()
    assert "No longer valid" in page
    assert newer.get_absolute_url() in page
    newer_page = as_(nurse).get(newer.get_absolute_url()).content.decode()
    assert ready.get_absolute_url() in newer_page
    listed = as_(nurse).get(list_url(couple)).content.decode()
    assert "replaced by" in listed


def test_only_a_standing_document_is_offered_for_replacing(as_, clinician, couple, ready):
    drawn(couple=couple, by=clinician, replaces=ready)
    page = as_(clinician).get(list_url(couple)).content.decode()
    assert f'<option value="{ready.number}"' not in page


@pytest.mark.parametrize("which", ["all", "of one couple"])
def test_a_list_costs_the_same_with_many(
    as_, nurse, couple, clinician, django_assert_num_queries, which
):
    address = reverse("reports:document_list") if which == "all" else list_url(couple)
    browser = as_(nurse)
    drawn(couple=couple, by=clinician)
    browser.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for _ in range(29):
        drawn(couple=couple, by=clinician)
    with CaptureQueriesContext(connection) as thirty:
        browser.get(address)
    assert len(thirty) == len(one) <= 9
    assert not [query for query in thirty if '"facts"' in query["sql"]]
    assert not [query for query in thirty if '."pdf"' in query["sql"]]


def test_older_documents_are_a_page_away(as_, nurse, couple, clinician):
    issued = [drawn(couple=couple, by=clinician).number for _ in range(31)]
    browser = as_(nurse)
    first = browser.get(reverse("reports:document_list"))
    older = browser.get(
        reverse("reports:document_list"), {"before": first.context["next_page"]}
    )
    assert [d.number for d in first.context["documents"]] == issued[:0:-1]
    assert [d.number for d in older.context["documents"]] == issued[:1]
    assert older.context["next_page"] is None


@pytest.mark.parametrize("before", ["x", "-1", "²", "", "9" * 5000])
def test_a_page_that_is_none_is_the_first(as_, nurse, ready, before):
    answer = as_(nurse).get(reverse("reports:document_list"), {"before": before})
    assert [d.number for d in answer.context["documents"]] == [ready.number]


# --- Progress --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["waiting", "drawing"])
def test_an_unfinished_document_asks_for_itself(as_, nurse, couple, clinician, state):
    unfinished = in_state(state, couple=couple, by=clinician)
    part = as_(nurse).get(unfinished.get_absolute_url(), headers=SWAP).content.decode()
    assert "The report is being drawn. It appears here by itself." in part
    assert f'hx-get="{unfinished.get_absolute_url()}"' in part
    assert 'hx-trigger="load delay:250ms, every 15s"' in part


@pytest.mark.parametrize("state", ["ready", "failed"])
def test_a_settled_document_asks_no_more(as_, nurse, couple, clinician, ready, state):
    settled = ready if state == "ready" else in_state("failed", couple=couple, by=clinician)
    part = as_(nurse).get(settled.get_absolute_url(), headers=SWAP).content.decode()
    assert "hx-get" not in part


@pytest.mark.parametrize("state", ["waiting", "drawing", "failed", "ready"])
def test_the_part_is_that_of_the_fresh_page(as_, nurse, couple, clinician, ready, state):
    shown = ready if state == "ready" else in_state(state, couple=couple, by=clinician)
    browser = as_(nurse)
    page = browser.get(shown.get_absolute_url()).content.decode()
    part = browser.get(shown.get_absolute_url(), headers=SWAP).content.decode()
    assert without_keys(part).strip() in without_keys(page)


def test_the_list_part_is_that_of_the_fresh_page(as_, clinician, couple, ready):
    browser = as_(clinician)
    page = browser.get(list_url(couple)).content.decode()
    part = browser.get(list_url(couple), headers=SWAP).content.decode()
    assert without_keys(part).strip() in without_keys(page)


def without_keys(page):
    import re

    return re.sub(r'name="(submission_key|csrfmiddlewaretoken)" value="[^"]*"', "", page)


def test_looking_again_and_again_is_one_look(as_, nurse, couple, clinician):
    waiting = document(couple=couple, by=clinician)
    browser = as_(nurse)
    browser.get(waiting.get_absolute_url())
    for _ in range(5):
        browser.get(waiting.get_absolute_url(), headers=SWAP)
    assert Look.objects.filter(action="document.opened").count() == 1


# --- Asking again ----------------------------------------------------------------------


def redraw_url(document):
    return reverse("reports:document_redraw", args=[document.number])


def test_a_document_that_was_not_drawn_offers_to_ask_again(as_, nurse, couple, clinician):
    failed = in_state("failed", couple=couple, by=clinician)
    browser = as_(nurse)
    page = browser.get(failed.get_absolute_url()).content.decode()
    assert "This machine lacks the library that draws documents." in page
    answer = browser.post(redraw_url(failed))
    assert (answer.status_code, answer.url) == (302, failed.get_absolute_url())
    failed.refresh_from_db()
    assert (failed.state, failed.reason) == (State.WAITING, "")
    assert Act.objects.get(action="document.asked_again").actor == nurse


def test_asking_again_for_a_drawn_document_changes_nothing(as_, nurse, ready):
    as_(nurse).post(redraw_url(ready))
    ready.refresh_from_db()
    assert (ready.state, bytes(ready.pdf)) == (State.READY, PAPER)
    assert not Act.objects.filter(action="document.asked_again").exists()


def test_reception_does_not_ask_again(as_, receptionist, couple, clinician):
    failed = in_state("failed", couple=couple, by=clinician)
    assert as_(receptionist).post(redraw_url(failed)).status_code == 403


# --- Facts on a page -------------------------------------------------------------------


def test_markup_in_a_name_or_note_is_text(as_, nurse, couple, clinician):
    hostile = "<img src=x onerror=alert(1)>"
    type(couple.woman).objects.filter(pk=couple.woman.pk).update(name=hostile)
    shown = drawn(couple=couple, by=clinician, note=hostile)
    browser = as_(nurse)
    for address in (shown.get_absolute_url(), reverse("reports:document_list")):
        page = browser.get(address).content.decode()
        assert hostile not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
