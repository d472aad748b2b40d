"""A paper that tells infection tests is opened by those who read infection tests."""

import pytest
from django.urls import reverse

from foundation.accounts.roles import ROLES, Permission
from reports.models import Document
from tests.factories import immunology
from tests.factories.reports import ANTIBODIES, PHENOTYPE, drawn, facts

PAPER = b"%PDF-1.7 Canary"
INFECTION = PHENOTYPE | {"panel": "infection", "title": "Infection screen"}


def paper(couple, by, *panels) -> Document:
    said = facts(number="D-2026-000777", results=list(panels))
    return drawn(couple=couple, by=by, pdf=PAPER, facts=said, number="D-2026-000777")


def pdf_url(document) -> str:
    return reverse("reports:document_pdf", args=[document.number])


def test_a_document_knows_whether_it_tells_infections(couple, clinician):
    assert paper(couple, clinician, PHENOTYPE, INFECTION).tells_infections is True


@pytest.mark.parametrize("panels", [[], [PHENOTYPE, ANTIBODIES]])
def test_other_results_are_none(couple, clinician, panels):
    assert paper(couple, clinician, *panels).tells_infections is False


@pytest.mark.parametrize("ways", ["", "?download"])
def test_a_nurse_knows_of_the_paper_and_does_not_open_it(
    client, couple, clinician, nurse, ways
):
    document = paper(couple, clinician, INFECTION)
    client.force_login(nurse)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "Hidden for your role" in page
    assert pdf_url(document) not in page
    answer = client.get(pdf_url(document) + ways)
    assert (answer.status_code, PAPER in answer.content) == (404, False)
    listed = client.get(reverse("reports:couple_documents", args=[couple.number]))
    assert document.number in listed.content.decode()


def test_a_nurse_opens_a_paper_without_them(client, couple, clinician, nurse):
    document = paper(couple, clinician, PHENOTYPE)
    client.force_login(nurse)
    assert "Hidden" not in client.get(document.get_absolute_url()).content.decode()
    assert client.get(pdf_url(document)).content == PAPER


def test_a_clinician_opens_it(client, couple, clinician):
    document = paper(couple, clinician, INFECTION)
    client.force_login(clinician)
    assert client.get(pdf_url(document)).content == PAPER


def test_who_does_not_read_them_issues_no_paper_that_tells_them(
    client, couple, clinician, monkeypatch
):
    immunology.services.load_catalogue()
    lab = immunology.laboratory(by=clinician)
    screen = {"code": "infection", "values": {"hiv": "reactive"}, "signed": True}
    immunology.panel(couple, by=clinician, lab=lab, **screen)
    seen = ROLES["clinician"].permissions - {Permission.INFECTION_VIEW}
    monkeypatch.setattr(type(clinician), "may", lambda _self, asked: asked in seen)
    client.force_login(clinician)
    answer = client.post(reverse("reports:document_issue", args=[couple.number]))
    assert answer.status_code == 422
    assert "A clinician issues this report." in answer.content.decode()
    assert not Document.objects.exists()
