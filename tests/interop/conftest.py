"""Registers of invented couples, brought by the manager."""

import pytest

from interop.models import RegisterImport
from interop.services import bring_register, choose_columns, work_on_register
from patients.services import load_catalogue
from tests.interop.registers import as_csv


@pytest.fixture(autouse=True)
def catalogue(db):
    load_catalogue()


@pytest.fixture
def brought(manager):
    """A register of these lines that has been read."""

    def read(*lines: dict[str, str], by=None, **how) -> RegisterImport:
        by = by or manager
        register = bring_register(
            table=as_csv(*lines), by=by, original_name="old.csv", **how
        )
        choose_columns(register=register, mapping=register.mapping, by=by)
        return worked(register)

    return read


def worked(register: RegisterImport) -> RegisterImport:
    """The register after a worker took it."""
    work_on_register(register_id=str(register.pk))
    return RegisterImport.objects.get(pk=register.pk)
