"""Illnesses, operations, family, periods and habits: kept as told, shown in words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.medicine.dates import ApproximateDate
from patients.forms.background import CycleField
from patients.models import (
    Condition,
    FamilyCondition,
    Lifestyle,
    MenstrualHistory,
    Operation,
)
from patients.selectors import entries_listed
from patients.services import (
    ConditionEntry,
    FamilyEntry,
    LifestyleEntry,
    MenstrualEntry,
    OperationEntry,
    record_entry,
)
from tests.factories import patients

ON = date(2026, 11, 20)
LAST_YEAR, NEXT_YEAR = ApproximateDate(2025), ApproximateDate(2027)


@pytest.fixture
def told(couple, clinician):
    return lambda entry: record_entry(person=couple.woman, entry=entry, by=clinician, on=ON)


@pytest.fixture
def shown(couple):
    """What the page says of one of her lists: name, mark and words of each row."""

    def rows(model):
        listed = entries_listed(couple=couple, models=[model])[model][couple.woman.pk]
        return [(row.name, row.mark, *row.words) for row in listed.rows]

    return rows


EACH = [
    (
        Condition,
        ConditionEntry(
            name="Asthma", state="active", began=ApproximateDate(2018, about=True)
        ),
        ("Asthma", "Goes on", "since about 2018"),
    ),
    (
        Condition,
        ConditionEntry(name="Mumps", state="resolved", resolved=ApproximateDate(1999)),
        ("Mumps", "Resolved", "since when: not said", "until 1999"),
    ),
    (
        Operation,
        OperationEntry(name="Laparoscopy", done=ApproximateDate(2024, 3), outcome="Cyst"),
        ("Laparoscopy", "", "Mar 2024", "Cyst"),
    ),
    (
        FamilyCondition,
        FamilyEntry(relative="mother", name="Thyroid disease", age_years=45),
        ("Mother", "", "Thyroid disease", "at 45 years"),
    ),
    (
        FamilyCondition,
        FamilyEntry(relative="sister", name="Thrombosis"),
        ("Sister", "", "Thrombosis", "at what age: not said"),
    ),
    (
        MenstrualHistory,
        MenstrualEntry(
            told_on=date(2026, 11, 2),
            menarche_years=13,
            cycle=(26, 31),
            regularity="regular",
            flow="heavy",
            flow_days=5,
            last_period=ApproximateDate(2026, 10, 20),
            last_period_certainty="unsure",
        ),
        (
            "Told on 2 Nov 2026",
            "",
            "first period at 13 years",
            "cycle 26 to 31 days",
            "regular",
            "heavy bleeding",
            "5 days of bleeding",
            "last period began: 20 Oct 2026 (not sure)",
        ),
    ),
    (
        MenstrualHistory,
        MenstrualEntry(told_on=date(2026, 11, 2)),
        (
            "Told on 2 Nov 2026",
            "",
            "first period: not said",
            "cycle not said",
            "regularity: not said",
            "last period began: not said",
        ),
    ),
    (
        Lifestyle,
        LifestyleEntry(habit="smoking", state="before", amount="10 a day", ended=LAST_YEAR),
        ("Smoking", "Before, not now", "10 a day", "to 2025"),
    ),
]


@pytest.mark.parametrize(
    ("model", "entry", "words"), EACH, ids=[f"{m.__name__} {w[0]}" for m, _, w in EACH]
)
def test_each_answer_is_kept_as_it_was_given_and_said_in_words(
    model, entry, words, told, shown
):
    row = model.objects.get(pk=told(entry).pk)
    assert {name: getattr(row, name) for name in entry.__slots__} == {
        name: getattr(entry, name) for name in entry.__slots__
    }
    assert shown(model) == [words]


@pytest.mark.parametrize(
    ("entry", "question", "sentence"),
    [
        pytest.param(
            ConditionEntry(name="Asthma", began=NEXT_YEAR),
            "began",
            "Not begun yet (2027).",
            id="an illness of next year",
        ),
        pytest.param(
            ConditionEntry(name="Asthma", state="active", resolved=LAST_YEAR),
            "resolved",
            "What goes on has not ended.",
            id="goes on and ended",
        ),
        pytest.param(
            OperationEntry(name="Laparoscopy", done=NEXT_YEAR),
            "done",
            "This day lies in the future (2027).",
            id="an operation of next year",
        ),
        pytest.param(
            FamilyEntry(relative="mother", name="Stroke", age_years=121),
            "age_years",
            "An age lies between 0 and 120 years.",
            id="an age nobody reaches",
        ),
        pytest.param(
            MenstrualEntry(told_on=date(2026, 11, 21)),
            "told_on",
            "This day lies in the future (21 Nov 2026).",
            id="told tomorrow",
        ),
        pytest.param(
            MenstrualEntry(told_on=ON, last_period=NEXT_YEAR),
            "last_period",
            "This day lies in the future (2027).",
            id="a period of next year",
        ),
        pytest.param(
            MenstrualEntry(told_on=ON, cycle=(2, 8)),
            "cycle",
            "A cycle lasts 10 to 365 days, for example 26-31.",
            id="a cycle of two days",
        ),
        pytest.param(
            LifestyleEntry(habit="smoking", state="now", ended=LAST_YEAR),
            "ended",
            "It was stopped (2025): it is not taken now.",
            id="smokes and stopped",
        ),
        pytest.param(
            LifestyleEntry(habit="smoking", state="never", amount="10 a day"),
            "state",
            "Never has no amount and no dates.",
            id="never, ten a day",
        ),
    ],
)
def test_record_entry_refuses_in_words(entry, question, sentence, told):
    with pytest.raises(ValidationError) as refusal:
        told(entry)
    assert refusal.value.message_dict == {question: [sentence]}


def test_a_habit_nobody_asked_about_is_named(couple, told):
    def sentence():
        listed = entries_listed(couple=couple, models=[Lifestyle])
        return listed[Lifestyle][couple.woman.pk].sentence

    assert sentence() == (
        "Not asked yet: smoking; alcohol; coffee, tea, caffeine; other substances; "
        "exposure at work."
    )
    for habit in ("smoking", "alcohol", "caffeine", "substances"):
        told(LifestyleEntry(habit=habit, state="never"))
    assert sentence() == "Not asked yet: exposure at work."
    told(LifestyleEntry(habit="work", state="never"))
    assert sentence() == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("28", (28, 28)),
        ("26-31", (26, 31)),
        ("26 – 31 days", (26, 31)),
        ("26 to 31", (26, 31)),
    ],
)
def test_a_cycle_is_read_as_it_is_typed_and_shown_again(typed, read):
    field = CycleField(required=False)
    assert field.clean(typed) == read
    assert field.clean(field.prepare_value(read)) == read


@pytest.mark.parametrize("typed", ["monthly", "31-26"])
def test_a_cycle_that_cannot_be_read_is_refused_in_words(typed):
    with pytest.raises(ValidationError, match="write"):
        CycleField().clean(typed)


def test_her_periods_are_not_asked_of_him(client, clinician, couple):
    client.force_login(clinician)
    people = f"/couples/{couple.number}/people"
    for person, status in ((couple.woman, 200), (couple.man, 404)):
        address = f"{people}/{person.pk}/periods/record/"
        assert client.get(address).status_code == status
    told = {"told_on": "2 Nov 2026", "cycle": "26-31", "menarche_years": "13"}
    address = f"{people}/{couple.man.pk}/periods/record/"
    assert client.post(address, told).status_code == 404
    blocks = client.get(f"/couples/{couple.number}/history/").context["blocks"]
    [sides] = [sides for subject, sides in blocks if subject.code == "periods"]
    assert [side.person for side in sides] == [couple.woman]


DAY, BEFORE = date(2024, 3, 1), date(2024, 2, 29)
LAWS = {
    Condition: [
        ("is_named", {"name": ""}),
        ("began_has_its_precision", {"began_on": DAY}),
        ("resolved_has_its_precision", {"resolved_on": DAY}),
        (
            "resolved_after_began",
            {
                "began_on": DAY,
                "began_precision": "day",
                "resolved_on": BEFORE,
                "resolved_precision": "day",
            },
        ),
        (
            "going_on_has_no_end",
            {"state": "active", "resolved_on": DAY, "resolved_precision": "day"},
        ),
    ],
    Operation: [
        ("is_named", {"name": ""}),
        ("done_has_its_precision", {"done_precision": "day"}),
    ],
    FamilyCondition: [
        ("is_named", {"name": ""}),
        ("age_is_possible", {"age_years": 121}),
    ],
    MenstrualHistory: [
        ("last_period_has_its_precision", {"last_period_on": DAY}),
        ("menarche_is_possible", {"menarche_years": 5}),
        ("menarche_is_possible", {"menarche_years": 26}),
        ("cycle_is_possible", {"cycle_days": 28}),
        ("cycle_is_possible", {"cycle_days": 9, "cycle_days_longest": 28}),
        ("cycle_is_possible", {"cycle_days": 31, "cycle_days_longest": 28}),
        ("bleeding_is_possible", {"flow_days": 61}),
    ],
    Lifestyle: [
        ("started_has_its_precision", {"started_on": DAY}),
        ("ended_has_its_precision", {"ended_on": DAY}),
        (
            "ended_after_started",
            {
                "started_on": DAY,
                "started_precision": "day",
                "ended_on": BEFORE,
                "ended_precision": "day",
            },
        ),
        ("never_means_never", {"state": "never", "amount": "10 a day"}),
    ],
}
MAKE = {
    Condition: patients.condition,
    Operation: patients.operation,
    FamilyCondition: patients.family_condition,
    MenstrualHistory: patients.menstrual_history,
    Lifestyle: patients.lifestyle,
}


@pytest.mark.parametrize(
    ("model", "law", "wrong"),
    [(model, law, wrong) for model, laws in LAWS.items() for law, wrong in laws],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_table_refuses_what_cannot_be(model, law, wrong, couple, clinician):
    named = f"patients_{model._meta.model_name}_{law}"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        MAKE[model](by=clinician, person=couple.woman, **wrong)


@pytest.mark.parametrize("model", list(MAKE), ids=lambda model: model.__name__)
def test_nobody_sees_it_without_permission(model, couple, clinician, receptionist, nurse):
    row = MAKE[model](by=clinician, person=couple.woman)
    assert not model.objects.visible_to(receptionist).exists()
    assert model.objects.visible_to(nurse).get() == row
