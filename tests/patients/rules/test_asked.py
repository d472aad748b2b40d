"""A list is worth what somebody was told of it as a whole."""

from datetime import date

import pytest

from foundation.medicine.dates import ApproximateDate
from patients.rules.asked import Answer, AskedOnce, ListedRow, answered, name_of_list
from patients.rules.entry_checks import course_findings, past_findings, taken_findings

ON = date(2026, 11, 20)
ONE, OTHER = ListedRow(7, 1), ListedRow(9, 1)
CORRECTED = ListedRow(7, 2)


def read_out(*rows: ListedRow) -> AskedOnce:
    return AskedOnce(name_of_list(list(rows)))


@pytest.mark.parametrize(
    ("rows", "asked", "answer"),
    [
        pytest.param([], None, Answer.NOT_ASKED, id="nothing listed is not none"),
        pytest.param([ONE], None, Answer.UNCONFIRMED, id="one listed may not be all"),
        pytest.param([], read_out(), Answer.NONE, id="asked: there is none"),
        pytest.param([ONE], read_out(ONE), Answer.COMPLETE, id="asked: this is all"),
        pytest.param(
            [OTHER, ONE], read_out(ONE, OTHER), Answer.COMPLETE, id="in any order"
        ),
        pytest.param([ONE], read_out(), Answer.CHANGED, id="one came after none"),
        pytest.param([ONE, OTHER], read_out(ONE), Answer.CHANGED, id="one came since"),
        pytest.param([CORRECTED], read_out(ONE), Answer.CHANGED, id="corrected since"),
        pytest.param([], read_out(ONE), Answer.CHANGED, id="struck out is not none"),
    ],
)
def test_a_list_is_worth_what_was_told_of_it(rows, asked, answer):
    assert answered(rows, asked) is answer


YEAR, LAST_MONTH = ApproximateDate(2026), ApproximateDate(2026, 10)
TODAY, TOMORROW = ApproximateDate.of(ON), ApproximateDate(2026, 11, 21)


@pytest.mark.parametrize(
    ("when", "sentences"),
    [
        pytest.param(None, [], id="unknown contradicts nothing"),
        pytest.param(TODAY, [], id="today"),
        pytest.param(YEAR, [], id="this year may be past"),
        pytest.param(
            TOMORROW, ["This day lies in the future (21 Nov 2026)."], id="tomorrow"
        ),
    ],
)
def test_what_is_told_has_happened(when, sentences):
    assert [each.message for each in past_findings(when, on=ON)] == sentences


@pytest.mark.parametrize(
    ("started", "ended", "sentences"),
    [
        pytest.param(None, None, [], id="neither is known"),
        pytest.param(TODAY, TOMORROW, [], id="an end may lie ahead"),
        pytest.param(YEAR, LAST_MONTH, [], id="the same year"),
        pytest.param(TOMORROW, None, ["Not begun yet (21 Nov 2026)."], id="tomorrow"),
        pytest.param(
            TODAY,
            LAST_MONTH,
            ["It ended (Oct 2026) before it began (20 Nov 2026)."],
            id="the wrong way round",
        ),
    ],
)
def test_a_course_has_begun_and_ends_after_that(started, ended, sentences):
    assert [f.message for f in course_findings(started, ended, on=ON)] == sentences


@pytest.mark.parametrize(
    ("is_taken", "ended", "sentences"),
    [
        pytest.param(None, LAST_MONTH, [], id="not said"),
        pytest.param(True, None, [], id="taken, no end"),
        pytest.param(True, TODAY, [], id="taken until today"),
        pytest.param(True, YEAR, [], id="until some day this year"),
        pytest.param(False, LAST_MONTH, [], id="taken before"),
        pytest.param(False, TODAY, [], id="stopped today"),
        pytest.param(
            True,
            LAST_MONTH,
            ["It was stopped (Oct 2026): it is not taken now."],
            id="taken after its end",
        ),
        pytest.param(
            False,
            TOMORROW,
            ["It is taken until 21 Nov 2026: that is now, not before."],
            id="before, until tomorrow",
        ),
    ],
)
def test_now_and_before_fit_the_last_day(is_taken, ended, sentences):
    found = taken_findings(is_taken=is_taken, ended=ended, on=ON)
    assert [each.message for each in found] == sentences
