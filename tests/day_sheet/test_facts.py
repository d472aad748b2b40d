"""The day on paper says who comes and what one must know, and less than the chart."""

import json

import pgtrigger
import pytest

from foundation.accounts.services import the_clinic_itself
from patients.models import Person
from tests.factories import patients, therapy
from therapy.models import Session

pytestmark = pytest.mark.django_db


def said(facts) -> str:
    return json.dumps(facts, ensure_ascii=False)


def test_the_list_says_when_who_where_and_what(planned, facts, clinician):
    sheet, read = facts(clinician)
    [line] = sheet["visits"]
    assert (line["time"], line["number"], line["room"]) == (
        "10:00",
        planned.number,
        "Consulting 1",
    )
    assert [person["name"] for person in line["people"]] == ["Asha Sample", "Rohan Sample"]
    assert line["people"][0]["phones"] == [
        planned.woman.phones.get().number.as_international
    ]
    assert line["planned"] == ["Lymphocyte immunisation, partner cells"]
    assert read == [planned]


def test_a_page_says_what_the_gates_of_the_planned_session_say(planned, facts, clinician):
    sheet, _ = facts(clinician)
    [treatment] = sheet["pages"][0]["planned"]
    assert treatment["what"] == "40 million cells, into the skin, from the partner"
    assert treatment["gates"] == []
    assert treatment["passed"] == [
        "Consent of the woman",
        "Consent of the donor",
        "Infection tests of the donor",
        "Infection tests of the woman",
        "Allergies",
        "Blood groups",
        "Time since the last session",
    ]


def test_what_holds_a_session_back_stands_in_full(couple, facts, clinician, book, tomorrow):
    therapy.services.load_catalogue()
    therapy.session(couple, by=clinician, planned_for=tomorrow)
    book(couple)
    [treatment] = facts(clinician)[0]["pages"][0]["planned"]
    assert treatment["gates"][0] == {
        "title": "Consent of the woman",
        "word": "Stops",
        "message": "There is no signed consent for this treatment.",
        "stands_out": True,
    }


def test_both_partners_stand_on_it_with_age_and_blood_group(planned, facts, clinician):
    Person.objects.filter(pk=planned.woman.pk).update(abo="O", rhd="neg")
    sheet, _ = facts(clinician)
    page = sheet["pages"][0]
    assert page["people"][0]["blood_group"] == "O, RhD negative"
    assert page["alerts"] == ["She is RhD negative. He is RhD positive."]


def test_allergies_and_drugs_stand_on_it_and_whether_somebody_asked(
    planned, facts, clinician
):
    patients.allergy(
        by=clinician, person=planned.man, substance="Penicillin", severity="severe"
    )
    her, him = facts(clinician)[0]["pages"][0]["people"]
    assert her["allergies"].startswith("None, as told on ")
    assert him["allergies"] == (
        "Penicillin (severe). Nobody has asked yet whether this is all."
    )
    assert (her["drugs"], him["drugs"]) == ("Not asked yet.", "Not asked yet.")


def test_no_infection_is_on_paper_and_what_it_stops_is(
    couple, clinician, book, facts, tomorrow
):
    therapy.ready(couple, by=clinician)
    lab = therapy.Laboratory.objects.first()
    therapy.infection(couple, of="man", by=clinician, lab=lab, days_ago=5, hbsag="reactive")
    therapy.session(couple, by=clinician, planned_for=tomorrow)
    book(couple)
    sheet, _ = facts(clinician)
    words = said(sheet).lower()
    assert [
        word for word in ("hiv", "hbv", "hcv", "hbsag", "reactive") if word in words
    ] == []
    [treatment] = sheet["pages"][0]["planned"]
    stops = [gate for gate in treatment["gates"] if gate["word"] == "Stops"]
    assert {
        "title": "Infection tests of the donor",
        "word": "Stops",
        "message": "Not passed. Ask the clinician.",
        "stands_out": True,
    } in stops
    screens = [
        row for row in sheet["pages"][0]["results"] if row["title"] == "Infection screen"
    ]
    assert {row["rest"] for row in screens} == {"In the chart, not on paper."}


def test_a_donor_who_is_not_the_partner_is_not_named(planned, facts, clinician):
    donor = patients.donor(by=clinician, name="Secret Donor", sex="M")
    with pgtrigger.ignore("therapy.Session:who_and_how_never_change"):
        Session.objects.update(donor=donor.person)
    sheet, _ = facts(clinician)
    what = sheet["pages"][0]["planned"][0]["what"]
    assert what.endswith(f"from another donor, {donor.code}")
    assert "Secret" not in said(sheet)


def test_of_a_restricted_file_a_room_and_a_time_are_all(
    planned, other_couple, facts, book, manager
):
    book(other_couple, hour=12)
    patients.restricted(other_couple, by=manager)
    sheet, read = facts(the_clinic_itself())
    assert sheet["visits"][1] == {
        "time": "12:00",
        "room": "Consulting 1",
        "clinician": sheet["visits"][0]["clinician"],
        "closed": "Restricted file",
        "number": "",
        "people": [],
        "kind": "",
    }
    assert read == [planned]
    assert "Meera" not in said(sheet)
    assert other_couple.number not in said(sheet)


def test_a_treatment_nobody_booked_a_visit_for_is_on_the_sheet(
    couple, clinician, house, facts, tomorrow, manager
):
    therapy.ready(couple, by=clinician)
    therapy.session(couple, by=clinician, planned_for=tomorrow)
    sheet, read = facts(clinician)
    assert (sheet["visits"], read) == ([], [couple])
    assert [each["number"] for each in sheet["unbooked"]] == [couple.number]
    patients.restricted(couple, by=manager)
    assert facts(the_clinic_itself())[0]["unbooked"] == []


def test_two_visits_of_a_couple_are_one_page(planned, facts, book, clinician):
    book(planned, hour=14)
    sheet, _ = facts(clinician)
    assert len(sheet["visits"]) == 2
    assert [visit["time"] for visit in sheet["pages"][0]["visits"]] == ["10:00", "14:00"]


def test_a_couple_without_anything_on_file_has_its_page(couple, facts, book, clinician):
    book(couple)
    [page] = facts(clinician)[0]["pages"]
    empty = (page["planned"], page["results"], page["sessions"], page["history"]["rows"])
    assert empty == ([], [], [], [])


def test_a_day_without_visits_is_said(house, facts, clinician):
    sheet, read = facts(clinician)
    assert (sheet["visits"], sheet["pages"], read) == ([], [], [])
