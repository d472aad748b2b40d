"""Whoever refers to a person or a couple says what a merge does with it."""

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from patients.models import Couple, Person
from patients.models.merging import BELOW, Moves, Stays, Undeclared, moving, references
from tests.house.test_laws import our_models

REFERENCES = [each for to in (Person, Couple) for each in references(to)]
# What could hold a number of somebody and holds none; each with what it does hold.
NAMES_NOBODY = {
    "accounts.StaffReview.counted": "how many of each role",
    "interop.ImportedRow.row_id": "which row an import made: merged or not, it made it",
    "interop.RegisterImport.mapping": "which column means what",
    "patients.LossDefinition.values": "a published definition",
    "patients.LossDefinition.value_tags": "a published definition",
    "patients.MovedCell.was": "what was moved, said by its table, row and column",
    "patients.MovedCell.now": "what was moved, said by its table, row and column",
    "patients.PolicyAnswer.value": "an answer of the clinic",
    "patients.WorkupStep.answers": "what a report said, by the questions of the catalogue",
    **dict.fromkeys(
        [f"records.SealPart.{name}" for name in ("runs", "waiting", "upto", "rows")],
        "numbers of rows of the logs",
    ),
    "reports.Document.facts": "frozen words: an issued report does not change",
    "therapy.GateCheck.seen": "what a gate saw, written once",
    "therapy.Infusion.plan": "the frozen plan: vials and rates",
    "immunology.Result.decisions": "codes of findings",
}
COUNTS = {
    "version", "edition", "line", "lines", "done", "total", "couples", "pregnancies",
    "size", "seq", "attempts", "rules_version", "limits_version", "rule_version",
    "document_version", "interval_edition", "question_edition", "protocol_edition",
    "product_edition", "cells_planned", "cells_counted", "cells_given", "titre", "turn",
    "source", "content", "details", "times",
}  # fmt: skip


def could_hold_a_number(field: models.Field) -> bool:
    """A column of numbers that the database itself does not check, or one of anything."""
    if isinstance(field, ArrayField):
        return could_hold_a_number(field.base_field)
    whole = isinstance(field, models.IntegerField) and not isinstance(
        field, models.SmallIntegerField | models.AutoField
    )
    return whole and not field.primary_key or isinstance(field, models.JSONField)


UNCHECKED = [
    (model, field)
    for model in our_models()
    for field in model._meta.concrete_fields
    if could_hold_a_number(field)
    if not isinstance(field, models.BigAutoField)
]


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda each: each.label)
def test_every_reference_to_a_patient_moves_or_stays_for_a_reason(reference):
    fate = reference.fate

    assert fate is not None, f"What does a merge do with {reference.label}?"
    assert fate.called if isinstance(fate, Moves) else fate.reason


def test_the_law_finds_the_references_of_every_package():
    found = {each.model._meta.app_label for each in REFERENCES}
    assert {"patients", "appointments", "immunology", "therapy", "reports"} <= found
    assert len(REFERENCES) > 20


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_what_is_declared_exists(model):
    fates = getattr(model, "when_merged", {})
    columns = {field.name for field in model._meta.concrete_fields}
    assert set(fates) <= columns
    assert all(fate.beside.partition("__")[0] in {*columns, ""}
               for fate in fates.values() if isinstance(fate, Moves))  # fmt: skip


@pytest.mark.parametrize(
    ("model", "field"), UNCHECKED, ids=lambda x: getattr(x, "name", x.__name__ if
    isinstance(x, type) else x)
)  # fmt: skip
def test_a_number_without_a_foreign_key_is_declared_or_holds_nobody(model, field):
    label = f"{model._meta.label}.{field.name}"

    assert (
        field.name in COUNTS
        or field.name in getattr(model, "when_merged", {})
        or label in NAMES_NOBODY
        or model._meta.label in BELOW
    ), f"{label}: whom does it name, and what does a merge do with it?"


def test_whatever_lies_below_people_says_why_it_stays():
    numbered = {
        model._meta.label
        for model in our_models()
        if {"couple_id", "person_id"} & {f.name for f in model._meta.concrete_fields}
    }
    assert numbered == set(BELOW)
    assert all(isinstance(fate, Stays) and fate.reason for fate in BELOW.values())


def test_a_package_that_forgot_stops_the_merge(monkeypatch):
    from immunology.models import Panel

    monkeypatch.setattr(Panel, "when_merged", {"couple": Moves("results")})
    with pytest.raises(Undeclared, match=r"immunology\.Panel\.person"):
        moving(Person)


def test_the_list_of_columns_that_name_nobody_is_as_long_as_it_must_be():
    labels = {f"{model._meta.label}.{field.name}" for model, field in UNCHECKED}
    assert set(NAMES_NOBODY) - labels == set()
