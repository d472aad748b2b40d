"""Papers on a couple's file: kept sealed, never changed, opened only where they belong."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from foundation.records import secrecy
from foundation.records.models import Act
from patients.models import Attachment, AttachmentContent
from patients.services import open_paper, reseal_attachments, void_attachment
from tests.factories import patients
from tests.uploads import CANARY, pdf, photograph, picture

FIELDS = {"media_type": "application/pdf", "size": 9, "sha256": "0" * 64}


@pytest.fixture
def paper(clinician, couple) -> Attachment:
    return patients.attachment(by=clinician, couple=couple, original_name="Report.pdf")


def change(rows, **fields) -> None:
    with transaction.atomic():
        rows.update(**fields)


def test_a_paper_is_given_back_as_it_was_kept(paper):
    assert open_paper(attachment=paper) == pdf()
    assert (paper.size, paper.sha256) == (len(pdf()), sha256(pdf()).hexdigest())
    assert Act.objects.get(action="attachment.added").subject_id == str(paper.pk)


def test_a_paper_lies_sealed_in_its_table(paper):
    sealed = bytes(AttachmentContent.objects.get().sealed)
    assert b"%PDF" not in sealed
    assert len(sealed) == len(pdf()) + 28


def test_a_paper_does_not_open_in_another_row(paper, clinician, couple):
    other = patients.attachment(by=clinician, couple=couple, content=pdf(2))
    other.content.sealed = paper.content.sealed
    with pytest.raises(secrecy.Unreadable):
        open_paper(attachment=other)


def test_bytes_that_are_not_those_that_were_kept_are_not_handed_out(paper):
    paper.content.seal(pdf(2))
    with pytest.raises(secrecy.Unreadable):
        open_paper(attachment=paper)


def test_a_new_key_seals_every_paper_anew(paper, settings):
    before = bytes(paper.content.sealed)
    settings.ENCRYPTION_KEYS = {"newer": "n" * 64, **settings.ENCRYPTION_KEYS}
    assert reseal_attachments() == 1
    assert reseal_attachments() == 0
    settings.ENCRYPTION_KEYS = {"newer": "n" * 64}
    again = Attachment.objects.get()
    assert again.content.key_id == "newer"
    assert bytes(again.content.sealed) != before
    assert open_paper(attachment=again) == pdf()


def test_a_photograph_keeps_nothing_but_its_pixels(clinician, couple):
    kept = patients.attachment(by=clinician, couple=couple, content=photograph())
    assert CANARY.encode() not in open_paper(attachment=kept)
    assert kept.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("fields", "beside", "sentence"),
    [
        ({"content": b"<html>"}, "paper", "neither a PDF nor a JPEG or PNG"),
        ({"dated_on": "tomorrow"}, "dated_on", "This day lies in the future."),
        ({"person": "stranger"}, "person", "This person is not one of the couple."),
    ],
)
def test_a_paper_that_cannot_be_is_refused_in_words(
    clinician, couple, other_couple, fields, beside, sentence
):
    meant = {
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "stranger": other_couple.woman,
    }
    said = {name: meant.get(value, value) for name, value in fields.items()}
    with pytest.raises(ValidationError) as refusal:
        patients.attachment(by=clinician, couple=couple, **said)
    assert sentence in " ".join(refusal.value.message_dict[beside])
    assert not AttachmentContent.objects.exists()


def test_the_very_same_paper_is_on_file_once(paper, clinician, couple, other_couple):
    """on_file_once"""
    with pytest.raises(ValidationError, match="already on their file"):
        patients.attachment(by=clinician, couple=couple)
    patients.attachment(by=clinician, couple=other_couple)
    void_attachment(attachment=paper, reason="Wrong couple", by=clinician)
    patients.attachment(by=clinician, couple=couple)


@pytest.mark.parametrize("size", [0, 15 * 1024 * 1024 + 1])
def test_the_table_itself_keeps_no_paper_beyond_the_limit(clinician, couple, size):
    """fits_the_limit"""
    refused = Attachment(written_by=clinician, couple=couple, kind="other", **FIELDS)
    refused.size = size
    with pytest.raises(ValidationError, match="at most 15 MB"):
        refused.full_clean()


def test_a_sealed_paper_says_which_key_opens_it(clinician, couple):
    """names_its_key"""
    bare = Attachment.objects.create(
        written_by=clinician, couple=couple, kind="other", **FIELDS
    )
    with pytest.raises(IntegrityError, match="names_its_key"):
        AttachmentContent.objects.create(attachment=bare, key_id="", sealed=b"x")


def test_a_struck_out_paper_keeps_its_bytes_and_its_reason(paper, clinician):
    void_attachment(attachment=paper, reason="Wrong couple", by=clinician)
    again = Attachment.objects.get()
    assert again.void_reason == "Wrong couple"
    assert open_paper(attachment=again) == pdf()


@pytest.mark.parametrize(
    "fields",
    [{"sha256": "1" * 64}, {"note": "x"}, {"kind": "letter"}, {"original_name": "x"},
     {"media_type": "image/png"}, {"size": 1}],
)  # fmt: skip
def test_what_was_put_on_file_never_changes(paper, fields):
    with pytest.raises(InternalError, match="paper_never_changes"):
        change(Attachment.objects.all(), **fields)


def test_neither_a_paper_nor_its_bytes_can_be_deleted_or_exchanged(paper):
    for rows in (Attachment.objects.all(), AttachmentContent.objects.all()):
        with pytest.raises(InternalError, match="never_deleted"), transaction.atomic():
            rows._raw_delete(rows.db)
    with pytest.raises(InternalError, match="only_sealed_anew"):
        change(AttachmentContent.objects.all(), sealed=b"another")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>.pdf", "<script>alert(1)</script>.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\u202egnp.exe", "gnp.exe"),
        ("x" * 250 + ".pdf", "x" * 200),
        ("", ""),
    ],
)
def test_the_name_a_file_came_with_is_text_and_nothing_else(clinician, couple, typed, kept):
    paper = patients.attachment(by=clinician, couple=couple, original_name=typed)
    assert paper.original_name == kept
    assert paper.file_name.isascii()
    assert "script" not in paper.file_name


def test_a_picture_and_a_pdf_are_named_after_what_they_are(clinician, couple):
    for content, ending in ((picture("PNG"), "png"), (picture(), "jpg"), (pdf(), "pdf")):
        paper = patients.attachment(by=clinician, couple=couple, content=content)
        assert paper.file_name == f"{couple.number}-laboratory-{str(paper.pk)[:8]}.{ending}"
