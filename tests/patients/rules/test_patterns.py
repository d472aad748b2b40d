"""Primary, secondary, tertiary; current or historical; hers and the couple's."""

from dataclasses import replace

import pytest

from patients.rules.classification import classify
from patients.rules.definitions import with_switches
from tests.patients.rules.stories import (
    BIRTH,
    DEFINITIONS,
    LOSS,
    at,
    history,
    told,
)

ESHRE, ASRM = DEFINITIONS["eshre_2022"], DEFINITIONS["asrm_2012"]

#   definition, history, kind, status
PATTERNS = [
    ("eshre_2022", "loss loss", "primary", "current"),
    ("eshre_2022", "birth loss loss", "secondary", "current"),
    ("eshre_2022", "loss loss birth", "primary", "historical"),
    ("eshre_2022", "loss birth loss", "secondary", "current"),
    ("eshre_2022", "loss loss birth loss", "secondary", "current"),
    ("eshre_2022", "loss birth loss loss", "secondary", "current"),
    ("eshre_2022", "loss loss birth loss loss", "tertiary", "current"),
    ("eshre_2022", "loss loss birth loss loss birth", "tertiary", "historical"),
    ("eshre_2022", "loss loss ongoing", "primary", "current"),
    ("eshre_2022", "loss loss ectopic", "primary", "current"),
    # In a row: the latest run that qualifies decides.
    ("who_3c", "loss loss loss birth loss", "primary", "historical"),
    ("who_3c", "loss birth loss loss loss", "secondary", "current"),
    ("who_3c", "loss loss loss birth loss loss loss birth", "tertiary", "historical"),
    ("who_3c", "loss loss loss still loss loss loss", "primary", "current"),
    # A stillbirth past the limit stands before, by viability; by live birth it does not.
    ("eshre_2022", "still loss loss", "secondary", "current"),
    ("asrm_2012", "still loss loss", "primary", "current"),
    ("eshre_2022", "loss loss still", "primary", "historical"),
    # Under RCOG 2023 the first-trimester losses qualify; a late loss ends nothing.
    ("rcog_2023", "loss loss loss late", "primary", "current"),
]


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_kind_and_status(row):
    code, words, *expected = row
    answer = classify(told(words), DEFINITIONS[code])

    assert [answer.kind, answer.status] == expected


EARLY = at(154, BIRTH)


@pytest.mark.parametrize(
    ("definition", "first", "kind"),
    [
        pytest.param(ESHRE, EARLY, "secondary", id="viable: born at 22+0, lives"),
        pytest.param(
            ESHRE, {**EARLY, "neonatal_death": True}, "primary", id="viable: 22+0, died"
        ),
        pytest.param(
            ASRM, {**EARLY, "neonatal_death": True}, "secondary", id="by birth: 22+0, died"
        ),
        pytest.param(
            ESHRE,
            {**at(168, BIRTH), "neonatal_death": True},
            "secondary",
            id="viable: born at the limit, died",
        ),
        pytest.param(ESHRE, at(168), "secondary", id="viable: a loss at the limit"),
        pytest.param(ESHRE, at(167), "primary", id="viable: a loss just below it"),
    ],
)
def test_what_stands_before_the_losses(definition, first, kind):
    assert classify(history(first, LOSS, LOSS), definition).kind == kind


def test_the_basis_of_kind_is_a_switch():
    by_birth = with_switches(ESHRE, {"kind_basis": "live_birth"})

    assert classify(told("still loss loss"), by_birth).kind == "primary"


def test_an_ectopic_may_end_a_run_but_nothing_succeeds_by_it():
    answer = classify(
        told("ectopic loss loss ectopic"), replace(ESHRE, neutral_breaks=True)
    )

    assert (answer.kind, answer.status) == ("primary", "historical")


def by(partner, story=LOSS, **more):
    return {**story, "partner": partner, **more}


OF_B = {"genetic_father": "B"}
OF_A_DONOR = {"genetic_father": "donor"}


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        pytest.param([by("A"), by("A")], (False, None, 0), id="a new couple"),
        pytest.param([by("A"), by("B")], (False, "primary", 1), id="one loss together"),
        pytest.param(
            [by("A", BIRTH), by("B"), by("B")], (True, "primary", 2), id="child by another"
        ),
        pytest.param(
            [by("B", BIRTH), by("B")], (False, "secondary", 1), id="from the first loss on"
        ),
        pytest.param(
            [by("B"), by("B", **OF_A_DONOR)], (False, "primary", 1), id="donor sperm"
        ),
        pytest.param(
            [by("A", **OF_B), by("B")], (True, "primary", 2), id="he is the father"
        ),
        pytest.param([LOSS, by("B")], (False, "primary", 1), id="no father named"),
    ],
)
def test_the_couple_is_counted_on_its_own(stories, expected):
    couple = classify(history(*stories), ESHRE, current_partner="B").couple

    assert (couple.rpl, couple.kind, couple.total) == expected


@pytest.mark.parametrize("code", DEFINITIONS)
@pytest.mark.parametrize("words", ["loss", "late", "loss birth loss", "birth unseen", ""])
def test_a_couple_below_the_definition_has_an_answer(code, words):
    theirs = [replace(one, partner="B") for one in told(words)]
    couple = classify(theirs, DEFINITIONS[code], current_partner="B").couple

    assert (couple.kind is None) == (couple.total == 0)


def test_without_a_partner_there_is_no_couple():
    assert classify(told("loss"), ESHRE).couple is None
