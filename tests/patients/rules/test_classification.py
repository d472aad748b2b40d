"""Whole histories: met or not, and what is said where nobody can know."""

import pytest

from patients.rules.classification import classify
from patients.rules.definitions import with_switches
from tests.patients.rules.stories import DEFINITIONS, LOSS, at, history, seen, told

ESHRE, RCOG = DEFINITIONS["eshre_2022"], DEFINITIONS["rcog_2023"]
CLINIC = DEFINITIONS["clinic_founding_000"]

#   definition, history, recurrent, reason, work-up
DECIDED = [
    ("eshre_2022", "", False, "no_pregnancy", "none"),
    ("eshre_2022", "birth", False, "no_countable_losses", "none"),
    ("eshre_2022", "ongoing", False, "no_countable_losses", "none"),
    ("eshre_2022", "loss", False, "below_threshold", "none"),
    ("eshre_2022", "loss loss", True, "meets_total", "offer"),
    ("eshre_2022", "loss birth loss", True, "meets_total", "offer"),
    ("eshre_2022", "chemical chemical", True, "meets_total", "offer"),
    ("asrm_2012", "loss chemical", False, "below_threshold", "none"),
    ("clinic_icprm_site", "loss birth loss", False, "below_threshold", "none"),
    ("clinic_icprm_site", "loss loss", True, "meets_consecutive", "offer"),
    ("who_3c", "loss loss", False, "below_threshold", "none"),
    ("who_3c", "loss loss loss", True, "meets_consecutive", "offer"),
    ("who_3c", "loss loss still loss", False, "below_threshold", "none"),
    ("who_3c", "loss loss ectopic chemical loss", True, "meets_consecutive", "offer"),
    ("rcog_2011", "late", False, "below_threshold", "none"),
    ("rcog_2023", "loss", False, "below_threshold", "none"),
    ("rcog_2023", "loss loss", False, "two_first_trimester_consider", "consider"),
    ("rcog_2023", "late", False, "second_trimester_workup", "offer"),
    ("rcog_2023", "loss loss late", False, "second_trimester_workup", "offer"),
    ("rcog_2023", "loss loss late loss", True, "meets_total", "offer"),
    # Undecided pregnancies that cannot change the answer.
    ("asrm_2012", "unseen", False, "no_countable_losses", "none"),
    ("asrm_2012", "loss loss unseen", True, "meets_total", "offer"),
    ("eshre_2022", "loss loss unknown", True, "meets_total", "offer"),
    ("who_3c", "loss unknown birth", False, "below_threshold", "none"),
    ("rcog_2011", "loss loss undated", True, "meets_consecutive", "offer"),
    ("rcog_2023", "loss undated", False, "below_threshold", "none"),
]


@pytest.mark.parametrize("row", DECIDED, ids=lambda row: f"{row[0]}: {row[1] or 'nothing'}")
def test_history_under_a_definition(row):
    code, words, *expected = row
    answer = classify(told(words), DEFINITIONS[code])

    assert [answer.rpl, answer.reason, answer.workup] == expected


UNDECIDED = [
    ("asrm_2012", "loss unseen", "indeterminate_visualisation"),
    ("eshre_2022", "loss unknown", "indeterminate_outcome"),
    ("who_3c", "loss loss unknown loss", "indeterminate_outcome"),
    ("eshre_2022", "loss loss?", "indeterminate_gestation"),
    ("rcog_2023", "loss loss undated", "indeterminate_gestation"),
    # Either would do: the first is named. Only both would do: so too.
    ("asrm_2012", "loss unseen unknown", "indeterminate_visualisation"),
    ("who_3c", "loss loss? unknown", "indeterminate_gestation"),
]


@pytest.mark.parametrize("row", UNDECIDED, ids=lambda row: f"{row[0]}: {row[1]}")
def test_what_is_missing_is_named_and_never_guessed(row):
    code, words, reason = row
    answer = classify(told(words), DEFINITIONS[code])

    assert (answer.rpl, answer.reason, answer.workup) == (None, reason, "review")
    assert (answer.kind, answer.status) == (None, None)


@pytest.mark.parametrize(
    ("code", "last"),
    [
        pytest.param("who_3c", at(133, latest=140), id="across the limit"),
        pytest.param("rcog_2023", at(91, latest=98), id="across the trimester border"),
    ],
)
def test_a_range_of_gestation_across_a_border_decides_nothing(code, last):
    answer = classify(history(LOSS, LOSS, last), DEFINITIONS[code])

    assert (answer.rpl, answer.reason) == (None, "indeterminate_gestation")


def test_undecided_pregnancies_are_listed():
    answer = classify(told("loss undated unknown"), RCOG)

    assert [(one.seq, one.missing) for one in answer.undecided] == [
        (2, "gestation"),
        (3, "outcome"),
    ]
    assert answer.letters == ((1, "L"), (2, "L"), (3, "U"))


def test_losses_are_split_by_trimester():
    answer = classify(told("loss chemical late undated"), ESHRE)

    assert (answer.total, answer.first_trimester, answer.second_trimester) == (4, 2, 1)


def test_an_answer_names_the_rule_and_the_definition():
    answer = classify(told("loss"), ESHRE)

    assert (answer.rule, answer.rule_version) == ("patients.classify", 1)
    assert (answer.definition_code, answer.definition_version) == ("eshre_2022", 1)


@pytest.mark.parametrize(
    ("switch", "pregnancies"),
    [
        pytest.param({"min": 3}, told("loss loss"), id="min"),
        pytest.param({"consecutive": True}, told("loss birth loss"), id="consecutive"),
        pytest.param({"limit_days": 140}, history(LOSS, at(140)), id="limit_days"),
        pytest.param(
            {"count_nonvisualised": False}, told("loss chemical"), id="count_nonvisualised"
        ),
        pytest.param(
            {"requires_visualised": True},
            history(LOSS, seen("hcg_only")),
            id="requires_visualised",
        ),
    ],
)
def test_a_policy_switch_takes_the_diagnosis_away(switch, pregnancies):
    assert classify(pregnancies, ESHRE).rpl is True
    assert classify(pregnancies, with_switches(ESHRE, switch)).rpl is False


def test_neutral_breaks_is_a_switch():
    pregnancies = told("loss loss ectopic loss")
    breaking = with_switches(CLINIC, {"neutral_breaks": True})

    assert classify(pregnancies, CLINIC).rpl is True
    assert classify(pregnancies, breaking).rpl is False


def test_the_trimester_border_is_a_switch():
    pregnancies = history(at(91), at(91), at(91))
    earlier = classify(pregnancies, with_switches(RCOG, {"t1_end_days": 90}))

    assert classify(pregnancies, RCOG).first_trimester == 3
    assert (earlier.first_trimester, earlier.second_trimester) == (0, 3)
    assert (earlier.rpl, earlier.workup) == (False, "offer")
