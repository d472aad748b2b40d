"""Settings from outside: by name, by file, or a sentence that says what is missing."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic.env import env, env_bool, env_list


@pytest.fixture
def secret_file(monkeypatch, tmp_path):
    path = tmp_path / "secret"
    monkeypatch.delenv("SECRET", raising=False)
    monkeypatch.setenv("SECRET_FILE", str(path))
    return path


def test_a_setting_is_read_by_its_name(monkeypatch):
    monkeypatch.setenv("SECRET", " from the environment ")
    assert env("SECRET") == "from the environment"


def test_a_setting_is_read_from_the_file_that_is_named(secret_file):
    secret_file.write_text("from a file\n")
    assert env("SECRET") == "from a file"


def test_the_name_itself_wins_over_the_file(monkeypatch, secret_file):
    secret_file.write_text("from a file")
    monkeypatch.setenv("SECRET", "by name")
    assert env("SECRET") == "by name"


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_setting_is_a_missing_one(monkeypatch, empty):
    monkeypatch.setenv("SECRET", empty)
    assert env("SECRET", "default") == "default"


def test_a_missing_setting_stops_with_its_name(monkeypatch):
    monkeypatch.delenv("SECRET", raising=False)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env("SECRET")
    assert str(refusal.value) == (
        "SECRET is not set. Set SECRET, or SECRET_FILE to a file that holds it."
    )


def test_an_empty_file_stops_even_where_there_is_a_default(secret_file):
    secret_file.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="by SECRET_FILE is empty"):
        env("SECRET", "default")


def test_a_missing_file_stops_without_showing_its_path(secret_file):
    with pytest.raises(ImproperlyConfigured) as refusal:
        env("SECRET", "default")
    assert str(refusal.value) == "SECRET_FILE cannot be read: No such file or directory."


@pytest.mark.parametrize(
    ("word", "meaning"), [("1", True), ("Yes", True), ("0", False), ("off", False)]
)
def test_yes_and_no_are_read_in_several_words(monkeypatch, word, meaning):
    monkeypatch.setenv("SWITCH", word)
    assert env_bool("SWITCH", not meaning) is meaning


def test_a_word_that_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("SWITCH", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="yes or no, not 'perhaps'"):
        env_bool("SWITCH")


def test_a_list_is_separated_by_commas(monkeypatch):
    monkeypatch.setenv("HOSTS", "clinic.example.org, ,localhost")
    assert env_list("HOSTS") == ["clinic.example.org", "localhost"]


def test_an_empty_list_gives_the_default(monkeypatch):
    monkeypatch.setenv("HOSTS", " ")
    assert env_list("HOSTS", ("localhost",)) == ["localhost"]
