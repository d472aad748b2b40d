"""What the gates of a therapy and the printed report are told."""

import json
from datetime import date

import pytest

from immunology import selectors, services
from immunology.selectors.judging import Typed
from tests.factories import immunology
from tests.factories import patients as people
from tests.factories.immunology import confirmed, desk_for


@pytest.fixture
def screen(couple, lab, clinician):
    def _screen(values, *, subject="man", signed=True, **fields):
        return immunology.panel(
            couple,
            by=clinician,
            lab=lab,
            code="infection",
            subject=subject,
            values=values,
            signed=signed,
            **fields,
        )

    return _screen


def told(person) -> dict:
    found = selectors.infection_tests(person=person)
    return {name: [test.result for test in tests] for name, tests in found.items()}


def test_infection_tests_carry_the_names_and_words_of_the_gates(screen, couple):
    screen(
        {"hiv": "NR", "hbsag": "neg", "anti_hbc": "reactive", "anti_hcv": "equivocal",
         "syphilis": "non-reactive", "hiv_rna": "not detected", "hcv_rna": "detected"}
    )  # fmt: skip
    assert told(couple.man) == {
        "hiv_1_2_ag_ab": ["non_reactive"],
        "hbsag": ["non_reactive"],
        "anti_hbc_total": ["reactive"],
        "anti_hcv": ["indeterminate"],
        "syphilis_treponemal": ["non_reactive"],
        "hiv_rna": ["not_detected"],
        "hcv_rna": ["detected"],
    }


DNA = [
    pytest.param("not detected", "not_detected", id="the word"),
    pytest.param("0", "not_detected", id="a count of nothing"),
    pytest.param("250", "detected", id="a count"),
    pytest.param(">10000", "detected", id="more than can be counted"),
    pytest.param("<10", "indeterminate", id="below what can be counted is neither"),
]


@pytest.mark.parametrize(("typed", "word"), DNA)
def test_hepatitis_b_dna_is_told_as_it_is(screen, couple, typed, word):
    screen({"hbv_dna": typed})
    assert told(couple.man) == {"hbv_dna": [word]}


def test_what_nobody_signed_does_not_count(screen, couple):
    screen({"hiv": "NR"}, signed=False)
    assert told(couple.man) == {}


def test_what_was_struck_out_does_not_count(screen, couple, clinician):
    panel = screen({"hiv": "NR"})
    services.void_panel(panel=panel, reason="wrong person", by=clinician)
    assert told(couple.man) == {}


def test_a_corrected_test_counts_as_corrected(screen, couple, clinician):
    result = screen({"hiv": "NR"}).results.get()
    services.correct_result(
        result=result,
        desk=desk_for(couple, "infection", "man"),
        typed=Typed("reactive"),
        reason="report misread",
        by=clinician,
    )
    assert told(couple.man) == {"hiv_1_2_ag_ab": ["reactive"]}


def test_the_newest_sample_stands_first(screen, couple):
    early = date(2026, 9, 1)
    screen({"hiv": "NR"})
    screen({"hiv": "reactive"}, sampled_on=early, reported_on=early)
    tests = selectors.infection_tests(person=couple.man)["hiv_1_2_ag_ab"]
    assert [(t.result, t.sampled_on.month) for t in tests] == [
        ("non_reactive", 11),
        ("reactive", 9),
    ]


def test_one_partners_tests_are_not_the_others(screen, couple):
    screen({"hiv": "NR"}, subject="woman")
    assert (told(couple.man), len(told(couple.woman))) == ({}, 1)


def test_a_persons_tests_come_along_into_a_new_relation(screen, couple, clinician):
    screen({"hiv": "NR"})
    other = people.couple(by=clinician, woman="Meera Example")
    other.man = couple.man
    other.save()
    assert told(other.man) == {"hiv_1_2_ag_ab": ["non_reactive"]}


def test_the_latest_result_is_the_newest_signed_one(screen, couple):
    early = date(2026, 9, 1)
    screen({"hiv": "NR"}, sampled_on=early, reported_on=early)
    screen({"hiv": "reactive"}, signed=False)
    result = selectors.latest_result(person=couple.man, code="hiv")
    assert (result.shown, result.panel.sampled_on) == ("non-reactive", early)


def test_without_a_result_the_latest_is_nothing(couple):
    assert selectors.latest_result(person=couple.man, code="hiv") is None


@pytest.fixture
def reported(couple, lab, clinician):
    confirmed("nk_pct.02", by=clinician)
    early = date(2026, 8, 1)
    for values, day in (
        ({"nk_pct": "20"}, early),
        ({"nk_pct": "40", "cd3_pct": "72"}, None),
    ):
        when = {"sampled_on": day, "reported_on": day} if day else {}
        immunology.panel(couple, by=clinician, lab=lab, values=values, signed=True, **when)
    return selectors.report_results(couple=couple)


def test_the_report_has_the_newest_panel_of_each_kind(reported):
    assert [(g["subject"], g["panel"], g["sampled"]) for g in reported] == [
        ("woman", "phenotype", "12 Nov 2026")
    ]


def test_a_row_of_the_report_says_value_unit_interval_laboratory_and_flag(reported):
    row = next(row for row in reported[0]["rows"] if row["code"] == "nk_pct")
    shown = ("value", "unit", "interval", "interval_lab", "interval_edition", "flag_word")
    assert [row[name] for name in shown] == [
        "40", "%", "5.2 to 36.6 %", "CDLI 2004", 1, "high",
    ]  # fmt: skip
    assert row["before"] == {"value": "20", "sampled": "1 Aug 2026"}


def test_a_row_without_a_confirmed_interval_says_so(reported):
    row = next(row for row in reported[0]["rows"] if row["code"] == "cd3_pct")
    assert row["flag_word"] == "not assessed: interval not confirmed by the clinic"


def test_the_evidence_note_travels_with_the_results(reported):
    assert [note["code"] for note in reported[0]["evidence"]] == ["E-NK"]


def test_the_report_can_be_frozen_as_json(reported):
    assert json.loads(json.dumps(reported)) == reported


def test_a_value_that_cannot_be_placed_says_as_what_it_was_reported(couple, lab, clinician):
    confirmed("nk_pct.02", by=clinician)
    values = {"nk_pct": "<8"}
    immunology.panel(couple, by=clinician, lab=lab, values=values, signed=True)
    (row,) = selectors.report_results(couple=couple)[0]["rows"]
    assert row["flag_word"] == "cannot be placed: reported as <8 %"


def test_drafts_are_on_no_report(couple, lab, clinician):
    immunology.panel(couple, by=clinician, lab=lab)
    assert selectors.report_results(couple=couple) == []


def test_tests_of_the_couple_come_last_and_name_both(couple, lab, clinician, screen):
    screen({"hiv": "NR"})
    values = {"apca_cdc": "negative"}
    immunology.panel(
        couple, by=clinician, lab=lab, code="alloimmune", subject="couple",
        values=values, signed=True,
    )  # fmt: skip
    groups = selectors.report_results(couple=couple)
    assert [(g["subject"], g["of"]) for g in groups] == [
        ("man", "Rohan Sample"),
        ("couple", "Both partners"),
    ]
