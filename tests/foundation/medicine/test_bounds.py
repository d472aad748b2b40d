from dataclasses import replace
from decimal import Decimal

import pytest

from foundation.medicine.bounds import Verdict, bounds_findings, verdict
from foundation.medicine.quantities import Comparator, Quantity
from foundation.medicine.readings import ResultType, Scale

D = Decimal
SHARE = Scale(ResultType.QUANTITATIVE, "%", 1, D(0), D(100), D(1), D(45))


def percent(value, comparator=""):
    return Quantity(D(value), Comparator(comparator), "%")


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        pytest.param(percent("14.2"), Verdict.OK, id="ordinary"),
        pytest.param(percent("45"), Verdict.OK, id="the usual limit is usual"),
        pytest.param(percent("45.1"), Verdict.WARN, id="just above the usual"),
        pytest.param(percent("1"), Verdict.OK, id="the lower usual limit is usual"),
        pytest.param(percent("0.9"), Verdict.WARN, id="just below the usual"),
        pytest.param(percent("0"), Verdict.WARN, id="the lowest possible is possible"),
        pytest.param(percent("100"), Verdict.WARN, id="the highest possible is possible"),
        pytest.param(percent("100.1"), Verdict.REJECT, id="just above the possible"),
        pytest.param(percent("-0.1"), Verdict.REJECT, id="just below the possible"),
        pytest.param(percent("45", ">"), Verdict.WARN, id="all it can be is unusual"),
        pytest.param(percent("40", ">"), Verdict.OK, id="it can still be usual"),
        pytest.param(percent("100", ">"), Verdict.REJECT, id="all it can be is impossible"),
        pytest.param(percent("100", ">="), Verdict.WARN, id="it can just be possible"),
        pytest.param(percent("0", "<"), Verdict.REJECT, id="less than nothing"),
        pytest.param(percent("1", "<"), Verdict.WARN, id="below the lower usual limit"),
        pytest.param(percent("1", "<="), Verdict.OK, id="at most the lower usual limit"),
        pytest.param(percent("14.25"), Verdict.OK, id="more decimals are only noted"),
        pytest.param(Quantity(D("14.2"), unit="/uL"), Verdict.REJECT, id="another unit"),
        pytest.param(Quantity(D("14.2")), Verdict.REJECT, id="no unit"),
    ],
)
def test_a_value_is_taken_asked_about_or_refused(quantity, expected):
    assert verdict(bounds_findings(quantity, SHARE)) is expected


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        pytest.param(
            percent("120"),
            "120 % is impossible for this test (possible: 0 to 100 %).",
            id="impossible",
        ),
        pytest.param(
            percent("60"),
            "60 % is unusual for this test (usual: 1 to 45 %). Is it right?",
            id="unusual",
        ),
        pytest.param(
            Quantity(D("14.2"), unit="/uL"),
            "/µL is not the unit of this test, which is %.",
            id="unit",
        ),
        pytest.param(
            Quantity(D("14.2")),
            "The unit is missing; this test is reported in %.",
            id="no unit",
        ),
        pytest.param(
            percent("14.25"),
            "14.25 % has 2 decimals; this test usually has 1. It is kept as typed.",
            id="decimals",
        ),
    ],
)
def test_every_refusal_is_a_sentence(quantity, sentence):
    assert [finding.message for finding in bounds_findings(quantity, SHARE)] == [sentence]


def test_a_negative_floor_belongs_to_the_test():
    suppression = replace(SHARE, hard_low=D(-200), soft_low=D(-50))

    assert bounds_findings(percent("-20"), suppression) == []
    assert verdict(bounds_findings(percent("-50", "<"), suppression)) is Verdict.WARN


def test_a_test_without_limits_takes_everything():
    free = Scale(ResultType.QUANTITATIVE, "%")

    assert bounds_findings(percent("99999"), free) == []


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        pytest.param({"hard_low": None}, "(possible: at most 100 %)", id="only upper"),
        pytest.param({"hard_high": None}, "(possible: at least 0 %)", id="only lower"),
    ],
)
def test_one_sided_limits_are_said_as_such(limits, sentence):
    value = percent("101") if "hard_low" in limits else percent("-1")
    [finding] = bounds_findings(value, replace(SHARE, **limits))

    assert sentence in finding.message
