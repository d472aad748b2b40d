"""The commands of the README do what they say, and the locks hold."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT, pyproject

LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]


def make(*words, folder=ROOT, path=None):
    """Run make; the lines it wrote, and whether it succeeded."""
    environment = {**os.environ, "PATH": path or os.environ["PATH"]}
    environment = {name: value for name, value in environment.items() if "MAKE" not in name}
    done = subprocess.run(  # noqa: S603
        [shutil.which("make"), "-f", ROOT / "Makefile", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, (done.stdout + done.stderr).splitlines()


def locked(name):
    """Which version of each package a lock names, and how many hashes it has."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    found = re.findall(r"^([a-z0-9.-]+)==([^\s;]+)(.*)$", text, re.MULTILINE)
    return {package: (release, rest.count("--hash=")) for package, release, rest in found}


def canonical(requirement):
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


def test_a_check_asks_everything_that_the_house_promises():
    succeeded, lines = make("--dry-run", "check")
    asked = "\n".join(lines)
    assert succeeded
    for tool in (
        "ruff check .",
        "ruff format --check .",
        "djlint --quiet --lint templates",
        "mypy .",
        "lint-imports",
        "makemigrations --check",
        "pytest",
    ):
        assert tool in asked


def test_ci_runs_the_check_and_stops_at_the_first_fault():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script.read_text()
    assert "make check" in script.read_text()


@pytest.mark.parametrize(
    ("group", "lock"), [(None, LOCKS[0]), ("dev", LOCKS[1]), ("node", LOCKS[2])]
)
def test_every_direct_dependency_is_locked(group, lock):
    project = pyproject()
    wanted = (
        project["dependency-groups"][group] if group else project["project"]["dependencies"]
    )
    assert {canonical(requirement) for requirement in wanted} <= set(locked(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes(lock):
    assert [name for name, (_, hashes) in locked(lock).items() if not hashes] == []


def test_the_tools_stand_on_the_very_packages_of_the_product():
    product, tools = locked("requirements.txt"), locked("requirements-dev.txt")
    assert product.items() <= tools.items()


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_no_lock_names_a_host(lock):
    text = (ROOT / lock).read_text()
    assert re.findall(r'"resolved"|index-url|://\S+\.(?:tgz|whl)', text) == []


def test_every_front_end_package_is_locked_with_its_sum():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [
        name for name, entry in packages.items() if name and not entry.get("integrity")
    ] == []


def test_every_direct_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    listed = [line for line in lines if re.match(r'    "[\w\[\].~=<>,-]+",', line)]
    assert [line for line in listed if " # " not in line] == []


def test_a_machine_without_python_is_told_what_to_install(tmp_path):
    succeeded, lines = make("PYTHON=", ".venv/.made", folder=tmp_path)
    assert not succeeded
    assert lines[0] == "Python 3.11 or newer is needed: install python3."


def test_a_python_without_environments_is_told_which_package_is_missing(tmp_path):
    succeeded, lines = make("PYTHON=false", ".venv/.made", folder=tmp_path, path="/nowhere")
    assert not succeeded
    assert lines[0].startswith(
        "Python cannot make environments here: install python3-venv."
    )


def test_secrets_are_made_once_each_and_for_the_owner_only(tmp_path):
    assert make("secrets", folder=tmp_path)[0]
    first = contents(tmp_path / "secrets")
    assert make("secrets", folder=tmp_path)[0]
    assert contents(tmp_path / "secrets") == first
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_secrets_are_long_random_and_different(tmp_path):
    make("secrets", folder=tmp_path)
    secrets = contents(tmp_path / "secrets")
    named = {name: said.partition(":")[2] or said for name, said in secrets.items()}
    random = [named[name] for name in secrets if not name.endswith("_url")]
    assert {len(secret) for secret in random} == {64}
    assert len(set(random)) == len(random)
    assert secrets["owner_database_url"].strip() == (
        f"postgres://decidua:{secrets['postgres_password']}@postgres:5432/decidua"
    )
    assert (
        secrets["redis_url"].strip() == f"redis://:{secrets['redis_password']}@redis:6379/0"
    )


def test_the_programs_sign_in_to_the_database_with_a_word_of_their_own(tmp_path):
    make("secrets", folder=tmp_path)
    secrets = contents(tmp_path / "secrets")
    address = r"postgres://decidua_app:([0-9a-f]{64})@postgres:5432/decidua\n"
    word = re.fullmatch(address, secrets["database_url"])[1]
    assert word not in secrets["owner_database_url"]


def test_an_older_installation_keeps_the_owner_and_the_programs_get_their_own(tmp_path):
    make("secrets", folder=tmp_path)
    folder = tmp_path / "secrets"
    owner = contents(folder)["owner_database_url"]
    (folder / "owner_database_url").rename(folder / "database_url")
    make("secrets", folder=tmp_path)
    assert contents(folder)["owner_database_url"] == owner
    assert contents(folder)["database_url"].startswith("postgres://decidua_app:")


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_machine_without_a_browser_is_told_what_to_install(tmp_path):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.browser"],
        cwd=ROOT,
        env={
            "PATH": "/nowhere",
            "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "The journeys need Chromium, and it could not be installed here. "
        "Install the packages chromium-headless-shell and libatomic1.\n"
    )
