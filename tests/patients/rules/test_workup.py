"""The checklist of a couple, and when a loss may be called unexplained."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.workup import (
    ItemRecord,
    ItemResult,
    UnknownItem,
    workup,
    workup_sentence,
)
from patients.rules.workup_items import item_from_entry
from tests.patients.rules.stories import entries

ITEMS = {entry["code"]: item_from_entry(entry) for entry in entries("workup")}
TODAY = date(2026, 11, 20)
REQUIRED = frozenset({"lupus_anticoagulant", "uterine_anatomy"})


def day(days_ago):
    return TODAY - timedelta(days=days_ago)


def record(code, *results, ordered=None, not_done=""):
    """record("tpo", (30, False)) is a normal result of 30 days ago."""
    return ItemRecord(
        code,
        ordered_on=None if ordered is None else day(ordered),
        results=tuple(ItemResult(day(ago), abnormal) for ago, abnormal in results),
        not_done=not_done,
    )


def checklist(*records, required=REQUIRED, rpl=True):
    return workup(ITEMS.values(), records, required=required, rpl=rpl, on=TODAY)


def line_of(code, *records):
    [line] = [line for line in checklist(*records).lines if line.item.code == code]
    return line


@pytest.mark.parametrize(
    ("records", "state"),
    [
        pytest.param([], "not_ordered", id="nothing on file"),
        pytest.param([record("uterine_anatomy")], "not_ordered", id="an empty record"),
        pytest.param([record("uterine_anatomy", ordered=0)], "ordered", id="ordered today"),
        pytest.param(
            [record("uterine_anatomy", ordered=-1)], "not_ordered", id="ordered tomorrow"
        ),
        pytest.param(
            [record("uterine_anatomy", ordered=9, not_done="she declined")],
            "not_done",
            id="not done, with a reason",
        ),
        pytest.param(
            [record("uterine_anatomy", (0, False), not_done="she declined")],
            "normal",
            id="resulted after all",
        ),
        pytest.param([record("uterine_anatomy", (0, False))], "normal", id="normal today"),
        pytest.param(
            [record("uterine_anatomy", (-1, False), ordered=5)],
            "ordered",
            id="a result of tomorrow is not seen",
        ),
        pytest.param([record("uterine_anatomy", (9, True))], "abnormal", id="abnormal"),
        pytest.param([record("uterine_anatomy", (9, None))], "not_judged", id="not judged"),
        pytest.param(
            [record("uterine_anatomy", (2, False), (9, True))],
            "normal",
            id="the latest result counts, in whatever order they stand",
        ),
        pytest.param(
            [record("uterine_anatomy", (9, True), (9, False))],
            "abnormal",
            id="two results of one day: the abnormal one counts",
        ),
    ],
)
def test_how_far_an_item_has_come(records, state):
    assert line_of("uterine_anatomy", *records).state == state


@pytest.mark.parametrize(
    ("results", "state", "repeat_in"),
    [
        pytest.param([(10, False)], "normal", None, id="negative once is enough"),
        pytest.param([(10, True)], "to_repeat", 74, id="positive once must be repeated"),
        pytest.param([(84, True)], "to_repeat", 0, id="12 weeks ago: from today"),
        pytest.param([(100, True)], "to_repeat", -16, id="the repetition is overdue"),
        pytest.param([(94, True), (10, True)], "abnormal", None, id="84 days apart"),
        pytest.param([(93, True), (10, True)], "to_repeat", -9, id="83 days apart"),
        pytest.param(
            [(94, True), (10, False)], "normal", None, id="negative after 84 days"
        ),
        pytest.param([(93, True), (10, False)], "to_repeat", -9, id="negative too early"),
        pytest.param(
            [(120, True), (60, False), (10, True)],
            "abnormal",
            None,
            id="a negative one between cancels nothing",
        ),
        pytest.param(
            [(120, True), (60, True), (30, False)],
            "to_repeat",
            24,
            id="the second positive still waits for its repetition",
        ),
        pytest.param([(94, True), (10, None)], "not_judged", None, id="not judged yet"),
        pytest.param(
            [(200, True), (94, True), (10, None)], "abnormal", None, id="confirmed before"
        ),
        pytest.param([(10, None)], "not_judged", None, id="the only one is not judged"),
    ],
)
def test_an_antibody_counts_only_when_it_persists(results, state, repeat_in):
    line = line_of("lupus_anticoagulant", record("lupus_anticoagulant", *results))
    due = None if line.repeat_from is None else (line.repeat_from - TODAY).days

    # A repetition that could have been taken is due since the day it could.
    assert (line.state, due) == (state, repeat_in)


@pytest.mark.parametrize(
    ("code", "results", "state"),
    [
        pytest.param(
            "uterine_anatomy", [(9, True, False)], "in_range_again", id="after one"
        ),
        pytest.param("uterine_anatomy", [(2, True, False)], "abnormal", id="that day"),
        pytest.param(
            "uterine_anatomy",
            [(9, True, False), (5, False, False)],
            "in_range_again",
            id="after one a clinician put aside",
        ),
        pytest.param("uterine_anatomy", [(1, True, False)], "abnormal", id="before one"),
        pytest.param("uterine_anatomy", [(1, False, False)], "normal", id="judged since"),
        pytest.param(
            "uterine_anatomy", [(9, None, False)], "normal", id="after an open one"
        ),
        pytest.param("uterine_anatomy", [(9, False, True)], "normal", id="normal twice"),
        pytest.param(
            "lupus_anticoagulant", [(94, True, False)], "in_range_again", id="late enough"
        ),
        pytest.param(
            "lupus_anticoagulant",
            [(194, True, False), (94, True, False)],
            "abnormal",
            id="after it persisted",
        ),
    ],
)
def test_the_laboratory_alone_puts_no_abnormal_result_aside(code, results, state):
    """Each stands beside a laboratory's normal of two days ago."""
    told = [
        ItemResult(day(ago), abnormal, by_laboratory=lab)
        for ago, abnormal, lab in [(2, False, True), *results]
    ]
    assert line_of(code, ItemRecord(code, results=tuple(told))).state == state


NORMAL_LA = record("lupus_anticoagulant", (50, False))
NORMAL_UTERUS = record("uterine_anatomy", (50, False))


@pytest.mark.parametrize(
    ("records", "verdict", "sentence"),
    [
        pytest.param(
            [NORMAL_LA, NORMAL_UTERUS],
            "unexplained",
            "Unexplained: none of the 2 required items is abnormal.",
            id="complete and normal",
        ),
        pytest.param(
            [NORMAL_LA],
            "incomplete",
            "Work-up incomplete: "
            "Anatomy of the uterus, ideally 3D ultrasound (not ordered).",
            id="one not ordered",
        ),
        pytest.param(
            [record("lupus_anticoagulant", (10, True)), NORMAL_UTERUS],
            "incomplete",
            "Work-up incomplete: Lupus anticoagulant (repeat from 2 Feb 2027).",
            id="one positive antibody explains nothing yet",
        ),
        pytest.param(
            [
                record("lupus_anticoagulant", ordered=3),
                record("uterine_anatomy", not_done="she declined"),
            ],
            "incomplete",
            "Work-up incomplete: Lupus anticoagulant (no result yet), "
            "Anatomy of the uterus, ideally 3D ultrasound (not done: she declined).",
            id="one under way, one declined",
        ),
        pytest.param(
            [record("lupus_anticoagulant", (10, None)), NORMAL_UTERUS],
            "incomplete",
            "Work-up incomplete: Lupus anticoagulant (result not judged).",
            id="a result nobody judged is not normal",
        ),
        pytest.param(
            [
                ItemRecord(
                    "lupus_anticoagulant",
                    results=(ItemResult(TODAY, None, in_range_again=True),),
                ),
                NORMAL_UTERUS,
            ],
            "incomplete",
            "Work-up incomplete: Lupus anticoagulant "
            "(in range after an abnormal result, not judged).",
            id="in range again is not normal",
        ),
        pytest.param(
            [NORMAL_LA, record("uterine_anatomy", (50, True))],
            "explained",
            "Explained by: Anatomy of the uterus, ideally 3D ultrasound.",
            id="one abnormal",
        ),
        pytest.param(
            [record("uterine_anatomy", (50, True))],
            "explained",
            "Explained by: Anatomy of the uterus, ideally 3D ultrasound. "
            "Still open: Lupus anticoagulant (not ordered).",
            id="one abnormal, one open",
        ),
        pytest.param(
            [NORMAL_LA, NORMAL_UTERUS, record("nk_cells", (50, True))],
            "unexplained",
            "Unexplained: none of the 2 required items is abnormal.",
            id="abnormal outside the clinic's list explains nothing",
        ),
    ],
)
def test_what_the_work_up_comes_to(records, verdict, sentence):
    answer = checklist(*records)

    assert (answer.verdict, workup_sentence(answer)) == (verdict, sentence)


@pytest.mark.parametrize(
    ("asked", "verdict", "sentence"),
    [
        pytest.param(
            {"rpl": False},
            "not_recurrent",
            "The definition of recurrent loss is not met.",
            id="not recurrent",
        ),
        pytest.param(
            {"rpl": None},
            "undecided",
            "Whether the losses are recurrent cannot be decided yet.",
            id="not decidable",
        ),
        pytest.param(
            {"required": frozenset()},
            "nothing_required",
            "The clinic has not said which items it requires.",
            id="an empty list never makes a loss unexplained",
        ),
    ],
)
def test_nothing_is_unexplained_before_its_time(asked, verdict, sentence):
    answer = checklist(NORMAL_LA, NORMAL_UTERUS, **asked)

    assert (answer.verdict, workup_sentence(answer)) == (verdict, sentence)


def test_an_item_nobody_knows_cannot_be_required():
    with pytest.raises(UnknownItem, match="horoscope"):
        checklist(required=frozenset({"horoscope"}))


def test_every_item_stands_in_the_checklist():
    lines = checklist().lines

    assert [line.item.code for line in lines] == list(ITEMS)
    assert {line.item.code for line in lines if line.required} == REQUIRED


def test_an_answer_names_its_inputs_whatever_their_order():
    answer = checklist(NORMAL_LA, NORMAL_UTERUS)

    assert answer.inputs_hash == checklist(NORMAL_UTERUS, NORMAL_LA).inputs_hash
    assert answer.inputs_hash != checklist(NORMAL_LA).inputs_hash
    assert (answer.rule, answer.rule_version) == ("patients.workup", 2)


records = st.builds(
    ItemRecord,
    st.sampled_from(sorted(REQUIRED)),
    ordered_on=st.none() | st.just(day(400)),
    results=st.lists(
        st.builds(
            ItemResult,
            st.integers(0, 300).map(day),
            st.sampled_from([True, False, None]),
            by_laboratory=st.booleans(),
        ),
        max_size=4,
    ).map(tuple),
    not_done=st.sampled_from(["", "she declined"]),
)


@given(st.lists(records, max_size=2, unique_by=lambda record: record.code))
def test_unexplained_means_that_every_required_item_is_normal(told):
    answer = checklist(*told)
    states = {line.state for line in answer.lines if line.required}

    assert (answer.verdict == "unexplained") == (states == {"normal"})
    assert (answer.verdict == "explained") == ("abnormal" in states)


@given(records)
def test_a_result_that_was_never_abnormal_is_never_called_so(told):
    states = {line.state for line in checklist(told).lines}

    if not any(result.abnormal for result in told.results):
        assert not {"abnormal", "to_repeat"} & states
