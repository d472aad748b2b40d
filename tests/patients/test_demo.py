"""The invented clinic is believable: its people could be entered by hand."""

import random
from collections import Counter
from datetime import date

import pytest

from clinic.demo import patients as demo
from foundation.medicine.findings import Severity
from patients.models import (
    Couple,
    EmbryoTransfer,
    Fetus,
    IvfCycle,
    Person,
    PhoneNumber,
    Pregnancy,
    PregnancyTreatment,
    TissueTest,
    TreatmentConsent,
    UltrasoundScan,
    WorkupStep,
)
from patients.rules.history_checks import history_findings
from patients.rules.workup_findings import read_answers
from patients.selectors import (
    classification,
    finding_kinds,
    history_facts,
    history_overview,
    pregnancy_on_file,
)
from patients.selectors.shelf import history_limits
from tests.factories import accounts

ON = date(2026, 11, 20)


@pytest.fixture
def couples(db):
    staff = {role: accounts.staff(role) for role in ("reception", "nurse", "clinician")}
    rng = random.Random(7)  # noqa: S311 - no secret
    return demo.seed(staff=staff, on=ON, rng=rng, count=60)


ROWS = (
    *(Person, PhoneNumber, Couple, Pregnancy, TreatmentConsent, EmbryoTransfer),
    *(UltrasoundScan, Fetus, TissueTest, PregnancyTreatment, WorkupStep, IvfCycle),
)


def test_every_invented_row_could_have_been_typed(couples):
    for model in ROWS:
        rows = model.objects.all()
        assert rows, model
        for row in rows:
            row.full_clean()


def test_every_invented_finding_could_have_been_typed(couples):
    kinds = {kind.code: kind for kind in finding_kinds()}
    for step in WorkupStep.objects.exclude(finding_kind=""):
        kind = kinds[step.finding_kind]
        assert step.item in kind.items
        assert read_answers(kind, step.answers) == (step.answers, {})


def test_invented_parts_agree_with_their_pregnancies(couples):
    doubts = [
        (couple.number, found.message)
        for couple in Couple.objects.with_people()
        for row in couple.woman.pregnancies.all()
        for listed in pregnancy_on_file(pregnancy=row, couple=couple, on=ON).lists.values()
        for found in listed.findings
        if found.severity is Severity.CAUTION
    ]
    assert doubts == []


def test_no_invented_history_contradicts_itself(couples):
    wrong = [
        finding.message
        for couple in Couple.objects.with_people()
        for finding in history_findings(
            history_facts(couple=couple), history_limits(), on=ON
        )
        if finding.severity is Severity.STOP
    ]
    assert wrong == []


def test_invented_histories_give_every_answer_under_every_definition(couples):
    found: dict[str, Counter] = {}
    for couple in Couple.objects.with_people():
        history = history_overview(couple=couple, on=ON)
        for one in (history.classified, *history.others):
            found.setdefault(one.code, Counter())[one.answer.rpl] += 1
    assert len(found) == 8
    assert all(set(answers) >= {True, False} for answers in found.values())
    assert found["clinic_founding_000"][None] > 0


def test_the_demonstration_works_under_the_founding_document(couples):
    assert classification(couple=couples[0], on=ON).code == "clinic_founding_000"


def test_invented_people_write_three_scripts_and_share_telephones(couples):
    native = "".join(Person.objects.values_list("native_name", flat=True))
    for letter in ("आ", "о", "ə"):
        assert letter in native
    digits = Counter(PhoneNumber.objects.values_list("digits", flat=True))
    assert max(digits.values()) > 1
