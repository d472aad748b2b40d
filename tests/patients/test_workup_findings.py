"""A step of the work-up says what its report said, question by question."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from patients.choices import WorkupStepKind
from patients.models import WorkupStep
from patients.selectors import finding_kinds, kinds_of, workup_checklist, workup_items
from patients.services import record_workup_step
from tests.factories import patients

ON = date(2026, 11, 20)
ITEMS = {item.code: item for item in workup_items()}
KINDS = {kind.code: kind for kind in finding_kinds()}
SWAP = {"HX-Request": "true", "HX-Target": "workup"}
SAID = {"kind": "abnormal", "happened_on": "3 Feb 2026"}


@pytest.fixture
def say(couple, clinician):
    def said(answers, *, kind="abnormal", by="hysteroscopy", **more) -> WorkupStep:
        return record_workup_step(
            couple=couple,
            item=ITEMS["uterine_anatomy"],
            kind=WorkupStepKind(kind),
            happened_on=date(2026, 2, 3),
            found_by=KINDS[by],
            answers=answers,
            by=clinician,
            on=ON,
            **more,
        )

    return said


def test_answers_are_kept_with_the_edition_of_their_questions(say):
    step = WorkupStep.objects.get(pk=say({"shape": "u2", "polyps": ""}).pk)
    assert step.answers == {"shape": "u2"}
    assert (step.finding_kind, step.finding_edition) == ("hysteroscopy", 1)


def test_a_report_in_words_alone_has_no_kind(say):
    step = say({"shape": ""}, finding="As the report says it")
    assert (step.finding_kind, step.finding_edition, step.answers) == ("", None, {})


def test_an_answer_that_cannot_be_is_refused_beside_its_question(say):
    with pytest.raises(ValidationError) as refusal:
        say({"indentation_mm": "99"}, by="uterine_ultrasound_3d")
    assert refusal.value.message_dict == {
        "answer_indentation_mm": ["This can be 0 to 60 mm."]
    }
    assert not WorkupStep.objects.exists()


def test_what_was_only_ordered_has_found_nothing(say):
    with pytest.raises(ValidationError) as refusal:
        say({"shape": "u0"}, kind="ordered")
    assert refusal.value.message_dict == {
        "kind": ["Something was found, so it came back: say what the result is."]
    }


@pytest.mark.parametrize(
    ("fields", "law"),
    [
        ({"answers": {"shape": "u0"}}, "answers_know_their_questions"),
        ({"finding_kind": "hysteroscopy"}, "answers_know_their_questions"),
        (
            {
                "answers": {"shape": "u0"},
                "finding_kind": "hysteroscopy",
                "finding_edition": 1,
                "kind": "ordered",
            },
            "found_once_it_came_back",
        ),
    ],
    ids=["without a kind", "without an edition", "ordered"],
)
def test_the_table_refuses(fields, law, couple, clinician):
    law = f"patients_workupstep_{law}"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        patients.workup_step(by=clinician, couple=couple, **fields)


def test_the_checklist_says_each_answer_in_words(say, couple, clinician):
    say({"polyps": "yes", "shape": "u2"})
    checklist = workup_checklist(
        couple=couple,
        steps=WorkupStep.objects.visible_to(clinician),
        on=ON,
        sees_infections=True,
        reader=clinician,
    )
    [item] = [each for each in checklist.items if each.steps]
    [step] = item.steps
    assert (step.found, step.answers) == (
        "Hysteroscopy",
        (("Shape of the uterus", "Septate (U2)"), ("Polyps", "Yes")),
    )


def test_an_edition_nobody_publishes_any_more_leaves_the_step_readable(couple, clinician):
    patients.workup_step(
        by=clinician, couple=couple, finding_kind="gone", finding_edition=9,
        answers={"x": "1"}, finding="In words",
    )  # fmt: skip
    checklist = workup_checklist(
        couple=couple, steps=WorkupStep.objects.all(), on=ON, sees_infections=True,
        reader=clinician,
    )  # fmt: skip
    [step] = [step for item in checklist.items for step in item.steps]
    assert (step.row.finding, step.found, step.answers) == ("In words", "", ())


def test_an_item_offers_its_kinds():
    assert [kind.code for kind in kinds_of(ITEMS["uterine_anatomy"])] == [
        "uterine_ultrasound_3d",
        "hysteroscopy",
    ]
    assert kinds_of(ITEMS["thyroid_function"]) == []


class TestDoors:
    @pytest.fixture
    def url(self, couple):
        return f"/couples/{couple.number}/workup/uterine_anatomy/record/"

    @pytest.fixture
    def client(self, client, clinician):
        client.force_login(clinician)
        return client

    def test_record_asks_the_questions_of_the_chosen_kind(self, client, url):
        first = client.get(url, headers=SWAP).content.decode()
        chosen = client.get(url + "?as=hysteroscopy", headers=SWAP).content.decode()
        assert "Depth of the indentation (mm)" in first
        assert "Adhesions" not in first
        assert "Adhesions" in chosen
        assert 'aria-current="true" hx-get="' + url + '?as=hysteroscopy"' in chosen
        assert f'action="{url}?as=hysteroscopy"' in chosen

    def test_record_keeps_what_was_found_and_shows_it(self, client, url, couple):
        told = SAID | {"answer_shape": "u2", "answer_adhesions": "no"}
        answer = client.post(url + "?as=hysteroscopy", told, headers=SWAP, follow=True)
        page = answer.content.decode()
        assert "Shape of the uterus: Septate (U2)" in page
        assert "Adhesions: No" in page
        assert couple.workup_steps.get().answers == {"shape": "u2", "adhesions": "no"}

    def test_record_refuses_in_words_and_loses_nothing(self, client, url):
        told = SAID | {"answer_indentation_mm": "deep", "answer_polyps": "yes"}
        answer = client.post(url, told, headers=SWAP)
        form = answer.context["form"]
        assert answer.status_code == 422
        assert form.errors == {
            "answer_indentation_mm": ["“deep” is not a number. Write it as 12.4 or <0.5."]
        }
        assert form["answer_polyps"].value() == "yes"
        assert not WorkupStep.objects.exists()
