"""What cannot be, or is unlikely, within one pregnancy, in words."""

from datetime import date

import pytest

from foundation.medicine.dates import read_date
from foundation.medicine.sources import Source
from patients.rules.contradictions import ContradictionLimits, contradictions
from patients.rules.pregnancies import GestationBasis, LossType, Outcome, PastPregnancy
from tests.patients.rules.stories import entries

TODAY = date(2026, 11, 20)
[VALUES] = [e["values"] for e in entries("history_limits") if e["code"] == "contradictions"]
LIMITS = ContradictionLimits(**VALUES, source=Source("test", "test"))


def pregnancy(outcome="miscarriage", **facts):
    for name in ("ended", "conceived", "positive_hcg"):
        if name in facts:
            facts[name] = read_date(facts[name])
    return PastPregnancy(seq=1, outcome=Outcome(outcome), **facts)


def found(*args, **facts):
    return contradictions(pregnancy(*args, **facts), LIMITS, on=TODAY)


def codes(*args, **facts):
    return [f"{finding.severity} {finding.code}" for finding in found(*args, **facts)]


@pytest.mark.parametrize(
    ("outcome", "facts", "expected"),
    [
        pytest.param("miscarriage", {}, [], id="nothing known contradicts nothing"),
        pytest.param("live_birth", {"fetuses": 2, "liveborn": 2}, [], id="both twins born"),
        pytest.param(
            "live_birth",
            {"fetuses": 1, "liveborn": 2},
            ["stop liveborn-exceed-fetuses"],
            id="more born than carried",
        ),
        pytest.param("live_birth", {"liveborn": 1, "living": 1}, [], id="the child lives"),
        pytest.param(
            "live_birth",
            {"liveborn": 1, "fetuses": 2, "living": 2},
            ["stop living-exceed-born"],
            id="more living than born",
        ),
        pytest.param(
            "live_birth",
            {"fetuses": 1, "living": 2},
            ["stop living-exceed-born"],
            id="more living than carried",
        ),
        pytest.param("miscarriage", {"living": 0}, [], id="no child after a miscarriage"),
        pytest.param(
            "miscarriage",
            {"living": 1},
            ["stop children-without-birth"],
            id="a child after a miscarriage",
        ),
        pytest.param(
            "stillbirth",
            {"liveborn": 1},
            ["stop children-without-birth"],
            id="born alive and stillborn",
        ),
        pytest.param("unknown", {"living": 1}, [], id="outcome unknown, a child lives"),
        pytest.param(
            "live_birth",
            {"liveborn": 0},
            ["stop birth-without-liveborn"],
            id="a live birth with nobody born alive",
        ),
        pytest.param("live_birth", {"neonatal_death": True}, [], id="died as a newborn"),
        pytest.param(
            "stillbirth",
            {"neonatal_death": True},
            ["stop newborn-death-without-birth"],
            id="died as a newborn, but stillborn",
        ),
        pytest.param(
            "miscarriage", {"loss_type": LossType.FETAL}, [], id="a type of miscarriage"
        ),
        pytest.param(
            "ectopic",
            {"loss_type": LossType.FETAL},
            ["stop type-without-miscarriage"],
            id="a type of an ectopic",
        ),
        pytest.param("stillbirth", {"ga_days": 140}, [], id="stillbirth at 20+0"),
        pytest.param(
            "stillbirth",
            {"ga_days": 139},
            ["caution early-stillbirth"],
            id="stillbirth at 19+6",
        ),
        pytest.param(
            "stillbirth",
            {"ga_days": 130, "ga_days_latest": 140},
            [],
            id="stillbirth in a range that reaches 20+0",
        ),
        pytest.param("miscarriage", {"ga_days": 195}, [], id="miscarriage at 27+6"),
        pytest.param(
            "miscarriage",
            {"ga_days": 196},
            ["caution late-miscarriage"],
            id="miscarriage at 28+0",
        ),
        pytest.param(
            "biochemical_loss",
            {"positive_hcg": "1 Mar 2024", "conceived": "1 Mar 2024"},
            [],
            id="tested on the day of conception",
        ),
        pytest.param(
            "biochemical_loss",
            {"positive_hcg": "29 Feb 2024", "conceived": "1 Mar 2024"},
            ["caution test-before-conception"],
            id="tested before conception",
        ),
        pytest.param(
            "biochemical_loss",
            {"positive_hcg": "2024", "conceived": "1 Mar 2024"},
            [],
            id="the year allows it",
        ),
        # 310 days of gestation are 296 days after conception.
        pytest.param("ongoing", {"conceived": "28 Jan 2026"}, [], id="44+2 today"),
        pytest.param(
            "ongoing",
            {"conceived": "27 Jan 2026"},
            ["caution ongoing-too-long"],
            id="44+3 today",
        ),
        pytest.param("ongoing", {"conceived": "Jan 2026"}, [], id="the month allows it"),
        pytest.param("live_birth", {"conceived": "27 Jan 2020"}, [], id="it has ended"),
    ],
)
def test_one_pregnancy(outcome, facts, expected):
    assert codes(outcome, **facts) == expected


# From the 1st of March to the 12th of April are 42 days: 8+0 by the dates.
DATES = {"conceived": "1 Mar 2024", "ended": "12 Apr 2024"}
ASKS = ["caution gestation-against-dates"]


@pytest.mark.parametrize(
    ("days", "basis", "expected"),
    [
        pytest.param(56, "end", [], id="the same"),
        pytest.param(70, "end", [], id="14 days more"),
        pytest.param(71, "end", ASKS, id="15 days more"),
        pytest.param(42, "end", [], id="14 days less"),
        pytest.param(41, "end", ASKS, id="15 days less"),
        pytest.param(20, "demise", [], id="at demise it can be weeks less"),
        pytest.param(71, "demise", ASKS, id="at demise it cannot be more"),
        pytest.param(20, None, [], id="less, of an unknown day"),
    ],
)
def test_dates_and_gestation_are_compared(days, basis, expected):
    facts = {"ga_days": days, "ga_basis": GestationBasis(basis) if basis else None}

    assert codes(**DATES, **facts) == expected


def test_an_end_on_the_day_of_conception_is_two_weeks_by_the_dates():
    same_day = {"conceived": "1 Mar 2024", "ended": "1 Mar 2024"}

    assert codes(**same_day, ga_days=28) == []
    assert codes(**same_day, ga_days=29) == ASKS


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param({"conceived": "Mar 2024", "ended": "12 Apr 2024"}, id="month"),
        pytest.param({"conceived": "1 Mar 2024", "ended": "about 12 Apr 2024"}, id="about"),
        pytest.param({"conceived": "1 Mar 2024"}, id="no end"),
        pytest.param({"conceived": "1 May 2024", "ended": "12 Apr 2024"}, id="backwards"),
    ],
)
def test_dates_that_are_not_known_to_the_day_are_not_compared(dates):
    assert codes(**dates, ga_days=200) == ["caution late-miscarriage"]


@pytest.mark.parametrize(
    ("outcome", "facts", "sentence"),
    [
        (
            "miscarriage",
            {"living": 1},
            "Children of a pregnancy that ended as miscarriage.",
        ),
        ("live_birth", {"fetuses": 1, "liveborn": 2}, "2 born alive, but 1 carried."),
        (
            "miscarriage",
            {**DATES, "ga_days": 84},
            "By its dates it lasted 8+0, but 12+0 was told.",
        ),
        (
            "ongoing",
            {"conceived": "27 Jan 2026"},
            "Conceived 27 Jan 2026, it would be 44+3 today. Has it ended?",
        ),
        (
            "stillbirth",
            {"ga_days": 84},
            "A death before 20+0 is called a miscarriage everywhere. "
            "Is the gestation right?",
        ),
    ],
)
def test_contradictions_are_named_in_words(outcome, facts, sentence):
    [finding] = found(outcome, **facts)

    assert (finding.message, finding.about) == (sentence, "pregnancy 1")
    assert finding.source == LIMITS.source
