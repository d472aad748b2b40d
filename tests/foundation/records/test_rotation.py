"""A new key takes over every sealed column that there is, and nothing else changes."""

import uuid

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from foundation.records import rotation, secrecy
from foundation.records.models import BlindIndex, SealedText
from foundation.records.models.sealed import Token

OLD, NEW = "ab12cd34ef56" * 5, "98fe76dc54ba" * 5


@pytest.fixture
def secret(db, settings):
    """A table with a sealed column, an index and a note, filled under an older key."""
    with isolate_apps("foundation.records"):

        class Secret(models.Model):
            key = models.UUIDField(primary_key=True, default=uuid.uuid4)
            words = SealedText(blank=True)
            perhaps = SealedText(null=True)  # noqa: DJ001
            sought = BlindIndex(of="words")
            note = models.TextField(default="open")

            class Meta:
                app_label = "records"

            def __str__(self) -> str:
                return str(self.key)

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        settings.ENCRYPTION_KEYS = {"old": OLD}
        yield Secret


@pytest.fixture
def newer(settings):
    """Put a new key in front, or leave only it."""

    def newer(*, alone: bool = False):
        settings.ENCRYPTION_KEYS = {"new": NEW} if alone else {"new": NEW, "old": OLD}

    return newer


def lies(secret) -> str:
    """All that lies in the table, as text."""
    with connection.cursor() as cursor:
        table = secret._meta.db_table
        cursor.execute(f"SELECT string_agg({table}::text, '|') FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_after_the_rotation_the_old_key_is_not_needed(secret, newer):
    row = secret.objects.create(words="4567", perhaps="more")
    newer()
    assert rotation.reseal(secret) == (1, 0)
    newer(alone=True)
    row = secret.objects.get(pk=row.pk)
    assert (row.words, row.perhaps, row.note) == ("4567", "more", "open")
    field = secret._meta.get_field("sought")
    assert secret.objects.get(sought__in=field.words("4567")) == row
    assert "old." not in lies(secret)


def test_what_is_empty_or_sealed_already_is_left_alone(secret, newer):
    secret.objects.create(words="")
    newer()
    secret.objects.create(words="4567")
    before = lies(secret)
    assert rotation.reseal(secret) == (0, 0)
    assert not rotation.older(secret).exists()
    assert lies(secret) == before


def test_one_column_of_an_older_key_is_enough(secret, newer):
    row = secret.objects.create(words="4567", perhaps="more")
    newer()
    place = secret._meta.get_field("words").place(row)
    token = Token(secrecy.seal("4567", place=place))
    secret.objects.filter(pk=row.pk).update(words=token)
    assert rotation.reseal(secret) == (1, 0)


def test_a_rotation_that_was_stopped_is_gone_on_with(secret, newer, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    for n in range(5):
        secret.objects.create(words=f"number {n}")
    newer()
    reseal, calls = rotation._reseal, []

    def stop_at_the_fourth(row):
        calls.append(row)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return reseal(row)

    monkeypatch.setattr(rotation, "_reseal", stop_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        rotation.reseal(secret)
    assert rotation.older(secret).count() == 3
    monkeypatch.setattr(rotation, "_reseal", reseal)
    assert rotation.reseal(secret) == (3, 0)


def test_a_row_that_opens_with_no_key_is_counted_and_stays_as_it_lies(secret, newer):
    good, bad = (secret.objects.create(words=words) for words in ("good", "bad"))
    secret.objects.filter(pk=bad.pk).update(words=Token("lost.AAAA"))
    newer()
    assert rotation.reseal(secret) == (1, 1)
    assert list(rotation.older(secret)) == [bad]
    assert "lost.AAAA" in lies(secret)


def test_every_sealed_column_of_the_clinic_is_found():
    sealed = {
        model
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, SealedText | BlindIndex)
    }
    assert set(rotation.sealed_models()) == sealed
