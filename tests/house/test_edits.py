"""Whoever changes a row on file does it at the version he read, and a form carries it."""

import importlib
from pathlib import Path

import pytest

from foundation.ui.edits import EditForm
from tests.house.editing import edits, reached_by
from tests.house.test_laws import VIEWS

EDITING = [(name, view) for name, _route, view in VIEWS if edits(view)]

SERVICES = """
from foundation.records import services as records
from foundation.records.services import hold, void, write
from patients.models import Couple, Pregnancy

def change(*, row: Pregnancy, by):
    return _kept(row, by=by)

def _kept(row: Pregnancy, *, by):
    return records.write(row, by=by, action="pregnancy.changed")

def change_many(*, rows: list[tuple[Pregnancy, int]], by):
    for row, _seq in rows:
        write(row, by=by, action="pregnancy.changed")

def strike_out(*, row: Pregnancy, by):
    return void(row, by=by, reason="twice", action="pregnancy.voided")

def keep_others_out(*, row: Pregnancy, by):
    hold(row)

def add(*, couple: Couple, by):
    row = Pregnancy(woman=couple.woman)
    return write(row, by=by, action="pregnancy.recorded")

def move(*, row: Pregnancy, by):
    return write(row, by=by, action="pregnancy.moved", follows=True)
"""
VIEWS_OF = """
from functools import partial
from foundation.ui.edits import EditForm
from foundation.ui.forms import ClinicForm, accepted
from {package} import services

class RowForm({form}):
    pass

TABLE = {{"one": (RowForm, services.{service})}}

def direct(request):
    return accepted(RowForm(request.POST), partial(services.{service}, by=request.user))

def helped(request):
    return _helper(request, services.{service})

def _helper(request, act):
    return accepted(RowForm(request.POST), act)

def by_table(request):
    form, act = TABLE[request.POST["step"]]
    return accepted(form(request.POST), act)
"""


@pytest.mark.parametrize(("name", "view"), EDITING, ids=[name for name, _ in EDITING])
def test_a_door_that_changes_a_row_has_a_form_that_carries_its_version(name, view):
    assert carries(view), f"{name} reaches {edits(view)}"


def test_the_law_finds_the_doors_of_every_package():
    packages = {name.partition(":")[0] for name, _ in EDITING}
    assert {"patients", "appointments", "immunology", "therapy", "staff"} <= packages


def carries(view) -> bool:
    return any(issubclass(form, EditForm) for form in reached_by(view).forms)


@pytest.fixture
def sample(tmp_path: Path, monkeypatch):
    """A package with services and views of its own, found like any other."""

    def made(service: str, form: str):
        package = f"sample_{service}_{form.lower()}"
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "services.py").write_text(SERVICES)
        views = VIEWS_OF.format(package=package, service=service, form=form)
        (folder / "views.py").write_text(views)
        monkeypatch.syspath_prepend(tmp_path)
        return importlib.import_module(f"{package}.views")

    return made


@pytest.mark.parametrize("door", ["direct", "helped", "by_table"])
@pytest.mark.parametrize(
    "service", ["change", "change_many", "strike_out", "keep_others_out"]
)
def test_the_law_sees_an_edit_without_its_version(sample, service, door):
    without, with_it = (sample(service, form) for form in ("ClinicForm", "EditForm"))

    view = getattr(without, door)
    assert (set(edits(view)), carries(view)) == ({service}, False)
    assert carries(getattr(with_it, door))


@pytest.mark.parametrize("service", ["add", "move"])
def test_what_is_new_or_only_follows_is_no_edit(sample, service):
    assert edits(sample(service, "ClinicForm").direct) == {}
