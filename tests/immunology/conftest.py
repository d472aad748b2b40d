"""The catalogue on file, and a laboratory that reports with it."""

import pytest

from immunology import services
from tests.factories import immunology


@pytest.fixture
def catalogue(db):
    services.load_catalogue()


@pytest.fixture
def lab(catalogue, clinician):
    return immunology.laboratory(by=clinician)
