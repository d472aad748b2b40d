"""The keys of encryption are known again by name and by a word, never by their secret."""

import pytest

from foundation.safekeeping.models import KnownKey
from foundation.safekeeping.selectors import keys_on_file
from foundation.safekeeping.services import note_keys

OLD, NEW = "ab12cd34ef56" * 5, "98fe76dc54ba" * 5
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_these(settings):
    KnownKey.objects.all().delete()
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    note_keys()


def test_a_key_is_noted_once_and_its_secret_never(settings):
    before = list(KnownKey.objects.values_list())
    note_keys()
    assert list(KnownKey.objects.values_list()) == before
    assert not [row for row in before if OLD in str(row) or NEW in str(row)]


def test_the_present_key_comes_first_and_the_others_open():
    assert [(key.key_id, key.seals_now, key.is_given) for key in keys_on_file()] == [
        ("new", True, True),
        ("old", False, True),
    ]


def test_a_key_that_is_given_no_longer_stays_in_the_account(settings):
    settings.ENCRYPTION_KEYS = {"new": NEW}
    assert [(key.key_id, key.is_given) for key in keys_on_file()] == [
        ("new", True),
        ("old", False),
    ]


def test_a_key_that_kept_its_name_but_has_another_secret_is_told(settings):
    settings.ENCRYPTION_KEYS = {"new": OLD, "old": OLD}
    note_keys()
    assert [(key.key_id, key.is_another) for key in keys_on_file()] == [
        ("new", True),
        ("old", False),
    ]
