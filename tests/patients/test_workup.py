"""The work-up of a couple: a checklist, and "unexplained" only when it is complete."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.records.models import Look
from patients.choices import WorkupStepKind
from patients.models import WorkupStep
from patients.selectors import policy_questions, workup_checklist, workup_items
from patients.services import answer_policy, record_workup_step, void_workup_step
from tests.factories import patients

ON = date(2026, 11, 20)
ITEMS = {item.code: item for item in workup_items()}
SWAP = {"HX-Request": "true", "HX-Target": "workup"}
SAID = {"kind": "normal", "happened_on": "3 Feb 2026"}


@pytest.fixture
def recurrent(couple, clinician, founding):
    """Three losses in a row, and two items that the clinic requires."""
    for year in (2021, 2022, 2023):
        patients.pregnancy(
            by=clinician,
            couple=couple,
            ga_days=50,
            ended_on=date(year, 3, 1),
            ended_precision="day",
        )
    [question] = [q for q in policy_questions() if q.code == "required_workup"]
    answer_policy(
        question=question,
        value=("thyroid_function", "infection_screen"),
        valid_from=ON,
        reason="Agreed",
        by=clinician,
        on=ON,
    )
    return couple


def checklist(couple, user):
    return workup_checklist(
        couple=couple,
        steps=WorkupStep.objects.visible_to(user),
        on=ON,
        sees_infections=user.may("infection_view"),
        reader=user,
    )


@pytest.fixture
def say(couple, clinician):
    def said(item: str, kind: str, day: date = date(2026, 2, 3), **more) -> WorkupStep:
        return record_workup_step(
            couple=couple,
            item=ITEMS[item],
            kind=WorkupStepKind(kind),
            happened_on=day,
            by=clinician,
            on=ON,
            **more,
        )

    return said


def test_a_work_up_is_incomplete_until_each_required_item_came_back(
    recurrent, clinician, say
):
    say("thyroid_function", "normal")
    say("infection_screen", "ordered")
    assert checklist(recurrent, clinician).sentence == (
        "Work-up incomplete: Infection screen (no result yet)."
    )
    say("infection_screen", "normal")
    assert checklist(recurrent, clinician).sentence == (
        "Unexplained: none of the 2 required items is abnormal."
    )


def test_an_abnormal_required_item_explains(recurrent, clinician, say):
    say("thyroid_function", "abnormal", finding="TSH 9.1 mIU/L")
    assert checklist(recurrent, clinician).sentence == (
        "Explained by: Thyroid function. Still open: Infection screen (not ordered)."
    )


def test_what_will_not_be_done_stays_open_with_its_reason(recurrent, clinician, say):
    say("infection_screen", "normal")
    say("thyroid_function", "not_done", reason="She declined")
    assert "Thyroid function (not done: She declined)" in (
        checklist(recurrent, clinician).sentence
    )


def test_without_a_list_of_the_clinic_nothing_is_unexplained(
    couple, clinician, founding, say
):
    for year in (2021, 2022, 2023):
        patients.pregnancy(
            by=clinician,
            couple=couple,
            ga_days=50,
            ended_on=date(year, 3, 1),
            ended_precision="day",
        )
    say("thyroid_function", "normal")
    assert checklist(couple, clinician).sentence == (
        "The clinic has not said which items it requires."
    )


def test_a_step_that_was_struck_out_counts_no_more(recurrent, clinician, say):
    step = say("thyroid_function", "abnormal")
    void_workup_step(step=step, reason="Another couple's", by=clinician)
    assert "Thyroid function (not ordered)" in checklist(recurrent, clinician).sentence


def test_what_an_infection_screen_said_is_hidden_from_who_does_not_need_it(
    recurrent, nurse, say
):
    say("thyroid_function", "normal")
    say("infection_screen", "abnormal", finding="CANARY reactive")
    seen = checklist(recurrent, nurse)
    assert seen.sentence == "Hidden for your role: part of the work-up decides it."
    [line] = [each for each in seen.items if each.is_hidden]
    assert (line.line.item.code, line.steps) == ("infection_screen", ())
    assert not WorkupStep.objects.visible_to(nurse).filter(item="infection_screen").exists()


@pytest.mark.parametrize(
    ("told", "question", "sentence"),
    [
        (
            {"kind": "not_done"},
            "reason",
            "Say why it will not be done.",
        ),
        (
            {"kind": "normal", "day": date(2026, 11, 21)},
            "happened_on",
            "This day lies in the future.",
        ),
    ],
)
def test_record_workup_step_refuses_in_words(told, question, sentence, say):
    with pytest.raises(ValidationError) as refusal:
        say("thyroid_function", **told)
    assert refusal.value.message_dict == {question: [sentence]}
    assert not WorkupStep.objects.exists()


def test_the_table_refuses_what_is_not_done_without_a_reason(couple, clinician):
    law = "patients_workupstep_not_done_says_why"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        patients.workup_step(by=clinician, couple=couple, kind="not_done")


class TestDoors:
    @pytest.fixture
    def url(self, couple):
        return f"/couples/{couple.number}/workup/"

    @pytest.fixture
    def client(self, client, clinician):
        client.force_login(clinician)
        return client

    def test_list_shows_every_item_and_is_on_the_record(self, client, url, couple):
        page = client.get(url).content.decode()
        assert [item for item in ITEMS.values() if item.label not in page] == []
        assert Look.objects.get().action == "workup.seen"

    def test_list_asks_as_often_for_many_steps_as_for_one(
        self, client, url, couple, clinician, django_assert_max_num_queries
    ):
        for count in (1, 20):
            for _ in range(count):
                patients.workup_step(by=clinician, couple=couple)
            with django_assert_max_num_queries(10):
                assert client.get(url).status_code == 200

    def test_record_adds_a_step_and_answers_with_the_part(self, client, url, couple):
        address = url + "thyroid_function/record/"
        assert "Thyroid function</h3>" in client.get(address).content.decode()
        answer = client.post(address, SAID | {"finding": "TSH 1.2"}, headers=SWAP)
        step = couple.workup_steps.get()
        assert (answer.status_code, step.kind, step.finding) == (302, "normal", "TSH 1.2")

    def test_record_refuses_in_words_and_loses_nothing(self, client, url):
        wrong = SAID | {"kind": "not_done", "finding": "Kept here"}
        answer = client.post(url + "thyroid_function/record/", wrong, headers=SWAP)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Say why it will not be done." in page
        assert "Kept here" in page

    def test_an_unknown_item_is_not_found(self, client, url):
        assert client.get(url + "horoscope/record/").status_code == 404

    def test_the_infection_screen_is_no_item_of_a_nurse(self, client, url, nurse):
        client.force_login(nurse)
        assert client.post(url + "infection_screen/record/", SAID).status_code == 404
        assert "Hidden for your role" in client.get(url).content.decode()

    def test_void_strikes_out(self, client, url, couple, clinician):
        step = patients.workup_step(by=clinician, couple=couple)
        told = {"reason": "Another couple's", "version": 1}
        assert client.post(f"{url}{step.pk}/void/", told).status_code == 302
        assert not WorkupStep.objects.standing().exists()

    def test_another_couples_step_is_not_found(
        self, client, couple, other_couple, clinician
    ):
        step = patients.workup_step(by=clinician, couple=couple)
        address = f"/couples/{other_couple.number}/workup/{step.pk}/void/"
        assert client.post(address, {"reason": "x", "version": 1}).status_code == 404

    @pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
    def test_a_work_up_is_closed_to_who_does_not_care_for_them(
        self, role, client, request, url
    ):
        client.force_login(request.getfixturevalue(role))
        assert client.get(url).status_code == 403
        assert client.post(url + "thyroid_function/record/", SAID).status_code == 403
        assert not WorkupStep.objects.exists()
