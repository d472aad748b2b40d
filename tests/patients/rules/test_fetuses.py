"""Twins, vanished twins, and what the pregnancy is called."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.fetuses import (
    FetusOutcome,
    Plurality,
    fetus_findings,
    outcome_by_fetuses,
    plurality,
)
from patients.rules.pregnancies import Outcome, PastPregnancy

#   fetuses, outcome of the pregnancy
TABLE = [
    ("", None),
    ("live_birth live_birth", "live_birth"),
    ("live_birth vanished", "live_birth"),
    ("live_birth stillbirth", "live_birth"),
    ("live_birth unknown", "live_birth"),
    ("ongoing vanished", "ongoing"),
    ("ongoing miscarriage", "ongoing"),
    ("miscarriage miscarriage", "miscarriage"),
    ("miscarriage terminated", "miscarriage"),
    ("stillbirth miscarriage", "stillbirth"),
    ("stillbirth unknown", "unknown"),
    ("terminated", "termination"),
    ("terminated vanished", "termination"),
    ("vanished vanished", "miscarriage"),
]


def told(words):
    return [FetusOutcome(word) for word in words.split()]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0] or "none on file")
def test_the_outcome_of_the_pregnancy(row):
    words, outcome = row

    assert outcome_by_fetuses(told(words)) == outcome


def test_fetuses_are_counted():
    fetuses = told("live_birth vanished live_birth")

    assert plurality(fetuses) == Plurality(fetuses=3, liveborn=2, vanished=1)


TWINS = PastPregnancy(seq=2, outcome=Outcome.LIVE_BIRTH, fetuses=2, liveborn=1)


@pytest.mark.parametrize(
    ("pregnancy", "fetuses", "sentences"),
    [
        pytest.param(TWINS, "live_birth vanished", [], id="they agree"),
        pytest.param(TWINS, "", [], id="none on file contradicts nothing"),
        pytest.param(
            TWINS, "live_birth", ["2 carried, 1 on file."], id="one is not on file"
        ),
        pytest.param(
            TWINS,
            "live_birth live_birth",
            ["1 born alive, 2 on file."],
            id="both were born alive",
        ),
        pytest.param(
            TWINS,
            "stillbirth stillbirth",
            [
                "1 born alive, 0 on file.",
                "The outcome is live birth; by its fetuses it is stillbirth.",
            ],
            id="neither was",
        ),
        pytest.param(
            replace(TWINS, fetuses=None, liveborn=None), "live_birth", [], id="not counted"
        ),
        pytest.param(
            PastPregnancy(seq=2, outcome=Outcome.ECTOPIC), "miscarriage", [], id="ectopic"
        ),
    ],
)
def test_what_does_not_agree_is_asked(pregnancy, fetuses, sentences):
    found = fetus_findings(pregnancy, told(fetuses))

    assert [finding.message for finding in found] == sentences
    assert {finding.about for finding in found} <= {"pregnancy 2"}


@given(st.lists(st.sampled_from(FetusOutcome), max_size=4), st.randoms())
def test_the_order_of_fetuses_does_not_matter(fetuses, random):
    shuffled = fetuses.copy()
    random.shuffle(shuffled)

    assert outcome_by_fetuses(shuffled) == outcome_by_fetuses(fetuses)
