"""A finding is kept as it was written down; what cannot be is refused in words."""

import csv

import pytest

from patients.rules.workup_findings import (
    Kind,
    NotAsked,
    answers_in_words,
    kind_from_entry,
    read_answers,
)
from tests.patients.rules.stories import CATALOGUE, entries

KINDS = {entry["code"]: kind_from_entry(entry) for entry in entries("workup_findings")}
QUESTIONS = [
    pytest.param(kind, question, id=f"{kind.code}: {question.code}")
    for kind in KINDS.values()
    for question in kind.questions
]


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        pytest.param("1.5", "1.5", "1.5 mL", id="a number"),
        pytest.param("1,5", "1.5", "1.5 mL", id="one comma is a decimal mark"),
        pytest.param("<0.5", "<0.5", "<0.5 mL", id="less than stays less than"),
        pytest.param("2 mL", "2", "2 mL", id="its own unit behind it"),
        pytest.param("0", "0", "0 mL", id="the least that is possible"),
        pytest.param("20", "20", "20 mL", id="the most that is possible"),
    ],
)
def test_a_number_is_kept_as_it_was_read(typed, kept, words):
    answers, refused = read_answers(KINDS["semen"], {"volume_ml": typed})
    assert (answers, refused) == ({"volume_ml": kept}, {})
    assert list(answers_in_words(KINDS["semen"], answers)) == [("Volume", words)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("20.1", "This can be 0 to 20 mL.", id="more than is possible"),
        pytest.param("-1", "This can be 0 to 20 mL.", id="less than is possible"),
        pytest.param(
            "1.55", "Too many places behind the point: 1 at most.", id="too exact"
        ),
        pytest.param(
            "much", "“much” is not a number. Write it as 12.4 or <0.5.", id="no number"
        ),
        pytest.param(
            "2 L", "“L” is not the unit of this test, which is mL.", id="another unit"
        ),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_words(typed, sentence):
    answers, refused = read_answers(KINDS["semen"], {"volume_ml": typed})
    assert (answers, refused) == ({}, {"volume_ml": sentence})


def test_what_is_empty_was_not_written_down():
    assert read_answers(KINDS["semen"], {"volume_ml": " ", "alive_pct": ""}) == ({}, {})


@pytest.mark.parametrize(
    ("forward", "moving", "is_refused"),
    [
        ("40", "40", False),
        ("41", "40", True),
        (">40", "40", False),
        (">=41", "40", True),
        ("41", "<45", False),
        ("41", "", False),
    ],
)
def test_a_part_is_not_more_than_its_whole(forward, moving, is_refused):
    typed = {"progressive_pct": forward, "motile_pct": moving}
    _, refused = read_answers(KINDS["semen"], typed)
    sentence = {"progressive_pct": "This cannot be more than “Total motility”, 40 %."}
    assert refused == (sentence if is_refused else {})


def test_a_choice_is_one_of_its_options():
    told = {"shape": "u2", "polyps": "no"}
    answers, refused = read_answers(KINDS["hysteroscopy"], told)
    assert (answers, refused) == (told, {})
    assert list(answers_in_words(KINDS["hysteroscopy"], answers)) == [
        ("Shape of the uterus", "Septate (U2)"),
        ("Polyps", "No"),
    ]
    _, refused = read_answers(KINDS["hysteroscopy"], {"polyps": "maybe"})
    assert refused == {"polyps": "“maybe” is no answer to this question."}


def test_a_question_of_another_kind_is_not_asked():
    with pytest.raises(NotAsked, match="hysteroscopy does not ask: volume_ml"):
        read_answers(KINDS["hysteroscopy"], {"volume_ml": "2"})


@pytest.mark.parametrize(("kind", "question"), QUESTIONS)
def test_a_question_of_the_catalogue_can_be_answered(kind, question):
    if question.kind is Kind.NUMBER:
        typed = f"{question.high:f}"
        assert question.low < question.high
    else:
        typed = question.options[-1][0]
    assert question.at_most in {"", *(each.code for each in kind.questions)}
    answers, refused = read_answers(kind, {question.code: typed})
    assert (answers, refused) == ({question.code: typed}, {})


def test_the_catalogue_names_items_and_tests_that_exist():
    items = {entry["code"] for entry in entries("workup")}
    shelf = CATALOGUE.parents[1] / "immunology" / "catalogue" / "analytes.csv"
    with shelf.open(encoding="utf-8") as lines:
        tests = {row["code"] for row in csv.DictReader(lines)}
    for kind in KINDS.values():
        assert kind.items | kind.reads.keys() <= items
        assert {code for codes in kind.reads.values() for code in codes} <= tests


def test_each_kind_that_was_asked_for_has_its_structure():
    structured = {code for code, kind in KINDS.items() if kind.questions}
    read = {code for code, kind in KINDS.items() if kind.reads}
    assert {"hysteroscopy", "uterine_ultrasound_3d", "semen", "endometritis"} <= structured
    assert {"karyotype", "thyroid", "thrombophilia", "infections", "endometritis"} <= read
