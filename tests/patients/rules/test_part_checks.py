"""Days of scans, tissue tests, periods and treatments that cannot be."""

from datetime import date

import pytest

from foundation.medicine.dates import ApproximateDate
from patients.rules.part_checks import day_findings, period_findings, treatment_findings

ON = date(2026, 11, 20)
TODAY, TOMORROW = ApproximateDate(2026, 11, 20), ApproximateDate(2026, 11, 21)
YEAR = ApproximateDate(2026)


def said(findings) -> list[str]:
    return [finding.message for finding in findings]


@pytest.mark.parametrize(
    ("day", "sentences"),
    [
        pytest.param(None, [], id="an unknown day contradicts nothing"),
        pytest.param(ON, [], id="today"),
        pytest.param(
            date(2026, 11, 21),
            ["Nothing was found yet on a day to come (21 Nov 2026)."],
            id="tomorrow",
        ),
    ],
)
def test_nothing_is_found_on_a_day_to_come(day, sentences):
    assert said(day_findings(day, on=ON)) == sentences


@pytest.mark.parametrize(
    ("period", "sentences"),
    [
        pytest.param(None, [], id="unknown"),
        pytest.param(TODAY, [], id="today"),
        pytest.param(YEAR, [], id="this year can be in the past"),
        pytest.param(
            TOMORROW,
            ["The last period, 21 Nov 2026, lies in the future."],
            id="tomorrow",
        ),
    ],
)
def test_a_last_period_has_begun(period, sentences):
    assert said(period_findings(period, on=ON)) == sentences


@pytest.mark.parametrize(
    ("started", "ended", "sentences"),
    [
        pytest.param(None, None, [], id="nothing known"),
        pytest.param(None, TOMORROW, [], id="no beginning known"),
        pytest.param(TODAY, TOMORROW, [], id="its end lies ahead"),
        pytest.param(
            TOMORROW, None, ["It has not been given yet (21 Nov 2026)."], id="not yet given"
        ),
        pytest.param(TODAY, TODAY, [], id="one day"),
        pytest.param(TODAY, YEAR, [], id="the year may be later than the day"),
        pytest.param(
            TODAY,
            ApproximateDate(2025),
            ["It ended (2025) before it began (20 Nov 2026)."],
            id="ended the year before",
        ),
    ],
)
def test_a_treatment_begins_before_it_ends(started, ended, sentences):
    assert said(treatment_findings(started, ended, on=ON)) == sentences
