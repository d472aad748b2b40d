"""Laws of the house, checked against the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from foundation.accounts.checks import doors, open_doors
from foundation.records.models import AuthoredRecord

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "clinic",
    "foundation",
    "patients",
    "immunology",
    "appointments",
    "therapy",
    "reports",
    "interop",
)
OURS = {
    "accounts",
    "records",
    "messaging",
    "safekeeping",
    "patients",
    "immunology",
    "appointments",
    "therapy",
    "reports",
    "interop",
}
WALLS = {"lines of a file": 400, "lines of a function": 60, "positional arguments": 2}


def our_models() -> list[type[models.Model]]:
    """Every model of ours; the versions kept by triggers mirror their model."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "pgh_tracked_model")
    ]


VIEWS = list(doors(get_resolver().url_patterns))


@pytest.mark.parametrize(("name", "_route", "view"), VIEWS, ids=[n for n, _, _ in VIEWS])
def test_every_door_says_who_may_enter(name, _route, view):
    assert hasattr(view, "required_permission") or open_doors()[name]


def test_doors_are_functions_of_at_most_fifteen_lines_or_think_again():
    """A view guards, loads, calls one thing and answers; twenty-five lines is the wall."""
    too_long = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in functions()
        if "views" in str(path) and length(node) > 25
    ]
    assert too_long == []


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_field_has_exactly_one_privacy_class(model):
    privacy = model.Privacy
    classified = [*privacy.identifying, *privacy.clinical, *privacy.open]
    assert sorted(classified) == sorted(field.name for field in model._meta.fields)


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_nothing_of_ours_is_deleted_by_cascade(model):
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_clinical_record_keeps_its_history_and_cannot_be_deleted(model):
    if issubclass(model, AuthoredRecord):
        names = {trigger.name for trigger in model._meta.triggers}
        assert names >= {"never_deleted", "insert_insert", "update_update"}


def test_every_constraint_of_a_record_has_a_sentence():
    silent = [
        constraint.name
        for model in our_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert silent == []


def test_every_constraint_is_named_in_a_test():
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    names = {
        constraint.name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        for model in our_models()
        for constraint in model._meta.constraints
    }
    assert {name for name in names if name not in tests} == set()


def python_files() -> Iterator[Path]:
    for folder in (*PACKAGES, "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(ROOT), node


def length(node: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = node.body[0]
    has_words = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    words = first.end_lineno - first.lineno + 1 if has_words else 0
    return node.end_lineno - node.lineno + 1 - words


def test_no_function_is_longer_than_a_page():
    wall = WALLS["lines of a function"]
    assert [f"{p}:{n.lineno} {n.name}" for p, n in functions() if length(n) > wall] == []


def test_no_file_passes_the_wall():
    wall = WALLS["lines of a file"]
    assert [p for p in python_files() if len(p.read_text().splitlines()) > wall] == []


def test_what_is_named_is_said_by_name():
    """More than two arguments are written with their names where they are called."""
    crowded = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in functions()
        if {"services", "selectors", "rules"} & {*path.parts, path.stem}
        and "tests" not in path.parts
        and not node.name.startswith("_")
        if len([a for a in node.args.args if a.arg not in {"self", "cls"}])
        > WALLS["positional arguments"]
    ]
    assert crowded == []


def test_only_the_one_door_writes_clinical_rows():
    """Views, forms and tasks never save, create or delete; services do, through write."""
    culprits = []
    for path in python_files():
        if path.stem in {"views", "forms", "tasks"} and "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in {
                    "save", "bulk_create", "bulk_update", "update_or_create",
                }:  # fmt: skip
                    culprits.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}")
    assert culprits == []


def test_nobody_reads_the_clock_below_the_doors():
    """Rules and medicine get the date as an argument."""
    clocks = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files()
        if {"rules", "medicine"} & (inside := set(path.relative_to(ROOT).parts))
        and "tests" not in inside
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}
        if isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime", "timezone", "time"}
    ]
    assert clocks == []


def test_names_that_say_nothing_are_not_used():
    banned = {
        "utils",
        "helpers",
        "common",
        "misc",
        "manager",
        "data",
        "info",
        "process",
        "handle",
    }
    assert [p for p in python_files() if p.stem in banned] == []
