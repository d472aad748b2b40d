"""What the laws look at: the files of the house as they stand."""

import ast
import configparser
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def root_packages() -> list[str]:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    return contracts["importlinter"]["root_packages"].split()


@cache
def settings_read() -> set[str]:
    """Every variable that the product reads through `env` and its sisters."""
    return {
        call.args[0].value
        for package in root_packages()
        for path in (ROOT / package).rglob("*.py")
        for call in calls(path, of={"env", "env_bool", "env_list"})
        if isinstance(call.args[0], ast.Constant)
    }


def calls(path: Path, *, of: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in of:
            yield node
