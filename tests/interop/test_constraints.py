"""What the tables of imports refuse, whoever writes."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from interop.models import ImportedRow, RegisterContent, RegisterImport
from tests.interop.registers import line

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("law", "fields"),
    [
        ("undone_with_a_reason", {"undo_reason": "Wrong"}),
        (
            "undone_after_it_was_imported",
            {"undone_at": "2026-01-01T00:00Z", "undo_reason": "x"},
        ),
    ],
)
def test_an_import_keeps_to_its_laws(brought, law, fields):
    register = brought(line(1))
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        RegisterImport.objects.filter(pk=register.pk).update(**fields)


def test_a_row_is_made_once_and_its_line_never_changes(brought):
    told = {"register": brought(line(1)), "line": 2, "kind": "patients.Couple", "row_id": 1}
    made = ImportedRow.objects.create(**told)
    with pytest.raises(IntegrityError, match="made_once"), transaction.atomic():
        ImportedRow.objects.create(**told)
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportedRow.objects.filter(pk=made.pk).update(line=3)


def test_the_file_as_it_came_never_changes_and_stays(brought):
    kept = RegisterContent.objects.filter(pk=brought(line(1)).pk)
    for change in (lambda: kept.update(original=b"x"), kept.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
