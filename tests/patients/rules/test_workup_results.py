"""An item is normal by the laboratory only when every test it reads is in range."""

from datetime import date, timedelta

import pytest

from patients.rules.workup import ItemRecord, ItemResult, workup
from patients.rules.workup_items import Subject, item_from_entry
from patients.rules.workup_results import (
    LaboratoryResult,
    item_results,
    newest,
    of_subject,
)
from tests.patients.rules.stories import entries

FEB, MAY = date(2026, 2, 3), date(2026, 5, 4)
THYROID = ("tsh", "ft4")
W, M = Subject.WOMAN, Subject.MAN


def result(code="tsh", in_range=True, on=FEB, of=W):
    return LaboratoryResult(code, of, on, code.upper(), "1", "", in_range)


@pytest.mark.parametrize(
    ("results", "judged"),
    [
        pytest.param([], [], id="nothing came back"),
        pytest.param([result()], [(FEB, None)], id="one of two tests is not normal"),
        pytest.param([result(), result("ft4")], [(FEB, False)], id="both in range"),
        pytest.param(
            [result(in_range=False), result("ft4")],
            [(FEB, None)],
            id="out of range waits for a clinician",
        ),
        pytest.param(
            [result(), result("ft4", in_range=None)],
            [(FEB, None)],
            id="without a limit nothing is normal",
        ),
        pytest.param(
            [result(), result("ft4", on=MAY)],
            [(FEB, None), (MAY, False)],
            id="the second test comes later",
        ),
        pytest.param(
            [result(), result("ft4"), result(on=MAY, in_range=False)],
            [(FEB, False), (MAY, None)],
            id="a newer one out of range opens it again",
        ),
    ],
)
def test_an_item_is_judged_once_a_day(results, judged):
    told = [ItemResult(on, abnormal, by_laboratory=True) for on, abnormal in judged]
    assert list(item_results(results, W, codes=THYROID)) == told


@pytest.mark.parametrize(
    ("of", "judged"),
    [((W,), None), ((W, M), False)],
    ids=["hers alone", "hers and his"],
)
def test_what_is_asked_of_both_is_normal_for_both(of, judged):
    told = [result("hiv", of=each) for each in of]
    [told] = item_results(told, Subject.COUPLE, codes=("hiv",))
    assert (told.on, told.abnormal) == (FEB, judged)


@pytest.mark.parametrize(
    ("results", "again"),
    [
        pytest.param([result(in_range=False), result("ft4")], [False], id="out of range"),
        pytest.param(
            [result(in_range=False), result("ft4"), result(on=MAY)],
            [False, True],
            id="in range after it was out",
        ),
        pytest.param(
            [result(in_range=False), result(on=MAY)],
            [False, False],
            id="in range again, the other test never taken",
        ),
        pytest.param(
            [result(in_range=None), result("ft4"), result(on=MAY)],
            [False, False],
            id="no limit judged the first",
        ),
    ],
)
def test_in_range_after_out_of_range_is_told_apart(results, again):
    told = item_results(results, W, codes=THYROID)
    assert [each.in_range_again for each in told] == again
    assert not any(each.in_range_again and each.abnormal is not None for each in told)


LA = "lupus_anticoagulant"
ITEMS = {entry["code"]: item_from_entry(entry) for entry in entries("workup")}


@pytest.mark.parametrize(
    ("measured", "state", "verdict"),
    [
        pytest.param({100: True}, "normal", "unexplained", id="negative once"),
        pytest.param({0: False}, "not_judged", "incomplete", id="positive once"),
        pytest.param(
            {0: False, 4: True}, "in_range_again", "incomplete", id="negative four days on"
        ),
        pytest.param(
            {0: False, 90: False, 100: True},
            "in_range_again",
            "incomplete",
            id="positive twice, 12 weeks apart, then negative",
        ),
    ],
)
def test_a_later_negative_never_explains_a_positive_away(measured, state, verdict):
    told = [
        result("la", in_range=in_range, on=FEB + timedelta(days=day))
        for day, in_range in measured.items()
    ]
    record = ItemRecord(LA, results=item_results(told, W, codes=("la",)))
    answer = workup(
        ITEMS.values(), [record], required=frozenset({LA}), rpl=True, on=date(2026, 11, 20)
    )
    [line] = [line for line in answer.lines if line.required]
    assert (line.state, answer.verdict) == (state, verdict)


def test_results_are_those_of_whom_the_item_asks():
    told = [result(of=M), result(on=MAY), result("ft4"), result("dfi")]
    assert of_subject(told, W, codes=THYROID) == (result("ft4"), result(on=MAY))
    assert of_subject(told, M, codes=THYROID) == (result(of=M),)
    assert of_subject(told, Subject.TISSUE, codes=("dfi",)) == (result("dfi"),)


def test_the_newest_of_each_test_is_shown():
    told = [result(), result("ft4"), result(on=MAY)]
    assert newest(told) == (result("ft4"), result(on=MAY))
