"""The list of security requirements is whole, and what it says can be looked up."""

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache

from tests.house.repository import ROOT

COLUMNS = ["id", "level", "subject", "status", "evidence"]
# What follows the tests and files a row names, by its status.
SAYS = {
    "met": "",
    "partly": "missing: ",
    "open": "missing: ",
    "not applicable": "because: ",
}
# The levels of each section of ASVS 5.0.0, one figure for each requirement in its order.
LEVELS = {
    "V1.1": "22", "V1.2": "1111122223", "V1.3": "112222222223", "V1.4": "222",
    "V1.5": "123", "V2.1": "122", "V2.2": "112", "V2.3": "12223", "V2.4": "23",
    "V3.1": "3", "V3.2": "113", "V3.3": "12223", "V3.4": "11222233", "V3.5": "11122333",
    "V3.6": "3", "V3.7": "22333", "V4.1": "12233", "V4.2": "23333", "V4.3": "22",
    "V4.4": "1222", "V5.1": "2", "V5.2": "112333", "V5.3": "113", "V5.4": "222",
    "V6.1": "122", "V6.2": "111111112222", "V6.3": "11223333", "V6.4": "112233",
    "V6.5": "22222333", "V6.6": "2223", "V6.7": "33", "V6.8": "2222", "V7.1": "222",
    "V7.2": "1111", "V7.3": "22", "V7.4": "11222", "V7.5": "223", "V7.6": "22",
    "V8.1": "1233", "V8.2": "1123", "V8.3": "133", "V8.4": "23", "V9.1": "111",
    "V9.2": "1222", "V10.1": "22", "V10.2": "223", "V10.3": "22223",
    "V10.4": "1111122222233333", "V10.5": "22222", "V10.6": "22", "V10.7": "222",
    "V11.1": "2233", "V11.2": "22233", "V11.3": "11233", "V11.4": "1222", "V11.5": "23",
    "V11.6": "23", "V11.7": "33", "V12.1": "12233", "V12.2": "11", "V12.3": "22223",
    "V13.1": "2333", "V13.2": "222223", "V13.3": "2233", "V13.4": "1222233",
    "V14.1": "22", "V14.2": "12223333", "V14.3": "122", "V15.1": "12233",
    "V15.2": "12233", "V15.3": "1222222", "V15.4": "3333", "V16.1": "2",
    "V16.2": "22222", "V16.3": "2222", "V16.4": "222", "V16.5": "2223", "V17.1": "23",
    "V17.2": "22223333", "V17.3": "22",
}  # fmt: skip


def read() -> list[dict[str, str]]:
    with (ROOT / "docs/asvs.csv").open(newline="") as file:
        table = csv.DictReader(file)
        assert table.fieldnames == COLUMNS
        return list(table)


ROWS = read()


def asked() -> dict[str, str]:
    """The level of every requirement of level 1 and 2."""
    return {
        f"{section}.{place}": level
        for section, levels in LEVELS.items()
        for place, level in enumerate(levels, start=1)
        if level in "12"
    }


def left_out() -> list[str]:
    """The parts that docs/security.md says cannot apply."""
    text = (ROOT / "docs/security.md").read_text()
    return re.findall(r"^\| (V\d+(?:\.\d+)?) \| \S", text, re.MULTILINE)


def is_left_out(number: str) -> bool:
    return any(number.startswith(f"{part}.") for part in left_out())


def split(row: dict[str, str]) -> tuple[list[str], str]:
    """What a row names, and what it says after that."""
    parts = row["evidence"].split("; ")
    said = [
        place for place, part in enumerate(parts) if re.match("missing: |because: ", part)
    ]
    end = said[0] if said else len(parts)
    return [part for part in parts[:end] if part], "; ".join(parts[end:])


@cache
def names_of_tests(path: str) -> set[str]:
    """Every test of a file, those of a class with its name before them."""
    found = set()
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            inside = (each for each in node.body if isinstance(each, ast.FunctionDef))
            found |= {f"{node.name}::{each.name}" for each in inside}
    return {name for name in found if name.rpartition("::")[2].startswith("test_")}


def exists(named: str) -> bool:
    path, _, test = named.partition("::")
    if not path or not (ROOT / path).is_file():
        return False
    return not test or test in names_of_tests(path)


def test_the_levels_add_up_to_the_standard():
    every = "".join(LEVELS.values())
    assert [every.count(level) for level in "123"] == [70, 183, 92]


def test_parts_that_cannot_apply_are_parts_of_the_standard_and_say_why():
    parts = left_out()
    assert parts
    known = {*LEVELS, *(section.partition(".")[0] for section in LEVELS)}
    assert [part for part in parts if part not in known] == []


def test_every_requirement_that_can_apply_has_its_row_and_no_other():
    wanted = [number for number in asked() if not is_left_out(number)]
    assert [row["id"] for row in ROWS] == wanted


def faults_of(row: dict[str, str]) -> Iterator[str]:
    """What is wrong with a row, in words."""
    named, said = split(row)
    begins = SAYS.get(row["status"])
    if begins is None:
        yield "no such status"
        return
    if row["level"] != asked()[row["id"]]:
        yield "another level"
    if not row["subject"].strip():
        yield "no subject"
    if bool(named) is not (row["status"] in {"met", "partly"}):
        yield "names evidence where there is none, or none where there must be some"
    says_it = said.startswith(begins) and said != begins if begins else not said
    if not says_it:
        yield f"does not say what its status asks for: {begins or 'nothing'}"
    yield from (f"{name} does not exist" for name in named if not exists(name))


def test_every_row_is_whole_and_what_it_names_exists():
    assert [f"{row['id']}: {fault}" for row in ROWS for fault in faults_of(row)] == []


def test_what_the_page_for_operators_names_exists():
    """Each file in it; one without a folder lies beside the one named before it."""
    text = (ROOT / "docs/security.md").read_text()
    named = re.findall(r"`((?:[\w/]+/)?\w+\.(?:py|csv)|tests/[\w/]+)`", text)
    folder, missing = "", []
    for name in named:
        folder = name.rpartition("/")[0] if "/" in name else folder
        path = ROOT / (name if "/" in name else f"{folder}/{name}")
        missing += [] if path.exists() else [name]
    assert len(named) > 20
    assert missing == []
