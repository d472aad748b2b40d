"""Whoever opens a door sees only rows that `visible_to(user)` let through."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models

from patients.models import Couple, Person
from tests.house.test_laws import PACKAGES, ROOT, our_models

# What a function may be given without having been told about anybody.
PLAIN = {"date", "datetime", "str", "int", "bool", "None"}
# Selectors that look at everybody's rows and hand out none of them; each with a reason.
HANDS_OUT_NOTHING = {
    "_named_so": "narrows couples that were let through; no name leaves it",
    "_called": "narrows couples that were let through; no number leaves it",
    "reminders_held_up": "how many reminders stand still: a sign that the beat stopped",
}
# What narrows a table to its reader: what is open, what he opened or could, what is taken,
# what he knows of without reading it.
SCOPES = {
    *("visible_to", "known_to", "open_to", "behind_glass", "on_board_of", "none"),
    "hidden_from",
}
DOORS = ("views", "forms", "admin")
# The table itself is not asked either: what these give is everybody's.
BEHIND = {"_default_manager", "_base_manager"}


def about_patients() -> set[str]:
    """Every model that leads to a person or a couple, by however many steps."""
    found = {Person, Couple}
    while True:
        more = {
            model
            for model in our_models()
            for field in model._meta.fields
            if isinstance(field, models.ForeignKey) and field.related_model in found
        }
        if more <= found:
            return {model.__name__ for model in found}
        found |= more


PATIENTS = about_patients()


def door_files() -> Iterator[Path]:
    """Views, forms, and the pages of the composition root."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            inside = path.relative_to(ROOT / package)
            is_door = set(DOORS) & {*inside.parts, path.stem}
            is_clinic = package == "clinic" and len(inside.parts) == 1
            if is_door or is_clinic:
                yield path


def selector_files() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "selectors" in {*path.parts, path.stem}:
                yield path


def parents_in(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def unscoped(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Each `Model.objects` of a patient's model that is not asked for `visible_to`."""
    parents = parents_in(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", *BEHIND}:
            asked = parents.get(node)
            is_scoped = isinstance(asked, ast.Attribute) and asked.attr in SCOPES
            if getattr(node.value, "id", "") in PATIENTS and not is_scoped:
                yield node


def unloaded(tree: ast.AST) -> Iterator[ast.Call]:
    """Each `get_object_or_404(Model)`: the whole table, whoever asks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
            "get_object_or_404",
            "get_list_or_404",
        }:
            whole = node.args[0]
            if isinstance(whole, ast.Name) and whole.id[0].isupper():
                yield node


def told_of_nobody(function: ast.FunctionDef) -> bool:
    """Tell whether a function is given nothing but dates and plain words."""
    given = [*function.args.args, *function.args.kwonlyargs]
    named = {
        part.id
        for each in given
        if each.annotation is not None
        for part in ast.walk(each.annotation)
        if isinstance(part, ast.Name)
    }
    return named <= PLAIN


def whole_table_reads(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        is_selector = (
            isinstance(node, ast.FunctionDef) and node.name not in HANDS_OUT_NOTHING
        )
        if is_selector and told_of_nobody(node) and any(unscoped(node)):
            yield node


def test_every_door_asks_only_for_what_its_reader_may_see():
    faults = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in door_files()
        for find in (unscoped, unloaded)
        for node in find(ast.parse(path.read_text()))
    ]
    assert faults == []


def test_a_selector_that_is_told_about_nobody_looks_at_nobodys_rows():
    faults = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in selector_files()
        for node in whole_table_reads(ast.parse(path.read_text()))
    ]
    assert faults == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("Panel.objects.get(pk=1)", id="get"),
        pytest.param("Panel.objects.filter(pk=1).first()", id="filter"),
        pytest.param("Panel._default_manager.all()", id="behind the manager"),
        pytest.param("get_object_or_404(Panel, pk=pk)", id="the whole table"),
        pytest.param("get_object_or_404(Panel.objects.standing(), pk=pk)", id="unscoped"),
        pytest.param("everybody = Couple.objects", id="kept for later"),
    ],
)
def test_the_law_sees(source):
    tree = ast.parse(source)

    assert [*unscoped(tree), *unloaded(tree)] != []


@pytest.mark.parametrize(
    "source",
    [
        "get_object_or_404(Panel.objects.visible_to(request.user), pk=pk)",
        "Room.objects.standing()",
        "queryset=Appointment.objects.none()",
    ],
)
def test_the_law_lets_pass(source):
    tree = ast.parse(source)

    assert [*unscoped(tree), *unloaded(tree)] == []


def test_the_law_knows_whose_rows_are_meant():
    assert {"Panel", "Result", "Booking", "GateOverride", "Document"} <= PATIENTS
    assert {"Room", "Analyte", "User", "Message"} & PATIENTS == set()
