"""What a history comes to: its order, its class, its words for a report."""

from datetime import date

import pytest

from foundation.medicine.dates import ApproximateDate
from patients.models import Couple, DefinitionChoice, LossDefinition
from patients.selectors import (
    classification,
    definition_in_force,
    history_facts,
    history_overview,
    pregnancy_lines,
    report_history,
)
from patients.services import choose_definition, load_catalogue
from tests.factories import patients

ON = date(2026, 11, 20)


def day(year: int, month: int = 1) -> dict:
    return {"ended_on": date(year, month, 1), "ended_precision": "month"}


@pytest.fixture
def told(couple, clinician):
    def one(outcome: str = "miscarriage", **fields):
        return patients.pregnancy(by=clinician, couple=couple, outcome=outcome, **fields)

    return one


def test_pregnancies_are_numbered_in_the_order_of_time(told, couple):
    late, early = told(**day(2024)), told(**day(2019))
    lines = pregnancy_lines(couple=couple)
    assert [(li.number, li.pregnancy) for li in lines] == [(1, early), (2, late)]


def test_pregnancies_without_dates_stay_in_the_order_they_were_told(told, couple):
    first, second = told(**day(2024)), told()
    assert [li.pregnancy for li in pregnancy_lines(couple=couple)] == [first, second]


def test_voided_pregnancies_are_no_history(told, couple):
    told(voided_at="2026-01-01T00:00Z", void_reason="Entered twice")
    assert pregnancy_lines(couple=couple) == []


def test_history_facts_keep_both_ends_and_who_the_father_is(told, couple):
    told(ga_days=49, ga_days_latest=56, ended_about=True, **day(2020))
    told(father="former", **day(2021))
    told(father="unknown", **day(2022))
    first, second, third = history_facts(couple=couple)
    assert (first.ga_days, first.latest_ga_days) == (49, 56)
    assert first.ended == ApproximateDate(2020, 1, about=True)
    assert [p.father for p in (first, second, third)] == [
        f"person:{couple.man_id}",
        "former",
        None,
    ]


def test_without_a_choice_nothing_is_classified(definitions, told, couple):
    told()
    classified = classification(couple=couple, on=ON)
    assert (classified.answer, classified.gtpal, classified.definition) == (None, "", "")
    assert classified.sentence.startswith("No definition chosen yet.")
    assert definition_in_force() is None


def test_classification_changes_as_rows_are_added(founding, told, couple):
    for year, expected in ((2018, False), (2020, False), (2022, True)):
        told(ga_days=59, **day(year))
        assert classification(couple=couple, on=ON).answer.rpl is expected
    classified = classification(couple=couple, on=ON)
    assert (classified.verdict, classified.tone) == ("Recurrent loss, primary", "accent")
    assert classified.sentence == (
        "Recurrent pregnancy loss: 3 losses in a row. "
        "The clinic's founding document 000 asks for 3 losses in a row."
    )
    assert classified.gtpal == "G3 T0 P0 A3 L0"
    assert classified.with_partner == "With this partner: 3 losses, primary."


def test_classification_says_what_is_missing(founding, told, couple):
    for year in (2018, 2020):
        told(ga_days=59, **day(year))
    told("loss_unspecified", **day(2022))
    classified = classification(couple=couple, on=ON)
    assert classified.verdict == "Cannot be decided yet"
    assert classified.undecided == ("The gestation of pregnancy 3 is not known.",)


def test_losses_with_an_earlier_partner_are_hers_and_not_the_couples(
    founding, told, couple
):
    for year in (2018, 2020, 2022):
        told(father="former", ga_days=59, **day(year))
    answer = classification(couple=couple, on=ON).answer
    assert (answer.rpl, answer.total, answer.couple.total) == (True, 3, 0)


def test_a_named_partner_becomes_the_earlier_one_of_a_new_couple(
    founding, told, couple, clinician
):
    told(ga_days=59, **day(2018))
    new_man = patients.couple(by=clinician).man
    new_couple = Couple.objects.create(
        number="C9", woman=couple.woman, man=new_man, written_by=clinician
    )
    assert report_history(couple=couple)[0]["father"] == "Present partner"
    assert report_history(couple=new_couple)[0]["father"] == "An earlier partner"
    assert classification(couple=new_couple, on=ON).answer.couple.total == 0


def test_history_overview_shows_every_other_definition(founding, told, couple):
    for year in (2018, 2020):
        told(ga_days=59, **day(year))
    history = history_overview(couple=couple, on=ON)
    assert history.classified.answer.rpl is False
    answers = {other.code: other.answer.rpl for other in history.others}
    assert answers == {
        "asrm_2012": True,
        "clinic_icprm_site": True,
        "eshre_2017": True,
        "eshre_2022": True,
        "rcog_2011": False,
        "rcog_2023": False,
        "who_3c": False,
    }


def test_history_overview_asks_as_often_for_many_as_for_one(
    founding, told, couple, django_assert_num_queries
):
    told(**day(1990))
    with django_assert_num_queries(4):
        history_overview(couple=couple, on=ON)
    for year in range(1991, 2020):
        told(**day(year))
    with django_assert_num_queries(4):
        assert len(history_overview(couple=couple, on=ON).lines) == 30


def test_report_history_is_words(founding, told, couple):
    told(
        ga_days=59, ga_basis="demise", loss_type="embryonic", certainty="documented",
        management="surgical", note="Told by letter", **day(2018, 3),
    )  # fmt: skip
    told("ongoing")
    row, ongoing = report_history(couple=couple)
    assert row == {
        "ordinal": 1,
        "when": "Mar 2018",
        "outcome": "Miscarriage",
        "loss_type": "Embryo without heartbeat, below 10 weeks",
        "gestation": "8+3",
        "gestation_basis": "when growth stopped",
        "seen": "Ultrasound",
        "father": "Present partner",
        "conception": "Not known",
        "management": "Surgery",
        "certainty": "Documented",
        "note": "Told by letter",
    }
    assert (ongoing["when"], ongoing["gestation"]) == ("ongoing", "not known")


def test_load_catalogue_twice_is_once_and_chooses_nothing(db):
    load_catalogue()
    load_catalogue()
    assert LossDefinition.objects.count() == 8
    assert not DefinitionChoice.objects.exists()


def test_load_catalogue_never_edits_what_is_on_file(definitions):
    LossDefinition.objects.filter(code="who_3c").update(label="As it was")
    load_catalogue()
    assert LossDefinition.objects.get(code="who_3c").label == "As it was"


def test_load_catalogue_closes_an_entry_the_catalogue_closes(definitions):
    LossDefinition.objects.filter(code="who_3c").update(valid_to=ON)
    load_catalogue()
    assert LossDefinition.objects.get(code="who_3c").valid_to is None


def test_the_newest_choice_of_a_definition_counts(founding, definitions, clinician):
    first = DefinitionChoice.objects.get()
    choose_definition(
        definition=definitions["who_3c"], reason="Usual", instead_of=first, by=clinician
    )
    assert definition_in_force() == definitions["who_3c"]
    assert DefinitionChoice.objects.count() == 2


def test_a_definition_that_is_no_longer_valid_says_so(founding, told, couple):
    told()
    LossDefinition.objects.filter(pk=founding.pk).update(valid_to=ON)
    assert classification(couple=couple, on=ON).is_superseded
    assert not classification(couple=couple, on=date(2026, 11, 19)).is_superseded
