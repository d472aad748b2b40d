"""A new key of encryption takes over everything, or says what is left."""

import ast
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinic import keys
from foundation.records import secrecy
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from patients.models import AttachmentContent
from patients.services import open_paper
from tests.factories import patients
from tests.house.repository import ROOT, root_packages
from tests.uploads import pdf

NEW = "98fe76dc54ba" * 5
pytestmark = pytest.mark.django_db
# Who seals with his own hands, and by what it is sealed anew.
SEALED_BY_HAND = {
    "foundation/accounts/second_factor.py": "reseal_second_factors",
    "foundation/accounts/sessions.py": "gone after twelve hours; else one signs in again",
    "foundation/records/models/sealed.py": "sealed columns: clinic.keys walks them",
    "foundation/records/rotation.py": "the rotation itself",
    "interop/models/register.py": "reseal_registers",
    "patients/models/attachment.py": "reseal_attachments",
}


def rotate() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue()


@pytest.fixture
def paper(couple, clinician):
    return patients.attachment(by=clinician, couple=couple)


def test_everything_opens_with_the_new_key_alone(paper, settings):
    older = dict(settings.ENCRYPTION_KEYS)
    settings.ENCRYPTION_KEYS = {"newer": NEW, **older}
    said = rotate()
    assert "papers from outside: 1 sealed anew" in said
    assert "Everything is sealed with the key 'newer'." in said
    settings.ENCRYPTION_KEYS = {"newer": NEW}
    paper.content = AttachmentContent.objects.get()
    assert open_paper(attachment=paper) == pdf()


def test_a_rotation_is_on_record_with_its_counts(paper, settings):
    settings.ENCRYPTION_KEYS = {"newer": NEW, **settings.ENCRYPTION_KEYS}
    rotate()
    chore = Chore.objects.get(kind=Kind.KEYS)
    assert chore.state == State.DONE
    assert chore.details["papers from outside"] == 1


def test_with_one_key_only_it_refuses():
    with pytest.raises(CommandError, match="There is only one key"):
        rotate()
    assert not Chore.objects.exists()


def test_what_opens_with_no_key_is_said_and_the_rotation_did_not_succeed(paper, settings):
    settings.ENCRYPTION_KEYS = {"newer": NEW, "another": "ab12cd34ef56" * 5}
    with pytest.raises(CommandError, match="The key 'tests' is not among"):
        rotate()
    assert Chore.objects.get(kind=Kind.KEYS).state == State.FAILED


def test_rows_that_stay_behind_are_counted(monkeypatch, settings):
    class Left:
        class _meta:  # noqa: N801
            verbose_name_plural = "identities"

        @staticmethod
        def count():
            return 3

    monkeypatch.setattr(keys, "sealed_models", lambda: [Left])
    monkeypatch.setattr(keys, "reseal", lambda model: (4, 3))
    monkeypatch.setattr(keys, "older", lambda model: Left)
    settings.ENCRYPTION_KEYS = {"newer": NEW, **settings.ENCRYPTION_KEYS}
    with pytest.raises(CommandError, match="^3 rows are still sealed with an older key"):
        rotate()


def test_whoever_seals_by_hand_is_sealed_anew_too():
    """A new place that seals must be named here, and in clinic.keys."""
    seals = {
        path.relative_to(ROOT).as_posix()
        for package in root_packages()
        for path in (ROOT / package).rglob("*.py")
        if path.name != "secrecy.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"seal", "seal_bytes"}
        if getattr(node.value, "id", "") == secrecy.__name__.rpartition(".")[2]
    }
    assert seals == SEALED_BY_HAND.keys()
