"""Ask every case, count what passed, and name what failed or is not covered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from tests.vectors import Answer, Cover
from tests.vectors.matching import matches
from tests.vectors.reading import WorkedCase, adapter_of, read_cases


@dataclass(frozen=True)
class Verdict:
    """What became of one case. `passed` is None when no rule answers it yet."""

    case: WorkedCase
    passed: bool | None
    got: Any = None


def answer_for(case: WorkedCase) -> Answer | Cover:
    """Find the rule that answers a case, or say that none does yet."""
    functions = adapter_of(case.file).SUITES[case.suite]
    return functions if isinstance(functions, Cover) else functions[case.function]


def judge(case: WorkedCase) -> Verdict:
    """Ask one case. A rule that breaks down has failed the case; it is never excused."""
    answer = answer_for(case)
    if isinstance(answer, Cover):
        return Verdict(case, passed=None)
    try:
        got = answer(case.body)
        tolerance = Decimal(case.body.get("tolerance", 0))
        passed = matches(case.expect, got, tolerance=tolerance)
    except Exception as breakdown:
        return Verdict(case, passed=False, got=f"{type(breakdown).__name__}: {breakdown}")
    return Verdict(case, passed=passed, got=got)


def run(directory: Path, out: TextIO) -> int:
    """Run all cases of a directory and write the account. 0 means: every answer matched.

    1: a case failed. 2: not everything could be asked (no case found, an id given twice,
    an unreadable file, an unknown suite or function); the account says what.
    """
    reading = read_cases(directory)
    verdicts = [judge(case) for case in reading.cases]
    _write_account(verdicts, out)
    for problem in reading.problems:
        out.write(f"error: {problem}\n")
    if reading.problems:
        return 2
    return 1 if any(verdict.passed is False for verdict in verdicts) else 0


def _write_account(verdicts: list[Verdict], out: TextIO) -> None:
    for file in dict.fromkeys(verdict.case.file for verdict in verdicts):
        out.write(f"{file}\n")
        here = [verdict for verdict in verdicts if verdict.case.file == file]
        _write_suites(here, out)
        _write_failures(here, out)
    counted = Counter(verdict.passed for verdict in verdicts)
    out.write(
        f"total: {counted[True]} passed, {counted[False]} failed, "
        f"{counted[None]} not covered\n"
    )


def _write_suites(verdicts: list[Verdict], out: TextIO) -> None:
    for name, group in _by_name(verdicts):
        counted = Counter(verdict.passed for verdict in group)
        if counted[None]:
            out.write(f"  {name:<28} not covered ({counted[None]} cases)\n")
        else:
            out.write(f"  {name:<28} {counted[True]} passed, {counted[False]} failed\n")


def _by_name(verdicts: list[Verdict]) -> Iterable[tuple[str, list[Verdict]]]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(_name(verdict), []).append(verdict)
    return groups.items()


def _name(verdict: Verdict) -> str:
    """Show covered and uncovered functions of one suite on lines of their own."""
    case = verdict.case
    alone = isinstance(adapter_of(case.file).SUITES[case.suite], Cover)
    return case.suite if alone or case.function == case.suite else _long(case)


def _long(case: WorkedCase) -> str:
    return f"{case.suite} {case.function}"


def _write_failures(verdicts: list[Verdict], out: TextIO) -> None:
    for verdict in verdicts:
        if verdict.passed is False:
            case = verdict.case
            rule = case.body.get("rule") or case.body.get("title") or ""
            out.write(f"  FAILED {case.id} ({case.suite}) {rule}\n")
            out.write(f"    expected {case.expect}\n    got      {verdict.got}\n")
