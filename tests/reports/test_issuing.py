"""Issuing: what the report says is fixed the moment it is issued."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from foundation.records.models import Act
from patients.models import Person
from reports import services
from reports.choices import State
from reports.models import Document
from tests.factories import patients
from tests.factories.reports import document


def test_a_report_waits_to_be_drawn_with_its_facts(issue, couple, clinician):
    issued = issue(note="Before the second session")
    assert (issued.state, issued.couple, issued.written_by) == (
        State.WAITING,
        couple,
        clinician,
    )
    assert issued.facts["number"] == issued.number
    assert issued.facts["issued_by"] == str(clinician)
    assert issued.facts["note"] == "Before the second session"
    assert issued.facts["couple"] == {
        "number": couple.number,
        "names": "Asha Sample and Rohan Sample",
    }


def test_numbers_follow_each_other_and_carry_the_year(issue):
    first, second = issue(), issue()
    year, place = first.number.removeprefix("D-").split("-")
    assert year == first.facts["issued_at"][:4]
    assert second.number == f"D-{year}-{int(place) + 1:06d}"


def test_issuing_is_on_the_record(issue, clinician):
    issued = issue()
    act = Act.objects.get(action="document.issued")
    assert (act.actor, act.subject_id) == (clinician, str(issued.pk))
    assert act.details == {"number": issued.number}


def test_later_changes_of_the_chart_do_not_reach_it(issue, couple, clinician):
    issued = issue()
    before = issued.facts
    Person.objects.filter(pk=couple.woman.pk).update(name="Another Sample")
    patients.pregnancy(by=clinician, couple=couple)
    issued.refresh_from_db()
    assert issued.facts == before
    assert issued.facts["people"][0]["name"] == "Asha Sample"


def test_the_check_code_is_that_of_the_stored_facts(couple, clinician):
    issued = services.issue_couple_report(couple=couple, by=clinician)
    assert issued.check_code == Document.objects.get(pk=issued.pk).check_code
    assert len(issued.check_code) == 12


def test_a_correction_is_a_new_document(issue):
    first = issue()
    second = issue(replaces=first, note="The date of birth was corrected")
    assert (second.replaces, second.facts["replaces"]) == (first, first.number)
    assert first.facts["replaces"] == ""


def test_a_document_is_corrected_once(issue):
    first = issue()
    issue(replaces=first)
    with pytest.raises(ValidationError) as refusal:
        issue(replaces=first)
    assert refusal.value.messages == ["That document has already been replaced."]


def test_a_document_of_another_couple_is_not_replaced(issue, other_couple, clinician):
    other = document(couple=other_couple, by=clinician)
    with pytest.raises(ValidationError) as refusal:
        issue(replaces=other)
    assert refusal.value.messages == ["That document belongs to another couple."]


def test_a_refused_document_is_not_half_there(issue, other_couple, clinician):
    other = document(couple=other_couple, by=clinician)
    with pytest.raises(ValidationError):
        issue(replaces=other)
    assert list(Document.objects.exclude(pk=other.pk)) == []
    assert not Act.objects.filter(action="document.issued").exists()


def test_the_number_follows_the_calendar_of_the_clinic(settings, time_machine, issue):
    settings.TIME_ZONE = "Asia/Kolkata"
    time_machine.move_to("2026-12-31 19:00Z", tick=False)
    issued = issue()
    assert issued.number.startswith("D-2027-")
    assert issued.facts["issued"] == "1 Jan 2027, 00:30"


def test_two_partners_of_unknown_age_and_group(couple, clinician):
    Person.objects.filter(pk=couple.woman.pk).update(
        born_on=date(1989, 1, 1), born_precision="year", abo="", rhd="neg"
    )
    Person.objects.filter(pk=couple.man.pk).update(
        born_on=None, born_precision="unknown", abo="", rhd=""
    )
    couple.woman.refresh_from_db()
    couple.man.refresh_from_db()
    issued = services.issue_couple_report(couple=couple, by=clinician)
    woman, man = issued.facts["people"]
    assert (woman["born"], woman["blood_group"]) == (
        "1989",
        "ABO not recorded, RhD negative",
    )
    assert woman["age"].startswith("about ")
    assert (man["born"], man["age"], man["blood_group"]) == ("", "", "")
