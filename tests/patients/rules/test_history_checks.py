"""Histories that cannot be true, and both sides of every limit."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from foundation.medicine.dates import read_date
from foundation.medicine.sources import Source
from patients.rules.history_checks import HistoryLimits, history_findings
from patients.rules.pregnancies import CarriedBy, Outcome, PastPregnancy, Seen
from tests.patients.rules.stories import CATALOGUE

TODAY = date(2026, 11, 20)
LIMITS = HistoryLimits(
    ga_min_days=14,
    ga_max_days=310,
    early_live_birth_days=154,
    gap_days=14,
    conception_days=14,
    source=Source("test", "test"),
)


def pregnancy(seq=1, outcome="miscarriage", **facts):
    for name in ("ended", "conceived", "positive_hcg"):
        if name in facts:
            facts[name] = read_date(facts[name])
    return PastPregnancy(seq=seq, outcome=Outcome(outcome), **facts)


def codes(*pregnancies):
    found = history_findings(pregnancies, LIMITS, on=TODAY)
    return [f"{finding.severity} {finding.code} {finding.about}" for finding in found]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        pytest.param({}, [], id="nothing known contradicts nothing"),
        pytest.param({"ga_days": 14}, [], id="2+0, the shortest"),
        pytest.param({"ga_days": 13}, ["stop gestation-impossible"], id="1+6"),
        pytest.param({"ga_days": 310}, [], id="44+2, the longest"),
        pytest.param({"ga_days": 311}, ["stop gestation-impossible"], id="44+3"),
        pytest.param(
            {"ga_days": 300, "ga_days_latest": 311},
            ["stop gestation-impossible"],
            id="a range that ends too late",
        ),
        pytest.param({"ended": "20 Nov 2026"}, [], id="ended today"),
        pytest.param({"ended": "21 Nov 2026"}, ["stop ends-in-future"], id="ends tomorrow"),
        pytest.param({"ended": "2026"}, [], id="some day of this year"),
        pytest.param(
            {"ended": "1 Mar 2024", "conceived": "1 Mar 2024"}, [], id="ended at conception"
        ),
        pytest.param(
            {"ended": "29 Feb 2024", "conceived": "1 Mar 2024"},
            ["stop ended-before-conception"],
            id="ended the day before",
        ),
        pytest.param(
            {"ended": "2024", "conceived": "1 Mar 2024"}, [], id="the year allows it"
        ),
        pytest.param(
            {"outcome": "live_birth", "ga_days": 154}, [], id="born at 22+0 is possible"
        ),
        pytest.param(
            {"outcome": "live_birth", "ga_days": 153},
            ["caution early-live-birth"],
            id="born at 21+6 asks",
        ),
        pytest.param(
            {"outcome": "stillbirth", "ga_days": 153}, [], id="a stillbirth does not ask"
        ),
        pytest.param(
            {"outcome": "biochemical_loss"},
            ["stop positive-hcg-missing"],
            id="biochemical without a positive hCG",
        ),
        pytest.param(
            {"outcome": "biochemical_loss", "positive_hcg": "2018"},
            [],
            id="the year is enough",
        ),
        pytest.param(
            {"outcome": "pul_resolved"}, ["stop positive-hcg-missing"], id="resolved PUL"
        ),
        pytest.param(
            {"outcome": "pul_treated"}, ["stop positive-hcg-missing"], id="treated PUL"
        ),
        pytest.param(
            {"outcome": "molar_partial"}, ["stop molar-not-proven"], id="molar, no proof"
        ),
        pytest.param({"outcome": "molar_partial", "histology": True}, [], id="histology"),
        pytest.param({"outcome": "molar_complete", "genetics": True}, [], id="genetics"),
        pytest.param(
            {"outcome": "molar_complete", "seen": Seen.HISTOLOGY}, [], id="seen in tissue"
        ),
        pytest.param(
            {"outcome": "ongoing", "ended": "2024"},
            ["stop ongoing-with-end"],
            id="ongoing with an end",
        ),
    ],
)
def test_one_pregnancy(facts, found):
    assert codes(pregnancy(**facts)) == [f"{code} pregnancy 1" for code in found]


FIRST = pregnancy(1, ended="1 Mar 2024", ga_days=56)


@pytest.mark.parametrize(
    ("second", "overlaps"),
    [
        pytest.param({"ended": "26 Apr 2024", "ga_days": 56}, False, id="14 days later"),
        pytest.param({"ended": "25 Apr 2024", "ga_days": 56}, True, id="13 days later"),
        pytest.param(
            {"ended": "1 Jul 2024", "conceived": "15 Mar 2024"},
            False,
            id="conceived in time",
        ),
        pytest.param(
            {"ended": "1 Jul 2024", "conceived": "14 Mar 2024"}, True, id="a day too early"
        ),
        pytest.param({"ended": "Apr 2024", "ga_days": 56}, False, id="the month allows it"),
        pytest.param({"ended": "Mar 2024", "ga_days": 56}, True, id="the month does not"),
        pytest.param({"ended": "2024", "ga_days": 56}, False, id="the year allows it"),
        pytest.param({"ga_days": 56}, False, id="no date"),
        pytest.param({"ended": "2 Mar 2024"}, False, id="no gestation"),
        pytest.param(
            {"outcome": "ongoing", "conceived": "10 Mar 2024"},
            True,
            id="ongoing, too early",
        ),
        pytest.param(
            {"outcome": "ongoing", "conceived": "15 Mar 2024"}, False, id="ongoing, in time"
        ),
        pytest.param(
            {"ended": "2 Mar 2024", "ga_days": 56, "carried_by": CarriedBy.SURROGATE},
            False,
            id="another woman carried it",
        ),
    ],
)
def test_pregnancies_of_one_woman_do_not_overlap(second, overlaps):
    expected = ["stop overlap pregnancy 2"] if overlaps else []

    assert codes(FIRST, pregnancy(2, **second)) == expected
    assert codes(pregnancy(2, **second), FIRST) == expected


def test_a_missing_date_elsewhere_does_not_hide_an_overlap():
    undated = pregnancy(2)
    overlapping = pregnancy(3, ended="25 Apr 2024", ga_days=56)

    assert codes(FIRST, undated, overlapping) == ["stop overlap pregnancy 3"]


def test_the_overlap_is_said_in_words():
    [finding] = history_findings(
        [FIRST, pregnancy(2, ended="25 Apr 2024", ga_days=56)], LIMITS, on=TODAY
    )

    assert finding.message == (
        "It overlaps pregnancy 1, which ended 1 Mar 2024: "
        "conception is possible 14 days later at the earliest."
    )


def test_there_is_one_ongoing_pregnancy_at_most():
    by_another = pregnancy(3, "ongoing", carried_by=CarriedBy.SURROGATE)

    assert codes(pregnancy(1, "ongoing"), by_another) == []
    assert codes(pregnancy(1, "ongoing"), pregnancy(2, "ongoing"), by_another) == [
        "stop second-ongoing pregnancy 2"
    ]


def test_the_limits_are_those_of_the_catalogue():
    entries = yaml.safe_load(Path(CATALOGUE / "history_limits.yaml").read_text())
    [values] = [e["values"] for e in entries if e["code"] == "history_limits"]

    assert HistoryLimits(**values, source=LIMITS.source) == LIMITS
