"""Every table has decided rights, and the lists name what is there."""

import pytest
from django.db import connection

from clinic.grants import LINES, MAY_BE_DELETED, ONLY_READ, rights_on
from foundation.records.models import AuthoredRecord
from tests.house.test_laws import our_models


@pytest.fixture
def tables(db) -> list[str]:
    return connection.introspection.table_names()


def test_every_table_has_decided_rights(tables):
    assert [table for table in tables if rights_on(table) is None] == []


def test_the_lists_name_tables_that_are_there(tables):
    named = [*MAY_BE_DELETED, *ONLY_READ, *LINES]
    assert len(named) == len(set(named))
    assert set(named) <= set(tables)


def test_whatever_may_be_deleted_says_why_and_is_no_record():
    records = {m._meta.db_table for m in our_models() if issubclass(m, AuthoredRecord)}
    assert records.isdisjoint(MAY_BE_DELETED)
    assert [table for table, why in MAY_BE_DELETED.items() if len(why) < 20] == []
