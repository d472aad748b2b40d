"""An answer about a history is kept as it was given; a new reckoning is a new one."""

from datetime import date

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from foundation.records.services import void, write
from patients.models import ClassAnswer, LossDefinition
from patients.selectors import definition_choices
from patients.services import choose_definition, load_catalogue
from tests.factories import patients


@pytest.fixture
def chosen(clinician):
    load_catalogue()
    definition = LossDefinition.objects.get(code="clinic_founding_000")
    choose_definition(definition=definition, reason="Ours.", by=clinician)


@pytest.fixture
def page(client, chosen, couple, clinician):
    client.force_login(clinician)
    address = reverse("patients:pregnancy_list", args=[couple.number])
    return lambda: client.get(address).content.decode()


@pytest.fixture
def losses(couple, clinician):
    return [
        patients.pregnancy(
            by=clinician,
            couple=couple,
            loss_type="embryonic",
            ga_days=60,
            ended_on=date(year, 1, 1),
            ended_precision="year",
        )
        for year in (2019, 2021, 2023)
    ]


def verdicts() -> list[str]:
    return list(ClassAnswer.objects.order_by("pk").values_list("verdict", flat=True))


def test_the_same_history_is_answered_once(page, losses, couple, clinician):
    page()
    page()

    answer = ClassAnswer.objects.get()
    assert (answer.couple, answer.asked_by) == (couple, clinician)
    assert answer.definition.code == "clinic_founding_000"
    assert answer.answer["rpl"] is True
    assert answer.answer["inputs_hash"] == answer.inputs_hash
    assert [fact["ga_days"] for fact in answer.facts] == [60, 60, 60]


def test_a_changed_history_is_a_new_answer_and_the_old_one_stays(page, losses, clinician):
    page()
    before = ClassAnswer.objects.values().get()
    void(losses[0], by=clinician, reason="Told twice.", action="pregnancy.voided")

    page()
    html = page()

    assert ClassAnswer.objects.order_by("pk").values().first() == before
    first, second = verdicts()
    assert first != second
    assert "Answers so far" in html
    assert html.count(before["sentence"].replace("'", "&#x27;")) == 1


def test_another_definition_is_a_new_answer(page, losses, clinician):
    page()
    other = LossDefinition.objects.get(code="eshre_2022")
    instead = definition_choices().first()
    choose_definition(definition=other, reason="New.", by=clinician, instead_of=instead)
    page()

    codes = ClassAnswer.objects.order_by("pk").values_list("definition__code", flat=True)
    assert list(codes) == ["clinic_founding_000", "eshre_2022"]


def test_a_history_that_comes_back_is_answered_anew(page, losses, clinician):
    page()
    losses[0].refresh_from_db()
    for days in (80, 60):
        losses[0].ga_days = days
        write(losses[0], by=clinician, action="pregnancy.changed")
        page()
        losses[0].refresh_from_db()

    hashes = list(ClassAnswer.objects.order_by("pk").values_list("inputs_hash", flat=True))
    assert len(hashes) == 3
    assert hashes[0] == hashes[2] != hashes[1]


def test_nothing_is_kept_without_a_pregnancy(page):
    html = page()
    assert verdicts() == []
    assert "Answers so far" not in html


@pytest.mark.parametrize("statement", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_rewrite_an_answer(page, losses, statement):
    page()
    rows = ClassAnswer.objects.all()
    with pytest.raises(InternalError), transaction.atomic():
        rows.update(verdict="x") if statement == "UPDATE" else rows.delete()
