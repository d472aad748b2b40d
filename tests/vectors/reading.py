"""Find and read the case files, and say plainly what is wrong with one."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.vectors import history, interpretation, outcome, safety

HERE = Path(__file__).parent
ADAPTERS: Mapping[str, ModuleType] = {
    "history": history,
    "interpretation": interpretation,
    "safety": safety,
    "outcome": outcome,
}


class UnusableCase(Exception):
    """A case file that cannot be read, or a case nobody knows how to ask."""


@dataclass(frozen=True)
class WorkedCase:
    """One case of one file: what to ask, and the answer that was worked out by hand."""

    file: str
    id: str
    suite: str
    function: str
    body: Mapping[str, Any]

    @property
    def expect(self) -> Any:
        """Give the answer that was worked out by hand."""
        return self.body["expect"]


def cases_directory() -> Path:
    """Name the directory of the cases: CLINICAL_CASES, else the copy in tests/cases."""
    named = os.environ.get("CLINICAL_CASES", "")
    return Path(named) if named else HERE.parent / "cases"


@dataclass(frozen=True)
class Reading:
    """Every case that can be asked, and a sentence for everything that cannot."""

    cases: list[WorkedCase]
    problems: list[str]


def read_cases(directory: Path) -> Reading:
    """Read every case below the directory, file by file.

    A JSON file without a list of vectors is reference material, unless its name says
    that it holds vectors; then it is a problem. An id given twice is one too, and so is
    a directory without any case.
    """
    reading = Reading([], [])
    for path in sorted(directory.rglob("*.json")):
        _read_file(path, reading)
    counted = Counter(case.id for case in reading.cases)
    twice = sorted(id_ for id_, n in counted.items() if n > 1)
    reading.problems.extend(f"{id_}: this id is given more than once" for id_ in twice)
    if not reading.cases:
        reading.problems.append(f"{directory}: no case was found")
    return reading


def _read_file(path: Path, reading: Reading) -> None:
    try:
        bodies = _vectors(path)
    except UnusableCase as problem:
        reading.problems.append(str(problem))
        return
    for body in bodies:
        try:
            reading.cases.append(_case(path.name, body))
        except UnusableCase as problem:
            reading.problems.append(str(problem))


def _vectors(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as problem:
        raise UnusableCase(f"{path.name}: cannot be read ({problem})") from problem
    vectors = content.get("vectors") if isinstance(content, dict) else None
    if isinstance(vectors, list):
        return vectors
    if "vectors" in path.name:
        raise UnusableCase(f"{path.name}: holds no list of vectors")
    return []


def _case(file: str, body: Any) -> WorkedCase:
    if not isinstance(body, dict) or "id" not in body or "expect" not in body:
        raise UnusableCase(f"{file}: a case without id or expected answer: {body!r:.80}")
    adapter = adapter_of(file)
    try:
        suite, function = map(str, adapter.key_of(body))
    except KeyError as missing:
        raise UnusableCase(f"{file}: {body['id']} does not name its {missing}") from None
    _check_known(adapter, (suite, function), where=f"{file}: {body['id']}")
    return WorkedCase(file, str(body["id"]), suite, function, body)


def adapter_of(file: str) -> ModuleType:
    """Find the adapter by the first word of the file's name."""
    for word, adapter in ADAPTERS.items():
        if file.startswith(word):
            return adapter
    raise UnusableCase(f"{file}: no adapter knows this file")


def _check_known(adapter: ModuleType, key: tuple[str, str], *, where: str) -> None:
    suite, function = key
    if suite not in adapter.SUITES:
        raise UnusableCase(f"{where} belongs to an unknown suite '{suite}'")
    functions = adapter.SUITES[suite]
    if isinstance(functions, Mapping) and function not in functions:
        raise UnusableCase(f"{where} asks for an unknown function '{function}' of {suite}")
