"""A small clinic with a drawn document, in a database that others can see."""

import hashlib

import pytest

from clinic.backups.making import back_up
from tests.factories import reports


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def paper(couple, clinician):
    """A document whose paper is ready."""
    return reports.drawn(couple=couple, by=clinician, pdf=b"%PDF-1.7 " + b"paper" * 500)


@pytest.fixture
def made(transactional_db, paper, folder):
    """A backup of the small clinic, and its file."""
    return folder / back_up(folder).file


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
