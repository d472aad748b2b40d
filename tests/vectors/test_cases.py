"""The worked cases, and the runner's own honesty."""

import io
import json
from decimal import Decimal

import pytest

from tests.vectors import NOT_COVERED, Cover
from tests.vectors.matching import matches
from tests.vectors.reading import ADAPTERS, adapter_of, cases_directory, read_cases
from tests.vectors.runner import answer_for, judge, run

READING = read_cases(cases_directory())
COVERED = [case for case in READING.cases if not isinstance(answer_for(case), Cover)]


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case.suite}:{case.id}") for case in COVERED]
)
def test_worked_case(case):
    verdict = judge(case)

    assert verdict.passed, f"expected {case.expect}, got {verdict.got}"


def test_every_case_file_can_be_read():
    assert READING.problems == []
    assert {case.file.split("_")[0] for case in READING.cases} == set(ADAPTERS)


# The runner, judged on case files of its own.

THREE_LOSSES = {
    "id": "T1",
    "suite": "classify",
    "guideline": "eshre_2022",
    "pregnancies": [{"seq": n, "outcome": "miscarriage", "ga_days": 56} for n in (1, 2, 3)],
    "expect": {"rpl": True, "total": 3},
}
WRONG = {**THREE_LOSSES, "id": "T2", "expect": {"rpl": True, "total": 4}}
BROKEN = {**THREE_LOSSES, "id": "T3", "guideline": "nobody_1900"}
STRANGE_GATE = {"id": "T6", "kind": "gate", "gate": "g_moon", "expect": {}}
UNCOVERED = {"id": "T4", "suite": "rif", "expect": {"rif": False}}


@pytest.fixture
def account(tmp_path):
    """Write case files, run them, and give the exit code and what was printed."""

    def of(**files):
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps({"vectors": content})
            (tmp_path / f"{name}.json").write_text(text)
        out = io.StringIO()
        return run(tmp_path, out), out.getvalue()

    return of


def test_right_answers_leave_with_zero(account):
    code, text = account(history_vectors=[THREE_LOSSES])

    assert code == 0
    assert text.splitlines() == [
        "history_vectors.json",
        "  classify                     1 passed, 0 failed",
        "total: 1 passed, 0 failed, 0 not covered",
    ]


def test_a_wrong_expectation_fails_and_is_named(account):
    code, text = account(history_vectors=[THREE_LOSSES, WRONG])

    assert code == 1
    assert "1 passed, 1 failed" in text
    assert "FAILED T2 (classify)" in text
    assert "expected {'rpl': True, 'total': 4}" in text
    assert "'total': 3" in text


def test_a_rule_that_breaks_down_has_failed(account):
    code, text = account(history_vectors=[BROKEN])

    assert code == 1
    assert "FAILED T3" in text
    assert "nobody_1900" in text


def test_a_suite_without_a_rule_is_not_covered_and_never_passed(account, monkeypatch):
    monkeypatch.setitem(adapter_of("history").SUITES, "rif", NOT_COVERED)
    code, text = account(history_vectors=[UNCOVERED, THREE_LOSSES])

    assert code == 0
    assert "rif                          not covered (1 cases)" in text
    assert "total: 1 passed, 0 failed, 1 not covered" in text


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param({}, "no case was found", id="an empty directory"),
        pytest.param(
            {"history_vectors": [THREE_LOSSES, THREE_LOSSES]},
            "T1: this id is given more than once",
            id="an id given twice in one file",
        ),
        pytest.param(
            {"history_vectors": [THREE_LOSSES], "history_vectors_more": [THREE_LOSSES]},
            "T1: this id is given more than once",
            id="an id given twice in two files",
        ),
        pytest.param(
            {"history_vectors": [{**UNCOVERED, "suite": "astrology"}]},
            "T4 belongs to an unknown suite 'astrology'",
            id="an unknown suite",
        ),
        pytest.param(
            {
                "interpretation_vectors": [
                    {"id": "T5", "suite": "flag", "function": "flag_moon", "expect": None}
                ]
            },
            "T5 asks for an unknown function 'flag_moon' of flag",
            id="an unknown function",
        ),
        pytest.param(
            {
                "safety_vectors": [
                    {"id": "T6", "kind": "gate", "gate": "g_moon", "expect": {}}
                ]
            },
            "T6 asks for an unknown function 'g_moon' of gate",
            id="an unknown gate",
        ),
        pytest.param({"history_vectors": "{"}, "cannot be read", id="broken JSON"),
        pytest.param(
            {"history_vectors": '{"cases": []}'}, "no list of vectors", id="no vectors"
        ),
        pytest.param(
            {"weather_vectors": [UNCOVERED]},
            "no adapter knows this file",
            id="unknown file",
        ),
        pytest.param(
            {"history_vectors": [{"id": "T7"}]},
            "without id or expected",
            id="no expectation",
        ),
        pytest.param(
            {"history_vectors": [{"id": "T8", "expect": 1}]},
            "T8 does not name its 'suite'",
            id="no suite",
        ),
    ],
)
def test_cases_that_cannot_be_trusted_are_an_error(account, files, sentence):
    code, text = account(**files)

    assert code == 2
    assert sentence in text


def test_one_bad_file_does_not_hide_the_others(account):
    code, text = account(history_vectors=[WRONG], safety_vectors="{")

    assert code == 2
    assert "FAILED T2" in text


def test_the_directory_is_named_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("CLINICAL_CASES", str(tmp_path))

    assert cases_directory() == tmp_path


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        pytest.param({"a": 1}, {"a": 1, "b": 2}, True, id="further keys are free"),
        pytest.param({"a": None}, {}, False, id="an expected key must be there"),
        pytest.param(True, 1, False, id="yes is not 1"),
        pytest.param(0, False, False, id="0 is not no"),
        pytest.param(None, False, False, id="nothing is not no"),
        pytest.param(False, None, False, id="no is not nothing"),
        pytest.param("97", 97, False, id="text is not a number"),
        pytest.param(Decimal("0.5"), 0.5, True, id="numbers match by value"),
        pytest.param([1, 2], [1, 2, 3], False, id="lists match to the end"),
        pytest.param([], [], True, id="empty lists match"),
    ],
)
def test_matching(expected, got, same):
    assert matches(expected, got) is same
