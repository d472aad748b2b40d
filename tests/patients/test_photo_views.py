"""A photo of one of the two stands small at the head of the chart, and can be taken off."""

import io
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from foundation.records.models import Look
from patients.models import Attachment
from patients.services import restrict_couple, void_attachment
from tests.factories import patients
from tests.uploads import pdf, photograph, picture

pytestmark = pytest.mark.django_db


def show(photo: Attachment) -> str:
    return reverse("patients:photo_show", args=[photo.couple.number, photo.pk])


@pytest.fixture
def photo(couple, clinician) -> Attachment:
    return patients.attachment(
        by=clinician, couple=couple, person=couple.woman, kind="photo",
        content=picture(size=(900, 600)),
    )  # fmt: skip


def test_a_photo_is_drawn_anew_and_small(client, couple, nurse):
    client.force_login(nurse)
    sent = {
        "paper": SimpleUploadedFile("me.jpg", photograph()),
        "kind": "photo", "person": couple.man.pk,
    }  # fmt: skip
    answer = client.post(reverse("patients:attachment_add", args=[couple.number]), sent)
    assert answer.status_code == 302
    kept = Attachment.objects.get()
    content = client.get(show(kept)).content
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.format, max(drawn.size) <= 320, dict(drawn.getexif())) == (
            "JPEG", True, {},
        )  # fmt: skip


@pytest.mark.parametrize(
    ("person", "content", "sentence"),
    [
        ("", picture(), "which of the two the photo shows"),
        ("woman", pdf(), "A photo is a JPEG or PNG picture."),
    ],
    ids=["nobody's", "a PDF"],
)
def test_what_is_no_photo_of_somebody_is_refused(
    couple, clinician, person, content, sentence
):
    of = getattr(couple, person) if person else None
    with pytest.raises(ValidationError, match=sentence):
        patients.attachment(
            by=clinician, couple=couple, person=of, kind="photo", content=content
        )


def test_the_table_refuses_a_photo_of_nobody(couple, clinician):
    row = Attachment(
        written_by=clinician, couple=couple, kind="photo", media_type="image/png",
        size=9, sha256="a" * 64,
    )  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="photo_shows_one_person"),
        transaction.atomic(),
    ):
        row.save()


def test_it_stands_beside_the_partner_it_shows_for_everybody_who_opens_the_file(
    client, couple, photo, receptionist
):
    client.force_login(receptionist)
    page = client.get(couple.get_absolute_url()).content.decode()
    assert f'src="{show(photo)}" alt="Photo of {couple.woman.name}"' in page
    assert page.count("<img") == 1
    for _ in range(2):
        answer = client.get(show(photo))
        assert answer.headers["Content-Type"] == "image/jpeg"
    assert Look.objects.get(action="photo.seen").couple_id == couple.pk


def test_a_newer_photo_replaces_it_and_it_can_be_taken_off(
    client, couple, photo, clinician
):
    newer = patients.attachment(
        by=clinician, couple=couple, person=couple.woman, kind="photo", content=picture()
    )
    photo.refresh_from_db()
    assert photo.void_reason == "A newer photo is on file."
    client.force_login(clinician)
    assert show(newer) in client.get(couple.get_absolute_url()).content.decode()
    assert client.get(show(photo)).status_code == 404
    void_attachment(attachment=newer, reason="She asked for it", by=clinician)
    assert "<img" not in client.get(couple.get_absolute_url()).content.decode()
    assert client.get(show(newer)).status_code == 404


def test_it_is_closed_with_the_file_and_never_shown_below_another(
    client, couple, other_couple, photo, nurse, clinician, manager
):
    client.force_login(nurse)
    address = reverse("patients:photo_show", args=[other_couple.number, photo.pk])
    assert client.get(address).status_code == 404
    paper = patients.attachment(by=clinician, couple=couple)
    assert client.get(show(paper)).status_code == 404
    restrict_couple(
        couple=couple, reason="Staff of the clinic", desk_books=False,
        members=[clinician], by=manager,
    )  # fmt: skip
    assert client.get(show(photo)).status_code == 404


def test_two_photos_of_one_person_never_stand(photo):
    """Also when two put one on file in the same moment: the table keeps to one."""
    other = Attachment.objects.get(pk=photo.pk)
    other.pk, other.sha256, other._state.adding = uuid4(), "0" * 64, True
    with pytest.raises(IntegrityError, match="patients_attachment_one_photo_stands"):
        other.save(force_insert=True)
