"""What lies sealed opens at its own place only, and new keys take over from old ones."""

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps

from clinic.weak import read_keys, refuse_weak
from foundation.records import secrecy
from foundation.records.models import BlindIndex, SealedText
from foundation.records.models.sealed import Token

PLACE = "patients.Identity.number:7"
OLD, NEW = "ab12cd34ef56" * 5, "98fe76dc54ba" * 5


def test_a_sealed_text_opens_at_its_place_and_shows_nothing():
    token = secrecy.seal("4567 8901", place=PLACE)
    assert secrecy.unseal(token, place=PLACE) == "4567 8901"
    assert "4567" not in token
    assert secrecy.seal("4567 8901", place=PLACE) != token


def changed(token: str) -> str:
    last = "A" if token[-6] != "A" else "B"
    return f"{token[:-6]}{last}{token[-5:]}"


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda token: token, "patients.Identity.number:8"),
        (changed, PLACE),
        (lambda token: token[:20], PLACE),
        (lambda token: "unknown." + token.partition(".")[2], PLACE),
        (lambda _: "4567 8901", PLACE),
    ],
    ids=["moved to another row", "changed", "cut", "of an unknown key", "never sealed"],
)
def test_a_sealed_text_that_was_touched_does_not_open(spoil, place):
    token = spoil(secrecy.seal("4567 8901", place=PLACE))
    with pytest.raises(secrecy.Unreadable):
        secrecy.unseal(token, place=place)


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    settings.ENCRYPTION_KEYS = {"old": OLD}
    token = secrecy.seal("4567 8901", place=PLACE)
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    assert secrecy.unseal(token, place=PLACE) == "4567 8901"
    assert not secrecy.is_current(token)
    assert secrecy.is_current(secrecy.seal("4567 8901", place=PLACE))


def test_equal_texts_of_a_place_have_equal_words_and_of_two_places_other_ones(settings):
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    words = secrecy.blinds("4567", place="a")
    assert secrecy.blind("4567", place="a") == words[0]
    assert secrecy.blind("4567", place="b") not in words
    assert [word.partition(".")[0] for word in words] == ["new", "old"]


@pytest.fixture
def secret(db):
    """A table with a sealed column, for one test."""
    with isolate_apps("foundation.records"):

        class Secret(models.Model):
            key = models.UUIDField(primary_key=True, default=uuid.uuid4)
            words = SealedText(blank=True)
            sought = BlindIndex(of="words")

            class Meta:
                app_label = "records"

            def __str__(self) -> str:
                return str(self.key)

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        yield Secret


def in_the_table(row) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {row._meta.db_table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_a_sealed_column_is_read_as_written_and_lies_encrypted(secret):
    row = secret.objects.create(words="the words")
    assert "the words" not in in_the_table(row)
    assert secret.objects.get().words == "the words"
    assert secret.objects.defer("words").get().words == "the words"
    assert secret.objects.get(pk=secret.objects.create().pk).words == ""


def test_a_sealed_column_that_was_not_read_is_saved_as_it_lies(secret):
    row = secret.objects.create(words="the words")
    lies = in_the_table(row)
    secret.objects.get().save()
    assert in_the_table(row) == lies


def test_a_sealed_value_moved_to_another_row_does_not_open(secret):
    row, other = secret.objects.create(words="hers"), secret.objects.create(words="his")
    secret.objects.filter(pk=other.pk).update(words=Token(in_the_table(row)))
    with pytest.raises(secrecy.Unreadable):
        secret.objects.get(pk=other.pk).words  # noqa: B018


def test_a_sealed_column_is_found_by_its_index_alone(secret):
    row = secret.objects.create(words="4567")
    field = secret._meta.get_field("sought")
    assert secret.objects.get(sought__in=field.words("4567")) == row
    assert not secret.objects.filter(sought__in=field.words("4568"))
    with pytest.raises(TypeError):
        secret.objects.filter(words="4567")
    with pytest.raises(TypeError):
        secret.objects.update(words="4567")


@pytest.mark.parametrize(
    "said", ["", "alone", "a:1 a:2", "a b:1", "a-b:1"], ids=lambda said: said or "nothing"
)
def test_keys_that_cannot_be_read_stop_the_start(said):
    with pytest.raises(ImproperlyConfigured):
        read_keys(said)


@pytest.mark.parametrize(
    "keys",
    [{"a": "short"}, {"a": NEW, "b": NEW}, {"a": OLD}, {"a": "changeme" * 8}],
    ids=["too short", "twice the same", "the key of cookies", "a sample"],
)
def test_weak_keys_stop_the_start(keys):
    with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEYS"):
        refuse_weak(secret_key=OLD, keys=keys, allowed_hosts=["clinic.org"], demo=False)
