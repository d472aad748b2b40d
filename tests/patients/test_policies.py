"""The clinic answers what no guideline settles; every answer stays on file."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.records.services import StaleRecord
from patients.models import PolicyAnswer
from patients.selectors import (
    classification,
    clinic_policies,
    policy_questions,
)
from patients.services import answer_policy
from tests.factories import patients
from tests.sending import as_it_stands

LIST = "/settings/policies/"
ON = date(2026, 11, 20)
QUESTIONS = {question.code: question for question in policy_questions()}


@pytest.fixture
def answer(clinician):
    def answered(code: str, value, **more) -> PolicyAnswer:
        return answer_policy(
            **{
                "question": QUESTIONS[code],
                "value": value,
                "valid_from": ON,
                "reason": "As we always did",
                "by": clinician,
                "on": ON,
            }
            | more
        )

    return answered


def in_words(on: date = ON) -> dict[str, str]:
    return {each.question.code: each.words for each in clinic_policies(on=on)}


def test_every_question_of_the_specification_but_the_definition_is_asked():
    assert set(QUESTIONS) == {
        "neutral_ends_a_run",
        "unseen_losses_count",
        "first_trimester_ends",
        "tertiary_matters",
        "lit_losses_of_couple",
        "required_workup",
        "stillbirth_limit",
    }


def test_a_suggestion_is_never_in_force(db):
    assert set(in_words().values()) == {"Open"}


def test_an_answer_holds_from_its_day_on(answer):
    answer("first_trimester_ends", 90, valid_from=ON + timedelta(days=3))
    assert in_words()["first_trimester_ends"] == "Open"
    assert in_words(ON + timedelta(days=3))["first_trimester_ends"] == "12+6"


def test_an_answer_is_followed_and_never_changed(answer):
    first = answer("required_workup", ("thyroid_function", "tpo_antibodies"))
    answer("required_workup", ("thyroid_function",), instead_of=first)
    assert PolicyAnswer.objects.count() == 2
    assert in_words()["required_workup"] == "Thyroid function"


def test_two_who_answer_at_once_are_told_of_each_other(answer):
    answer("tertiary_matters", False)
    with pytest.raises(StaleRecord):
        answer("tertiary_matters", True)
    assert in_words()["tertiary_matters"] == "No"


def test_an_ectopic_ends_a_run_where_the_clinic_says_so(
    answer, couple, clinician, founding
):
    for outcome in ("miscarriage", "miscarriage", "ectopic", "miscarriage"):
        patients.pregnancy(by=clinician, couple=couple, outcome=outcome, ga_days=50)
    before = classification(couple=couple, on=ON)
    answer("neutral_ends_a_run", True)
    after = classification(couple=couple, on=ON)
    assert (before.answer.consecutive, before.answer.rpl) == (3, True)
    assert (after.answer.consecutive, after.answer.rpl) == (2, False)
    assert after.definition == f"{before.definition}, as the clinic has set it"


def test_the_table_refuses_an_answer_without_a_reason(clinician):
    law = "patients_policyanswer_says_why"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        PolicyAnswer.objects.create(
            written_by=clinician,
            question="tertiary_matters",
            question_edition=1,
            value=True,
            valid_from=ON,
            reason="",
        )


def test_policy_list_shows_what_is_open(client, clinician):
    client.force_login(clinician)
    page = client.get(LIST).content.decode()
    assert page.count(">Open<") == len(QUESTIONS)
    assert "Does an ectopic or molar pregnancy" in page


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("neutral_ends_a_run", "False", "No"),
        ("first_trimester_ends", "13+6", "13+6"),
        ("lit_losses_of_couple", "3", "3"),
        ("required_workup", ["thyroid_function"], "Thyroid function"),
    ],
)
def test_policy_answer_puts_it_in_force_with_who_and_why(
    code, value, words, client, clinician
):
    client.force_login(clinician)
    url = f"{LIST}{code}/"
    told = as_it_stands(client.get(url), url) | {"value": value, "reason": "Agreed"}
    response = client.post(url, told, follow=True)
    row = PolicyAnswer.objects.get()
    assert (row.written_by, row.reason) == (clinician, "Agreed")
    assert in_words(timezone.localdate())[code] == words
    assert "Agreed" in response.content.decode()


@pytest.mark.parametrize(
    ("code", "wrong", "sentence"),
    [
        ("first_trimester_ends", {"value": "20+0"}, "It lies between 12+0 and 14+6."),
        ("lit_losses_of_couple", {"value": "12"}, "less than or equal to 9"),
        ("required_workup", {"value": []}, "Please choose."),
        ("neutral_ends_a_run", {"value": "perhaps"}, "Select a valid choice."),
        ("neutral_ends_a_run", {"reason": ""}, "Please fill this in."),
        (
            "neutral_ends_a_run",
            {"valid_from": "1 Jan 2020"},
            "A decision holds from today on or later",
        ),
    ],
)
def test_policy_answer_refuses_in_words(code, wrong, sentence, client, clinician):
    client.force_login(clinician)
    told = {"value": "True", "valid_from": f"{timezone.localdate():%d/%m/%Y}"}
    response = client.post(f"{LIST}{code}/", told | {"reason": "Kept here"} | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not PolicyAnswer.objects.exists()


def test_policy_answer_of_an_unknown_question_is_not_found(client, clinician):
    client.force_login(clinician)
    assert client.get(f"{LIST}default_definition/").status_code == 404


@pytest.mark.parametrize("role", ["nurse", "laboratory", "receptionist"])
def test_policy_answer_is_for_who_may_confirm(role, client, request):
    client.force_login(request.getfixturevalue(role))
    assert client.post(f"{LIST}tertiary_matters/", {"value": "True"}).status_code == 403
    assert not PolicyAnswer.objects.exists()
