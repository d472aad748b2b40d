"""What only the clinic can decide, and what holds until it has."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.policies import (
    Answer,
    Known,
    UnfitAnswer,
    answer_in_force,
    check_answer,
    definition_of_clinic,
    open_questions,
    question_from_entry,
)
from tests.patients.rules.stories import DEFINITIONS, entries

QUESTIONS = {e["code"]: question_from_entry(e) for e in entries("clinic_policies")}
KNOWN = Known(
    definitions=frozenset(DEFINITIONS),
    workup_items=frozenset(entry["code"] for entry in entries("workup")),
)
TODAY = date(2026, 11, 20)
BORDER = QUESTIONS["first_trimester_ends"]


def answered(value, *, question="first_trimester_ends", edition=1, by="Dr Rao", ago=0):
    return Answer(
        question=question,
        edition=edition,
        value=value,
        valid_from=TODAY - timedelta(days=ago),
        reason="decided at the conference",
        confirmed_by=by,
    )


def in_force(*answers):
    answer = answer_in_force(BORDER, answers, on=TODAY)
    return answer and answer.value


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        pytest.param([], None, id="nobody answered"),
        pytest.param([answered(90)], 90, id="from today on"),
        pytest.param([answered(90, ago=-1)], None, id="from tomorrow on"),
        pytest.param([answered(90, by="")], None, id="not confirmed is not in force"),
        pytest.param([answered(90, ago=9), answered(91, ago=2)], 91, id="the latest"),
        pytest.param([answered(91, ago=2), answered(90, ago=9)], 91, id="in any order"),
        pytest.param(
            [answered(90, ago=9), answered(91, ago=2, by="")],
            90,
            id="until the new one is confirmed",
        ),
        pytest.param(
            [answered(91, edition=2), answered(90, edition=1)], 91, id="two of one day"
        ),
        pytest.param(
            [answered(90, question="stillbirth_limit")], None, id="another question"
        ),
    ],
)
def test_the_answer_in_force(answers, value):
    assert in_force(*answers) == value


def test_every_question_of_the_specification_is_asked_and_open():
    assert set(QUESTIONS) == {
        "default_definition",
        "neutral_ends_a_run",
        "unseen_losses_count",
        "first_trimester_ends",
        "tertiary_matters",
        "lit_losses_of_couple",
        "required_workup",
        "stillbirth_limit",
    }
    assert open_questions(QUESTIONS.values(), [], on=TODAY) == list(QUESTIONS.values())


def test_a_question_is_open_until_it_is_answered():
    left = open_questions(QUESTIONS.values(), [answered(90)], on=TODAY)

    assert left == [question for question in QUESTIONS.values() if question != BORDER]


@pytest.mark.parametrize(
    "question",
    [question for question in QUESTIONS.values() if question.suggestion is not None],
    ids=lambda question: question.code,
)
def test_what_is_suggested_is_a_fit_answer(question):
    check_answer(question, question.suggestion, known=KNOWN)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("default_definition", "rcog_2023"),
        ("neutral_ends_a_run", True),
        ("first_trimester_ends", 84),
        ("first_trimester_ends", 104),
        ("lit_losses_of_couple", 1),
        ("lit_losses_of_couple", 9),
        ("required_workup", ("tpo_antibodies",)),
        ("stillbirth_limit", 196),
    ],
)
def test_a_fit_answer_is_taken(code, value):
    check_answer(QUESTIONS[code], value, known=KNOWN)


@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("default_definition", "astrology", "No such definition: astrology."),
        ("neutral_ends_a_run", 1, "Answer yes or no."),
        ("first_trimester_ends", 83, "It lies between 12+0 and 14+6."),
        ("first_trimester_ends", 105, "It lies between 12+0 and 14+6."),
        ("first_trimester_ends", True, "Answer with a whole number."),
        ("first_trimester_ends", "97", "Answer with a whole number."),
        ("lit_losses_of_couple", 0, "It lies between 1 and 9."),
        ("lit_losses_of_couple", 10, "It lies between 1 and 9."),
        ("required_workup", (), "Name at least one item."),
        ("required_workup", "ana", "Name at least one item."),
        ("required_workup", ("ana", "moon"), "No such item of the work-up: moon."),
    ],
)
def test_an_unfit_answer_is_refused_in_words(code, value, sentence):
    with pytest.raises(UnfitAnswer, match=re.escape(sentence)):
        check_answer(QUESTIONS[code], value, known=KNOWN)


def of_clinic(*answers):
    return definition_of_clinic(
        DEFINITIONS["rcog_2023"], QUESTIONS.values(), answers=answers, on=TODAY
    )


def test_open_questions_leave_a_definition_as_it_was_published():
    assert of_clinic() == DEFINITIONS["rcog_2023"]
    assert of_clinic(answered(90, by="")) == DEFINITIONS["rcog_2023"]


@pytest.mark.parametrize(
    ("question", "value", "switch"),
    [
        ("neutral_ends_a_run", True, "neutral_breaks"),
        ("unseen_losses_count", False, "count_nonvisualised"),
        ("first_trimester_ends", 90, "t1_end_days"),
    ],
)
def test_an_answer_sets_its_switch(question, value, switch):
    definition = of_clinic(answered(value, question=question))

    assert getattr(definition, switch) == value
    assert getattr(DEFINITIONS["rcog_2023"], switch) != value


def test_other_answers_set_no_switch():
    assert of_clinic(answered(4, question="lit_losses_of_couple")) == of_clinic()


several = st.lists(
    st.builds(
        answered,
        st.integers(84, 104),
        edition=st.integers(1, 3),
        by=st.sampled_from(["", "Dr Rao"]),
        ago=st.integers(-5, 5),
    ),
    max_size=5,
)


@given(several)
def test_only_what_is_confirmed_and_has_begun_is_ever_in_force(answers):
    found = answer_in_force(BORDER, answers, on=TODAY)
    eligible = [a for a in answers if a.confirmed_by and a.valid_from <= TODAY]

    assert (found is None) == (eligible == [])
    if found is not None:
        assert found in eligible
        assert found.valid_from == max(answer.valid_from for answer in eligible)
