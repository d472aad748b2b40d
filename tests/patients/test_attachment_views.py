"""The doors to a couple's papers: put on file, saved, struck out, by whom it may be."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.records.models import Look
from patients.models import Attachment, AttachmentContent
from tests.factories import accounts, patients
from tests.uploads import bomb, pdf, picture

KINDS = {
    "nurse": {"laboratory", "consent", "letter", "photo", "other"},
    "clinician": {"laboratory", "infection", "consent", "letter", "photo", "other"},
    "laboratory": {"laboratory", "infection", "consent", "photo"},
}
CLOSED_TO = ("reception", "manager", "privacy_officer", "administrator", "researcher")


def door(name: str, couple, *more) -> str:
    return reverse(f"patients:attachment_{name}", args=[couple.number, *more])


def file(content: bytes = b"", name: str = "report.pdf", said: str = "application/pdf"):
    return SimpleUploadedFile(name, content or pdf(), content_type=said)


def sent(**fields):
    return {"paper": file(), "kind": "laboratory", "submission_key": uuid.uuid4()} | fields


@pytest.fixture
def desk(client, nurse):
    client.force_login(nurse)
    return client


@pytest.fixture
def paper(clinician, couple) -> Attachment:
    return patients.attachment(by=clinician, couple=couple, original_name="CANARY.pdf")


def test_a_paper_is_put_on_file_and_listed(desk, couple):
    answer = desk.post(
        door("add", couple),
        sent(person=couple.woman.pk, dated_on="3 Nov 2025", note="From Pune"),
        follow=True,
    )
    kept = Attachment.objects.get()
    assert (kept.person, kept.note, kept.original_name) == (
        couple.woman, "From Pune", "report.pdf",
    )  # fmt: skip
    html = answer.content.decode()
    for said in ("Laboratory report", "Asha Sample", "3 Nov 2025", "From Pune", "PDF"):
        assert said in html


def test_a_paper_is_brought_to_a_consultation_of_this_couple_alone(
    desk, couple, other_couple, clinician, laboratory
):
    held = patients.consultation(by=clinician, couple=couple)
    theirs = patients.consultation(by=clinician, couple=other_couple)
    refused = desk.post(door("add", couple), sent(consultation=theirs.pk))
    assert (refused.status_code, Attachment.objects.count()) == (422, 0)
    begun = desk.get(f"{door('list', couple)}?consultation={held.pk}").content.decode()
    assert f'value="{held.pk}" selected' in begun
    told = desk.post(door("add", couple), sent(consultation=held.pk), follow=True)
    assert "brought to: Consultation of 2 Nov 2026" in told.content.decode()
    page = reverse("patients:consultation_list", args=[couple.number])
    assert door("download", couple, Attachment.objects.get().pk) in (
        desk.get(page).content.decode()
    )
    desk.force_login(laboratory)
    assert "brought to" not in desk.get(door("list", couple)).content.decode()


def test_what_the_browser_says_a_file_is_counts_for_nothing(desk, couple):
    lying = file(picture("PNG"), name="report.exe", said="text/html")
    desk.post(door("add", couple), sent(paper=lying))
    assert Attachment.objects.get().media_type == "image/png"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"paper": file(b"<html>", "report.pdf")}, "neither a PDF nor a JPEG or PNG"),
        ({"paper": file(b"MZ\x90", "report.pdf")}, "neither a PDF nor a JPEG or PNG"),
        ({"paper": file(bomb(60_000, 60_000), "a.png")}, "million pixels"),
        ({"paper": ""}, "Choose a file."),
        ({"kind": "secret"}, "Select a valid choice"),
        ({"person": "0"}, "Select a valid choice"),
        ({"dated_on": "1 Jan 2090"}, "future"),
        ({"note": "x" * 301}, "at most 300"),
    ],
)
def test_what_cannot_be_is_refused_beside_what_was_typed(desk, couple, fields, sentence):
    answer = desk.post(door("add", couple), sent(**{"note": "Typed"} | fields))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert "Please choose the file again" in html
    assert not Attachment.objects.exists()


def test_a_person_of_another_couple_is_refused(desk, couple, other_couple):
    answer = desk.post(door("add", couple), sent(person=other_couple.woman.pk))
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_paper_sent_twice_is_kept_once(desk, couple):
    key = uuid.uuid4()
    for _ in range(2):
        answer = desk.post(door("add", couple), sent(paper=file(), submission_key=key))
        assert answer.status_code == 302
    assert Attachment.objects.count() == AttachmentContent.objects.count() == 1


def test_a_file_larger_than_the_door_is_not_even_read(desk, couple, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 20_000
    answer = desk.post(door("add", couple), sent(paper=file(pdf() + b"\n" * 30_000)))
    assert answer.status_code == 413
    assert "too large to be taken" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_paper_is_handed_over_and_never_opened_as_a_page(desk, couple, paper):
    answer = desk.get(door("download", couple, paper.pk))
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    name = f"{couple.number}-laboratory-{str(paper.pk)[:8]}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Frame-Options"] == "DENY"
    look = Look.objects.get(action="attachment.downloaded")
    assert (look.subject_type, look.subject_id) == ("patients.Attachment", str(paper.pk))


def test_a_look_at_the_list_is_on_the_record(desk, couple):
    desk.get(door("list", couple))
    assert Look.objects.get(action="attachments.seen").subject_id == str(couple.pk)


def test_a_wrong_paper_is_struck_out_and_stays_readable(desk, couple, paper):
    answer = desk.post(
        door("void", couple, paper.pk),
        {"reason": "Of another couple", "version": 1},
        follow=True,
    )
    html = answer.content.decode()
    assert "Struck out" in html
    assert "Of another couple" in html
    assert desk.get(door("download", couple, paper.pk)).content == pdf()


def test_striking_out_asks_for_the_reason(desk, couple, paper):
    assert (
        "Why is it struck out?" in desk.get(door("void", couple, paper.pk)).content.decode()
    )
    assert (
        desk.post(door("void", couple, paper.pk), {"reason": " ", "version": 1}).status_code
        == 422
    )
    assert Attachment.objects.standing().exists()


@pytest.mark.parametrize(("role", "kinds"), KINDS.items())
def test_a_paper_is_for_those_who_may_see_what_it_says(
    client, clinician, couple, role, kinds
):
    papers = {
        kind: patients.attachment(
            by=clinician,
            couple=couple,
            kind=kind,
            person=couple.woman,
            content=picture() if kind == "photo" else pdf(n + 1),
        )
        for n, kind in enumerate(sorted(KINDS["clinician"]))
    }
    client.force_login(accounts.staff(role, f"another {role}"))
    html = client.get(door("list", couple)).content.decode()
    listed = {kind for kind, paper in papers.items() if str(paper.pk) in html}
    opened = {
        kind
        for kind, paper in papers.items()
        if client.get(door("download", couple, paper.pk)).status_code == 200
    }
    offered = {kind for kind in papers if f'<option value="{kind}">' in html}
    assert listed == opened == offered == kinds
    more = len(papers) - len(kinds)
    assert (f"{more} more paper" in html) == ("Hidden for your role" in html) == bool(more)


def test_papers_that_are_hidden_are_not_said_to_be_missing(
    client, nurse, couple, clinician
):
    patients.attachment(by=clinician, couple=couple, kind="infection", note="of Canary")
    client.force_login(nurse)
    html = client.get(door("list", couple)).content.decode()
    assert "1 more paper on file" in html
    assert "No paper from outside is on file" not in html
    assert "Canary" not in html


def test_nobody_puts_a_kind_on_file_that_he_may_not_read(client, laboratory, couple):
    client.force_login(laboratory)
    assert client.post(door("add", couple), sent(kind="letter")).status_code == 422


@pytest.mark.parametrize("role", CLOSED_TO)
def test_to_everybody_else_the_doors_are_closed(client, couple, paper, role):
    client.force_login(accounts.staff(role, f"another {role}"))
    assert client.get(door("list", couple)).status_code == 403
    assert client.get(door("download", couple, paper.pk)).status_code == 403
    assert client.post(door("add", couple), sent()).status_code == 403
    assert (
        client.post(
            door("void", couple, paper.pk), {"reason": "x", "version": 1}
        ).status_code
        == 403
    )
    assert Attachment.objects.count() == 1


def test_a_paper_of_another_couple_is_not_found(desk, other_couple, paper):
    assert desk.get(door("download", other_couple, paper.pk)).status_code == 404
    assert desk.get(door("void", other_couple, paper.pk)).status_code == 404
    answer = desk.post(door("void", other_couple, paper.pk), {"reason": "x", "version": 1})
    assert answer.status_code == 404
    assert "CANARY" not in desk.get(door("list", other_couple)).content.decode()
    assert Attachment.objects.standing().count() == 1


def test_a_stranger_is_sent_to_the_sign_in_page(client, couple, paper):
    answer = client.get(door("download", couple, paper.pk))
    assert answer.url.startswith("/account/login/")


def test_the_part_is_the_part_of_the_fresh_page(desk, couple, paper):
    part = desk.get(door("list", couple), headers={"HX-Request": "true"}).content.decode()
    page = desk.get(door("list", couple)).content.decode()
    begin = page.index('<section class="card" id="attachments">')
    fresh = page[begin : page.index("</section>", begin) + len("</section>")]

    def shape(html):
        return [
            line.split(" value=")[0].strip() for line in html.splitlines() if line.strip()
        ]

    assert shape(part) == shape(fresh)


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    desk, clinician, couple, paper, django_assert_max_num_queries
):
    desk.get(door("list", couple))
    with django_assert_max_num_queries(12) as one:
        desk.get(door("list", couple))
    for pages in range(2, 31):
        patients.attachment(by=clinician, couple=couple, content=pdf(pages))
    with django_assert_max_num_queries(len(one)):
        desk.get(door("list", couple))


def test_the_chart_has_a_panel_of_papers(desk, couple):
    assert door("list", couple) in desk.get(couple.get_absolute_url()).content.decode()
