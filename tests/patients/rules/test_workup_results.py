"""An item is normal by the laboratory only when every test it reads is in range."""

from datetime import date

import pytest

from patients.rules.workup import ItemResult
from patients.rules.workup_items import Subject
from patients.rules.workup_results import (
    LaboratoryResult,
    item_results,
    newest,
    of_subject,
)

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
    told = [ItemResult(on, abnormal) for on, abnormal in judged]
    assert list(item_results(results, W, codes=THYROID)) == told


@pytest.mark.parametrize(
    ("of", "judged"),
    [((W,), None), ((W, M), False)],
    ids=["hers alone", "hers and his"],
)
def test_what_is_asked_of_both_is_normal_for_both(of, judged):
    told = [result("hiv", of=each) for each in of]
    assert item_results(told, Subject.COUPLE, codes=("hiv",)) == (ItemResult(FEB, judged),)


def test_results_are_those_of_whom_the_item_asks():
    told = [result(of=M), result(on=MAY), result("ft4"), result("dfi")]
    assert of_subject(told, W, codes=THYROID) == (result("ft4"), result(on=MAY))
    assert of_subject(told, M, codes=THYROID) == (result(of=M),)
    assert of_subject(told, Subject.TISSUE, codes=("dfi",)) == (result("dfi"),)


def test_the_newest_of_each_test_is_shown():
    told = [result(), result("ft4"), result(on=MAY)]
    assert newest(told) == (result("ft4"), result(on=MAY))
