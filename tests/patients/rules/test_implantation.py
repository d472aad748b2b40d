"""Failed transfers under every definition, and both sides of every border."""

from dataclasses import replace

import pytest

from foundation.medicine.dates import read_date
from patients.rules.implantation import implantation_failure
from patients.rules.implantation_words import failure_sentence
from patients.rules.transfer_series import Missing
from tests.patients.rules.transfer_stories import DEFINITIONS, TABLE_BY_AGE, judged, told

#   definition, transfers, recurrent, reason
TABLE = [
    ("simple_3", "", False, "no_failed_transfer"),
    ("simple_3", "good, good", False, "below_threshold"),
    ("simple_3", "good, good, good", True, "meets_definition"),
    ("simple_3", "good, mixed, good", True, "meets_definition"),
    ("simple_3", "good, poor, good", False, "below_threshold"),
    ("simple_3", "good, poor, good, good", True, "meets_definition"),
    ("simple_3", "good, biochemical, good", True, "meets_definition"),
    ("simple_3", "good, pending, good", False, "below_threshold"),
    ("simple_3", "good, good, clinical, good", False, "below_threshold"),
    ("simple_3", "good, good, good, born", False, "no_failed_transfer"),
    ("simple_3", "born, good, good, good", True, "meets_definition"),
    ("simple_3", "good, quality?, good", None, "quality_missing"),
    ("simple_3", "good, quality?", False, "below_threshold"),
    ("simple_3", "good, good, result?", None, "result_missing"),
    ("simple_3", "result?, good, good, good", True, "meets_definition"),
    ("coughlan_2014", "two, good, good", True, "meets_definition"),
    ("coughlan_2014", "good, good, good", False, "below_threshold"),
    ("coughlan_2014", "mixed, good, good", False, "below_threshold"),
    ("coughlan_2014", "two, two", False, "below_threshold"),
    ("coughlan_2014", "two, two, poor", False, "below_threshold"),
    ("coughlan_2014", "number?, good, good", False, "below_threshold"),
    ("coughlan_2014", "number? quality?, good, good", None, "quality_missing"),
    ("polanski_2014", "good, good", True, "meets_definition"),
    ("polanski_2014", "good", False, "below_threshold"),
    ("polanski_2014", "two", False, "below_threshold"),
    ("polanski_2014", "good, poor, good", False, "below_threshold"),
    ("polanski_2014", "good, good, poor", True, "meets_definition"),
    ("polanski_2014", "mixed, mixed", False, "below_threshold"),
    ("polanski_2014", "two cleavage, two cleavage", True, "meets_definition"),
    ("polanski_2014", "two cleavage, good cleavage", False, "below_threshold"),
    ("polanski_2014", "two cleavage, good", False, "below_threshold"),
    ("polanski_2014", "three cleavage, good cleavage", True, "meets_definition"),
    # Transfers of one cycle are one cycle; without one, each is a cycle by itself.
    ("polanski_2014", "good c1, good c1", False, "below_threshold"),
    ("polanski_2014", "good c1, good c2", True, "meets_definition"),
    ("polanski_2014", "good c1, good c1, good", True, "meets_definition"),
    ("polanski_2014", "good c1, poor c1, good c2", False, "below_threshold"),
    # A success restarts the count; it breaks nothing that comes after it.
    ("polanski_2014", "good c1, clinical c1, good c1, good c2", True, "meets_definition"),
    ("polanski_2014", "good c1, clinical c1, good c1", False, "below_threshold"),
    ("polanski_2014", "poor clinical c1, good c1, good c2", True, "meets_definition"),
    ("polanski_2014", "poor result? c1, good c1, good c2", None, "result_missing"),
    (
        "polanski_2014",
        "born frozen c1, good frozen c1, good frozen c1",
        True,
        "meets_definition",
    ),
    # A frozen transfer is a cycle by itself, unless its cycle is a frozen one.
    ("polanski_2014", "good frozen c1, good frozen c1", True, "meets_definition"),
    ("polanski_2014", "good fresh c1, good frozen c1", True, "meets_definition"),
    ("polanski_2014", "good fresh c1, good fresh c1", False, "below_threshold"),
    ("polanski_2014", "good all-frozen c1, good all-frozen c1", True, "meets_definition"),
    (
        "polanski_2014",
        "good frozen thawing c1, good frozen thawing c1",
        False,
        "below_threshold",
    ),
    (
        "polanski_2014",
        "poor frozen c1, good frozen c1, good frozen c1",
        True,
        "meets_definition",
    ),
    (
        "polanski_2014",
        "good frozen c1, poor frozen c1, good frozen c1",
        False,
        "below_threshold",
    ),
    ("polanski_2014", "clinical c1, good c2, good c3", True, "meets_definition"),
    ("polanski_2014", "good c1, pending c1, good c2", True, "meets_definition"),
    ("polanski_2014", "good c1, good c2, poor c1", False, "below_threshold"),
    ("simple_3", "good c1, good c1, good c1", True, "meets_definition"),
    ("coughlan_2014", "two c1, good c1, good c1", True, "meets_definition"),
    ("polanski_2014", "stage?, good", None, "stage_missing"),
    ("polanski_2014", "good, clinical, good", False, "below_threshold"),
    ("polanski_2014", "good, number? clinical, number?", False, "below_threshold"),
    ("polanski_2014", "good, number?", None, "number_missing"),
    ("polanski_2014", "good, number? poor", False, "below_threshold"),
    ("polanski_2014", "good, quality?", None, "quality_missing"),
    ("lugano_2023_euploid", "euploid, euploid, euploid", True, "meets_definition"),
    ("lugano_2023_euploid", "euploid, euploid", False, "below_threshold"),
    ("lugano_2023_euploid", "two euploid, two euploid", False, "below_threshold"),
    ("lugano_2023_euploid", "euploid, aneuploid, euploid", False, "below_threshold"),
    (
        "lugano_2023_euploid",
        "euploid, euploid, good",
        None,
        "needs_age_adjusted_euploidy_table",
    ),
    ("lugano_2023_euploid", "euploid, good", False, "below_threshold"),
    ("lugano_2023_euploid", "poor euploid, euploid, euploid", True, "meets_definition"),
    ("eshre_2023", "p0.5, p0.2", False, "below_threshold"),
    ("eshre_2023", "p0.5, p0.21", True, "meets_definition"),
    ("eshre_2023", "p0.4, p0.4 biochemical, p0.4", False, "below_threshold"),
    ("eshre_2023", "p0.5, good", None, "predicted_chance_missing"),
    ("eshre_2023", "p0.5, p0.5, good", True, "meets_definition"),
    ("eshre_2023", "poor p0.5, p0.5", True, "meets_definition"),
    # Each alone would not do.
    ("coughlan_2014", "two, quality?, result? two", None, "quality_missing"),
    ("simple_3", "good, quality?, result?", None, "quality_missing"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}: {row[1] or 'nothing'}")
def test_transfers_under_a_definition(row):
    code, words, *expected = row
    answer = judged(code, words)

    assert [answer.rif, answer.reason] == expected


@pytest.mark.parametrize(
    ("age", "rif", "reason"),
    [
        pytest.param(39, True, "meets_definition", id="39"),
        pytest.param(40, False, "age_over_limit", id="40 is not below 40"),
        pytest.param(None, None, "age_missing", id="age unknown"),
    ],
)
def test_coughlan_asks_for_an_age_below_forty(age, rif, reason):
    answer = judged("coughlan_2014", "two, good, good", age=age)

    assert (answer.rif, answer.reason) == (rif, reason)


@pytest.mark.parametrize("code", [code for code in DEFINITIONS if code != "coughlan_2014"])
def test_no_other_definition_asks_for_her_age(code):
    words = "two euploid p0.5, two euploid p0.5, two euploid p0.5"

    assert judged(code, words, age=None).rif is True
    assert judged(code, words, age=45).rif is True


@pytest.mark.parametrize(
    ("words", "rif", "reason"),
    [
        pytest.param(
            "two egg30, two egg37, good egg30", True, "meets_definition", id="5 x 0.6 is 3"
        ),
        pytest.param("two egg30, two egg37", False, "below_threshold", id="4 x 0.6"),
        pytest.param(
            "two egg30, two egg37, good egg38", False, "below_threshold", id="older egg"
        ),
        pytest.param(
            "euploid, euploid, two egg38", False, "below_threshold", id="two and 0.8"
        ),
        pytest.param(
            "euploid, euploid, three egg38", True, "meets_definition", id="two and 1.2"
        ),
        pytest.param(
            "euploid, euploid, good", None, "egg_age_missing", id="age of the egg unknown"
        ),
        pytest.param(
            "euploid, euploid, good egg29", None, "egg_age_missing", id="younger than told"
        ),
    ],
)
def test_the_clinics_table_weighs_untested_embryos(words, rif, reason):
    answer = judged("lugano_2023_euploid", words, euploidy=TABLE_BY_AGE)

    assert (answer.rif, answer.reason) == (rif, reason)


@pytest.mark.parametrize(
    ("words", "chance"),
    [
        pytest.param("p0.2, p0.2", "0.3600", id="two of a fifth"),
        pytest.param("p0.33333", "0.3333", id="rounded where it is shown"),
        pytest.param("p0.2, good", "0.2000", id="as far as it was predicted"),
        pytest.param("", "0.0000", id="no transfer"),
    ],
)
def test_the_chance_is_shown_with_four_decimals(words, chance):
    assert str(judged("eshre_2023", words).chance) == chance


def test_a_chance_just_above_the_limit_is_not_rounded_away():
    assert judged("eshre_2023", "p0.60000001").rif is True
    assert judged("eshre_2023", "p0.6").rif is False


def test_only_a_definition_that_asks_for_it_shows_a_chance():
    assert judged("simple_3", "p0.5").chance is None


@pytest.mark.parametrize(
    ("code", "words", "counted"),
    [
        ("coughlan_2014", "two, clinical, two, poor, mixed", (2, 3)),
        (
            "lugano_2023_euploid",
            "two euploid, clinical, two poor euploid, aneuploid",
            (1, 2),
        ),
        ("eshre_2023", "two, biochemical, two poor, two", (2, 4)),
    ],
)
def test_what_counts_since_the_last_success_is_shown(code, words, counted):
    answer = judged(code, words)

    assert (answer.transfers, answer.embryos) == counted


def test_the_order_comes_from_dates_where_every_transfer_has_one():
    born_first = [
        replace(one, on=read_date(when))
        for one, when in zip(
            told("good, good, good, born"), ["2021", "2022", "2023", "2019"], strict=True
        )
    ]
    undated = [*born_first[:3], replace(born_first[3], on=None)]

    definition = DEFINITIONS["simple_3"]
    assert implantation_failure(born_first, definition, age_years=35).rif is True
    assert implantation_failure(undated, definition, age_years=35).rif is False


@pytest.mark.parametrize(
    ("code", "words", "age", "sentence"),
    [
        (
            "coughlan_2014",
            "two, good, good",
            35,
            "Recurrent implantation failure by Coughlan 2014: "
            "3 failed transfers counting, with 4 embryos.",
        ),
        (
            "coughlan_2014",
            "good",
            35,
            "Not recurrent implantation failure by Coughlan 2014: "
            "1 failed transfer counting, with 1 embryo.",
        ),
        (
            "coughlan_2014",
            "two, good, good",
            41,
            "Not recurrent implantation failure by Coughlan 2014: it asks for an age below "
            "40 years; 3 failed transfers counting, with 4 embryos.",
        ),
        (
            "eshre_2023",
            "p0.5, p0.5",
            35,
            "Recurrent implantation failure by ESHRE 2023: "
            "2 failed transfers, expected chance together 75 %.",
        ),
        (
            "lugano_2023_euploid",
            "good, good, good",
            35,
            "Cannot be decided by Consensus 2023 (Lugano): the embryos were not tested, "
            "and the clinic has no table of euploidy by age.",
        ),
        ("simple_3", "born", 35, "No failed transfer since the last success."),
    ],
)
def test_the_answer_in_words(code, words, age, sentence):
    answer = judged(code, words, age=age)

    assert failure_sentence(answer, DEFINITIONS[code]) == sentence


@pytest.mark.parametrize("missing", list(Missing))
def test_whatever_is_missing_can_be_said(missing):
    reason = {
        Missing.EUPLOIDY: "needs_age_adjusted_euploidy_table",
        Missing.CHANCE: "predicted_chance_missing",
    }.get(missing, f"{missing.value}_missing")
    answer = replace(judged("simple_3", "good"), rif=None, reason=reason)

    assert failure_sentence(answer, DEFINITIONS["simple_3"]).startswith("Cannot be decided")


def test_an_answer_names_the_rule_the_definition_and_its_inputs():
    answer = judged("simple_3", "good, good, good")

    assert (answer.rule, answer.rule_version) == ("patients.implantation_failure", 3)
    assert (answer.definition_code, answer.definition_version) == ("simple_3", 1)
    assert answer.inputs_hash == judged("simple_3", "good, good, good").inputs_hash
    assert answer.inputs_hash != judged("simple_3", "good, good, poor").inputs_hash
    assert answer.inputs_hash != judged("simple_3", "good, good, good", age=36).inputs_hash
