"""How much may be sent, and where a file is taken at all."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from foundation.accounts.checks import doors
from patients.models import Couple

REGISTER = reverse("patients:couple_register")


@pytest.fixture
def desk(client, receptionist):
    client.force_login(receptionist)
    return client


def asked(**fields) -> dict:
    words = {"woman_name": "Asha Sample", "man_name": "Rohan Sample", "relation": "married"}
    languages = {"woman_language": "en", "man_language": "en"}
    return {**words, **languages, "submission_key": uuid.uuid4()} | fields


def test_a_file_sent_to_a_form_without_files_is_left_unread(desk, monkeypatch):
    kept = []
    handler = "django.core.files.uploadhandler.MemoryFileUploadHandler.file_complete"
    monkeypatch.setattr(handler, lambda self, size: kept.append(size))
    file = SimpleUploadedFile("run.exe", b"MZ" * 1000)
    answer = desk.post(REGISTER, asked(anything=file))
    assert answer.status_code == 302
    assert Couple.objects.count() == 1
    assert kept == []


def test_many_files_are_not_taken_at_all(desk):
    files = [SimpleUploadedFile("run.exe", b"MZ") for _ in range(2)]
    assert desk.post(REGISTER, asked(anything=files)).status_code == 400


def test_only_the_doors_of_papers_and_registers_take_files():
    takers = {
        name
        for name, _, view in doors(get_resolver().url_patterns)
        if getattr(view, "takes_files", False)
    }
    assert takers == {"patients:attachment_add", "interop:register_bring"}


@pytest.mark.parametrize("kind", ["multipart", "application/x-www-form-urlencoded"])
def test_a_form_of_a_megabyte_is_too_large(desk, kind):
    body = asked(woman_name="x" * 1_100_000)
    if kind == "multipart":
        answer = desk.post(REGISTER, body)
    else:
        words = "&".join(f"{name}={value}" for name, value in body.items())
        answer = desk.post(REGISTER, words, content_type=kind)
    assert answer.status_code == 413
    assert "too large to be taken" in answer.content.decode()
    assert not Couple.objects.exists()


def test_ten_thousand_fields_are_too_many(desk):
    answer = desk.post(REGISTER, asked(**{f"field{n}": "x" for n in range(10_000)}))
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_a_length_that_is_no_number_is_read_as_nothing(desk):
    answer = desk.generic("POST", REGISTER, b"", CONTENT_LENGTH="many")
    assert answer.status_code in (400, 403, 422)
