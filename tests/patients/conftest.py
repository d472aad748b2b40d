"""The published definitions, and the clinic's choice among them."""

import pytest

from patients.models import LossDefinition
from patients.services import choose_definition, load_catalogue


@pytest.fixture
def definitions(db):
    """The catalogue as it is loaded; none is chosen."""
    load_catalogue()
    return {row.code: row for row in LossDefinition.objects.all()}


@pytest.fixture
def founding(definitions, clinician):
    """The clinic works under its founding document: three in a row."""
    chosen = definitions["clinic_founding_000"]
    choose_definition(definition=chosen, reason="Our document", by=clinician)
    return chosen
