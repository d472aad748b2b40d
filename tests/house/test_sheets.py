"""Sheets are written in one place, and leave through one door that asks twice."""

import ast
from functools import cache

import pytest

from tests.house.repository import ROOT, root_packages

WRITER = ROOT / "foundation" / "ui" / "sheets.py"
# The library of workbooks is read with here, and only read.
READER = ROOT / "foundation" / "records" / "tables.py"
# Sheets in which nobody is named; each with a reason.
NAMES_NOBODY = {"interop/views.py:register_template": "headings alone, to be filled in"}
MAY_TAKE = ("EXPORT, fresh=True", "REGISTER_IMPORT, fresh=True")
FILES = [
    path
    for package in root_packages()
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
]


def imported(path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text()))
    names = set()
    for node in tree:
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_no_other_file_writes_a_sheet():
    """A writer of its own would let a text become a formula."""
    assert {"csv", "xlsxwriter"} <= imported(WRITER)
    assert "Workbook(" not in READER.read_text()
    others = [path for path in FILES if path not in {WRITER, READER}]
    writers = {path for path in others if imported(path) & {"xlsxwriter", "openpyxl"}}
    writers |= {path for path in others if "csv.writer" in path.read_text()}
    writers |= {path for path in others if "DictWriter" in path.read_text()}
    assert writers == set()


@cache
def exports() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", node)
        for path in FILES
        if "sheet_response" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(call, ast.Call)
            and getattr(call.func, "id", None) == "sheet_response"
            for call in ast.walk(node)
        )
        if f"{path.relative_to(ROOT)}:{node.name}" not in NAMES_NOBODY
    ]


def test_there_are_exports():
    assert len(exports()) >= 2


@pytest.mark.parametrize(("name", "view"), exports(), ids=[name for name, _ in exports()])
def test_an_export_asks_who_takes_it_and_is_on_the_record(name, view):
    door = ast.unparse(view.decorator_list[0])
    assert door.startswith("require(Permission.")
    assert any(taken in door for taken in MAY_TAKE)
    assert "log_look" in ast.unparse(view)
    assert ".exported" in ast.unparse(view)
