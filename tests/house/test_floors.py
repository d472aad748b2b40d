"""No package may stand outside the floors."""

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_stands_on_a_floor_and_every_floor_is_built_or_reserved():
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter")
    floors = contract["importlinter:contract:floors"]["layers"].replace("|", " ").split()
    reserved = {floor.strip("()") for floor in floors if floor.startswith("(")}
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"tests", "foundation"}
    ground = {f"foundation.{p.parent.name}" for p in ROOT.glob("foundation/*/__init__.py")}
    assert {floor.strip("()") for floor in floors} - reserved == packages | ground
