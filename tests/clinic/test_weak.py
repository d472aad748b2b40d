"""A real installation stops at its start when a setting would leave a door open."""

import runpy
import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.house.repository import ROOT, settings_read
from tests.security.installation import environment

RANDOM = secrets.token_hex(32)
MAIL = {
    "EMAIL_HOST": "mail.clinic.org",
    "EMAIL_HOST_USER": "clinic",
    "EMAIL_HOST_PASSWORD": RANDOM,
    "DEFAULT_FROM_EMAIL": "desk@clinic.org",
}
SECRETS = {
    "SECRET_KEY": secrets.token_hex(32),
    "ENCRYPTION_KEYS": f"first:{secrets.token_hex(32)}",
    "DATABASE_URL": f"postgres://clinic:{RANDOM}@db/clinic",
    "REDIS_URL": f"redis://:{RANDOM}@queue/0",
    "EMAIL_HOST_PASSWORD": RANDOM,
}
NO_KEY, NO_PASSWORD = "ENCRYPTION_KEYS", "The password in"


@pytest.fixture
def start(monkeypatch):
    """Read the settings as a program of a real installation does, but for these words."""

    def read(**changed: str) -> dict:
        for name in settings_read():
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(f"{name}_FILE", raising=False)
        for name, word in (environment() | changed).items():
            monkeypatch.setenv(name, word)
        return runpy.run_path(str(ROOT / "clinic/settings.py"))

    return read


def test_a_real_installation_starts(start):
    assert start(**MAIL)["PUBLIC_URL"] == "https://clinic.example.org"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"SECRET_KEY": ""}, "SECRET_KEY is not set", id="no secret"),
        pytest.param({"SECRET_KEY": "k3y" * 16}, "SECRET_KEY is too weak", id="short"),
        pytest.param({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is too weak", id="two letters"),
        pytest.param(
            {"SECRET_KEY": f"django-insecure-{RANDOM}"}, "SECRET_KEY looks", id="sample"
        ),
        pytest.param({"ENCRYPTION_KEYS": ""}, f"{NO_KEY} is not set", id="no key"),
        pytest.param({"ENCRYPTION_KEYS": RANDOM}, NO_KEY, id="a key without a name"),
        pytest.param({"ENCRYPTION_KEYS": "a:k3y"}, f"{NO_KEY} is too weak", id="short key"),
        pytest.param(
            {"SECRET_KEY": RANDOM, "ENCRYPTION_KEYS": f"a:{RANDOM}"},
            f"{NO_KEY} must be secrets of their own",
            id="one secret for both",
        ),
        pytest.param({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS", id="no host"),
        pytest.param({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS", id="any host"),
        pytest.param({"ALLOWED_HOSTS": "a.org,*.b.org"}, "ALLOWED_HOSTS", id="any of them"),
        pytest.param({"PUBLIC_URL": ""}, "PUBLIC_URL is not set", id="no address"),
        pytest.param({"PUBLIC_URL": "http://clinic.org"}, "PUBLIC_URL must", id="in clear"),
        pytest.param(
            {"PUBLIC_URL": "http://127.0.0.1:8000"}, "PUBLIC_URL must", id="clear to others"
        ),
        pytest.param(
            {"PUBLIC_URL": "https://"}, "PUBLIC_URL must", id="an address of none"
        ),
        pytest.param({"DATABASE_URL": ""}, "DATABASE_URL", id="no database"),
        pytest.param(
            {"DATABASE_URL": "postgres://clinic@db/clinic"},
            f"{NO_PASSWORD} DATABASE_URL is too weak",
            id="a database without a password",
        ),
        pytest.param(
            {"OWNER_DATABASE_URL": "postgres://owner:postgres@db/clinic"},
            f"{NO_PASSWORD} OWNER_DATABASE_URL is too weak",
            id="an owner of the tables with a short password",
        ),
        pytest.param(
            {"DATABASE_URL": "postgres://clinic:postgres@db/clinic"},
            f"{NO_PASSWORD} DATABASE_URL is too weak",
            id="a short one",
        ),
        pytest.param(
            {"DATABASE_URL": "postgres://clinic:change-me-before-you-start-it@db/clinic"},
            f"{NO_PASSWORD} DATABASE_URL looks like a sample",
            id="a sample one",
        ),
        pytest.param(
            {"REDIS_URL": "redis://queue:6379/0"},
            f"{NO_PASSWORD} REDIS_URL is too weak",
            id="a queue without a password",
        ),
        pytest.param(
            MAIL | {"EMAIL_USE_TLS": "no"}, "EMAIL_USE_TLS must be on", id="mail in clear"
        ),
        pytest.param(
            MAIL | {"EMAIL_HOST_PASSWORD": ""},
            "EMAIL_HOST_USER needs",
            id="mail for nobody",
        ),
        pytest.param(
            MAIL | {"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL", id="mail of nobody"
        ),
        pytest.param({"EMAIL_USE_TLS": "perhaps"}, "yes or no", id="neither yes nor no"),
    ],
)
def test_it_does_not_start(start, changed, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        start(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(
            {"PUBLIC_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": "127.0.0.1"},
            id="a clinic nobody else reaches",
        ),
        pytest.param(
            {"DATABASE_URL": "postgres://%2Fvar%2Frun%2Fpostgresql/clinic"},
            id="a database behind a socket",
        ),
        pytest.param(
            MAIL | {"EMAIL_HOST": "localhost", "EMAIL_USE_TLS": "no"},
            id="a mail server on this machine",
        ),
    ],
)
def test_what_stays_on_this_machine_may_start(start, changed):
    assert start(**changed)["DEBUG"] is False


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_lie_in_a_file(start, tmp_path, name):
    path = tmp_path / name
    path.write_text(f"{SECRETS[name]}\n")
    read = start(**MAIL | {name: "", f"{name}_FILE": str(path)})

    found = {
        "ENCRYPTION_KEYS": {"first": SECRETS["ENCRYPTION_KEYS"].removeprefix("first:")}
    }
    assert read[name] == found.get(name, SECRETS[name])


def test_nothing_turns_debugging_on(start):
    assert start(DEBUG="1", DJANGO_DEBUG="1")["DEBUG"] is False


def test_without_a_proxy_nobody_is_believed_to_be_one(start):
    assert start(TRUSTED_PROXY_COUNT="0")["SECURE_PROXY_SSL_HEADER"] is None
