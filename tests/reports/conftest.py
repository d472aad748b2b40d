"""Issued documents for the tests of this package."""

import pytest

from reports import services


@pytest.fixture
def issue(couple, clinician, django_capture_on_commit_callbacks):
    """Issue a report as the clinician would; `draw=True` lets the worker do its part."""

    def issue(*, draw=False, **given):
        given = {"couple": couple, "by": clinician} | given
        with django_capture_on_commit_callbacks(execute=draw):
            document = services.issue_couple_report(**given)
        document.refresh_from_db()
        return document

    return issue
