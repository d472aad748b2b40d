"""The table refuses nonsense: each constraint, each trigger."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from reports.choices import State
from reports.models import Document
from tests.factories.reports import document, drawn

PAPER = b"%PDF-1.7 other paper"
SUM = hashlib.sha256(PAPER).hexdigest()
NOW = timezone.now()


@pytest.mark.parametrize(
    ("fields", "law"),
    [
        pytest.param(
            {"state": State.READY, "pdf": PAPER, "sha256": "0" * 64, "drawn_at": NOW},
            "sealed_when_ready",
            id="the sum of other bytes",
        ),
        pytest.param(
            {"state": State.READY, "drawn_at": NOW}, "sealed_when_ready", id="no bytes"
        ),
        pytest.param(
            {"pdf": PAPER, "sha256": SUM}, "sealed_when_ready", id="bytes while it waits"
        ),
        pytest.param({"state": State.FAILED}, "not_drawn_for_a_reason", id="no reason"),
        pytest.param({"reason": "?"}, "not_drawn_for_a_reason", id="a reason too many"),
        pytest.param({"state": State.DRAWING}, "drawn_under_a_lease", id="no lease"),
        pytest.param({"leased_until": NOW}, "drawn_under_a_lease", id="lease of nobody"),
        pytest.param({"void_reason": "?"}, "voided_with_a_reason", id="void without time"),
    ],
)
def test_the_table_refuses(couple, clinician, fields, law):
    with pytest.raises(IntegrityError, match=f"reports_document_{law}"):
        document(couple=couple, by=clinician, **fields)


def test_a_document_is_replaced_once(couple, clinician):
    first = document(couple=couple, by=clinician)
    document(couple=couple, by=clinician, replaces=first)
    with pytest.raises(IntegrityError, match="reports_document_replaced_once"):
        document(couple=couple, by=clinician, replaces=first)


def test_a_document_replaces_an_earlier_one(couple, clinician):
    later = document(couple=couple, by=clinician, pk=987)
    with pytest.raises(IntegrityError, match="reports_document_replaces_an_earlier_one"):
        document(couple=couple, by=clinician, pk=986, replaces=later)


def test_a_replaced_document_belongs_to_the_same_couple(couple, other_couple, clinician):
    other = document(couple=other_couple, by=clinician)
    mine = Document(couple=couple, replaces=other, number="D-1", facts={"a": 1})
    with pytest.raises(ValidationError) as refusal:
        mine.clean()
    assert refusal.value.message_dict == {
        "replaces": ["That document belongs to another couple."]
    }


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {"number": "forged"}},
        {"number": "D-2026-000000"},
        {"note": "added later"},
        {"layout": "another"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_issued_never_changes(couple, clinician, change):
    issued = document(couple=couple, by=clinician)
    with pytest.raises(InternalError, match="Cannot update rows"), transaction.atomic():
        Document.objects.filter(pk=issued.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"pdf": PAPER, "sha256": SUM},
        {"state": State.WAITING, "pdf": None, "sha256": "", "drawn_at": None},
        {"drawn_at": NOW},
    ],
    ids=["other bytes", "drawn again", "another time"],
)
def test_paper_is_sealed_for_good(couple, clinician, change):
    ready = drawn(couple=couple, by=clinician)
    with pytest.raises(InternalError, match="Cannot update rows"), transaction.atomic():
        Document.objects.filter(pk=ready.pk).update(**change)


def test_raw_sql_meets_the_same_seal(couple, clinician):
    ready = drawn(couple=couple, by=clinician)
    forge = "UPDATE reports_document SET pdf = '\\x00' WHERE id = %s"
    with (
        pytest.raises(InternalError, match="Cannot update rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(forge, [ready.pk])


def test_a_document_is_never_deleted(couple, clinician):
    issued = document(couple=couple, by=clinician)
    with pytest.raises(InternalError, match="Cannot delete rows"), transaction.atomic():
        issued.delete()


def test_every_state_is_kept_without_copying_the_paper(couple, clinician):
    issued = document(couple=couple, by=clinician)
    Document.objects.filter(pk=issued.pk).update(state=State.FAILED, reason="no fonts")
    states = issued.events.order_by("pgh_id").values_list("pgh_label", "state")
    assert list(states) == [("insert", "waiting"), ("update", "failed")]
    columns = {field.name for field in issued.events.model._meta.fields}
    assert columns & {"pdf", "facts"} == set()
