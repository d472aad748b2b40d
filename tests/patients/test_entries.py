"""Allergies and drugs are told, corrected, struck out, and confirmed as the whole."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.medicine.dates import ApproximateDate
from foundation.records.models import Act
from foundation.records.services import StaleRecord
from patients.choices import Topic
from patients.models import Allergy, Asked, Drug
from patients.rules.asked import Answer
from patients.selectors import at_a_glance, entries_listed
from patients.services import (
    AllergyEntry,
    DrugEntry,
    change_entry,
    record_asked,
    record_entry,
    void_entry,
)
from tests.factories import patients

ON = date(2026, 11, 20)
PENICILLIN = AllergyEntry(substance="Penicillin", reaction="Rash", severity="severe")
ENOXAPARIN = DrugEntry(
    name="Enoxaparin",
    dose=Decimal(40),
    unit="mg",
    frequency="daily",
    taken="now",
    kind="anticoagulant",
)


@pytest.fixture
def told(couple, clinician):
    """Put something on her file."""
    return lambda entry: record_entry(person=couple.woman, entry=entry, by=clinician, on=ON)


@pytest.fixture
def hers(couple):
    """What the page says of one of her lists."""
    return lambda model: entries_listed(couple=couple, models=[model])[model][
        couple.woman.pk
    ]


@pytest.fixture
def confirmed(couple, clinician, hers):
    """Somebody asks her about a list he has in front of him."""

    def ask(model=Allergy, topic=Topic.ALLERGIES, **fields):
        seen = fields.pop("seen", hers(model).seen)
        asked = {"person": couple.woman, "topic": topic, "by": clinician, "on": ON}
        return record_asked(seen=seen, **asked)

    return ask


@pytest.mark.parametrize(
    ("entry", "model", "act"),
    [
        (
            AllergyEntry(
                substance="Latex",
                kind="intolerance",
                noticed=ApproximateDate(2018, about=True),
                note="Gloves",
            ),
            Allergy,
            "allergy.recorded",
        ),
        (
            DrugEntry(
                name="Aspirin",
                dose=Decimal("0.5"),
                unit="{tablet}",
                route="oral",
                started=ApproximateDate(2024, 3),
                ended=ApproximateDate(2025),
                reason="As told",
            ),
            Drug,
            "drug.recorded",
        ),
    ],
    ids=["allergy", "drug"],
)
def test_record_entry_keeps_each_answer_as_it_was_given(entry, model, act, told, couple):
    row = model.objects.get(pk=told(entry).pk)
    assert {name: getattr(row, name) for name in entry.__slots__} == {
        name: getattr(entry, name) for name in entry.__slots__
    }
    log = Act.objects.get()
    assert (row.person, log.action, log.person_id) == (
        couple.woman, act, couple.woman.pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "question", "sentence"),
    [
        pytest.param(
            AllergyEntry(substance="Dust", noticed=ApproximateDate(2027)),
            "noticed",
            "This day lies in the future (2027).",
            id="an allergy of next year",
        ),
        pytest.param(
            DrugEntry(name="Aspirin", dose=Decimal(75)),
            "unit",
            "A dose and its unit belong together.",
            id="a dose without a unit",
        ),
        pytest.param(
            DrugEntry(name="Aspirin", dose=Decimal(0), unit="mg"),
            "dose",
            "A dose is more than 0.",
            id="a dose of nothing",
        ),
        pytest.param(
            DrugEntry(name="Aspirin", taken="now", ended=ApproximateDate(2025)),
            "ended",
            "It was stopped (2025): it is not taken now.",
            id="taken now and stopped",
        ),
        pytest.param(
            DrugEntry(name="Aspirin", started=ApproximateDate(2027)),
            "started",
            "Not begun yet (2027).",
            id="a drug of next year",
        ),
    ],
)
def test_record_entry_refuses_in_words(entry, question, sentence, told):
    with pytest.raises(ValidationError) as refusal:
        told(entry)
    assert refusal.value.message_dict == {question: [sentence]}
    assert not Act.objects.exists()


def test_a_substance_stands_on_the_list_once(told, clinician):
    first = told(PENICILLIN)
    with pytest.raises(ValidationError) as refusal:
        told(AllergyEntry(substance="penicillin"))
    sentence = "This is on the list already. Change it there."
    assert refusal.value.message_dict == {"substance": [sentence]}
    void_entry(row=first, reason="Not hers", by=clinician)
    assert told(AllergyEntry(substance="penicillin")).pk


def test_change_entry_corrects_and_keeps_the_former_words(told, clinician):
    row = told(PENICILLIN)
    entry = AllergyEntry(substance="Penicillin", severity="mild")
    changed = change_entry(row=row, entry=entry, by=clinician, on=ON)
    assert (changed.severity, changed.reaction, changed.version) == ("mild", "", 2)
    kept = changed.events.order_by("pgh_id").values_list("severity", flat=True)
    assert list(kept) == ["severe", "mild"]


def test_change_entry_refuses_what_a_colleague_changed_meanwhile(told, clinician):
    row = told(PENICILLIN)
    Allergy.objects.update(version=2)
    with pytest.raises(StaleRecord):
        change_entry(row=row, entry=PENICILLIN, by=clinician, on=ON)


def test_what_changed_meanwhile_is_told_with_its_date_as_exactly_as_it_is_known(told):
    row = told(AllergyEntry(substance="Dust", noticed=ApproximateDate(2018)))
    said = row.in_words()
    assert (said["noticed_on"].words, "noticed_precision" in said) == ("2018", False)


def test_never_asked_is_never_none(hers, told, confirmed, clinician):
    assert (hers(Allergy).answer, hers(Allergy).sentence) == (
        Answer.NOT_ASKED, "Not asked yet.",
    )  # fmt: skip
    confirmed()
    assert hers(Allergy).sentence == f"None, as told on 20 Nov 2026 to {clinician}."
    row = told(PENICILLIN)
    assert hers(Allergy).sentence == (
        f"Changed since 20 Nov 2026, when {clinician} asked. Please ask again."
    )
    confirmed()
    assert hers(Allergy).sentence == f"This is all, as told on 20 Nov 2026 to {clinician}."
    void_entry(row=row, reason="Not hers", by=clinician)
    assert (hers(Allergy).rows, hers(Allergy).answer) == ((), Answer.CHANGED)
    assert hers(Drug).answer is Answer.NOT_ASKED


def test_an_answer_that_was_struck_out_counts_for_nothing(hers, confirmed, clinician):
    void_entry(row=confirmed(), reason="Another couple's", by=clinician)
    assert hers(Allergy).answer is Answer.NOT_ASKED


def test_record_asked_refuses_a_list_that_changed_meanwhile(hers, told, confirmed):
    seen = hers(Allergy).seen
    told(PENICILLIN)
    with pytest.raises(ValidationError, match="The list has changed since"):
        confirmed(seen=seen)
    assert not Asked.objects.exists()


def test_record_asked_counts_what_it_confirms(told, confirmed):
    told(ENOXAPARIN)
    asked = confirmed(Drug, Topic.DRUGS)
    assert (asked.listed, asked.asked_on) == (1, ON)
    assert Act.objects.latest("pk").details == {"topic": "drugs", "listed": 1}


def test_at_a_glance_tells_facts_and_what_nobody_asked(couple, told, confirmed):
    woman, man = couple.people
    before = at_a_glance(couple=couple, on=ON)[woman.pk]
    assert (before.allergies, before.drugs) == ("Not asked yet", "Not asked yet")
    assert before.alerts == ("Asha Sample has not been asked about allergies yet.",)
    told(PENICILLIN)
    told(AllergyEntry(substance="Dust", kind="unsure"))
    told(ENOXAPARIN)
    told(DrugEntry(name="Aspirin", taken="before", kind="anticoagulant"))
    told(DrugEntry(name="Folic acid", taken="now"))
    glances = at_a_glance(couple=couple, on=ON)
    assert glances[woman.pk].allergies == "Penicillin (severe), Dust"
    assert glances[woman.pk].drugs == "Enoxaparin 40 mg once a day, Folic acid"
    assert glances[woman.pk].alerts == (
        "Asha Sample: on the list of allergies and intolerances: "
        "Penicillin (allergy, severe, Rash); Dust.",
        "Asha Sample takes an anticoagulant now: Enoxaparin 40 mg once a day.",
    )
    assert glances[man.pk].allergies == "Not asked yet"


def test_at_a_glance_says_none_only_after_somebody_asked(couple, told, confirmed):
    confirmed()
    confirmed(Drug, Topic.DRUGS)
    glance = at_a_glance(couple=couple, on=ON)[couple.woman.pk]
    assert (glance.allergies, glance.drugs, glance.alerts) == (
        "None known", "Nothing", (),
    )  # fmt: skip
    told(DrugEntry(name="Aspirin"))
    assert at_a_glance(couple=couple, on=ON)[couple.woman.pk].drugs == "Not said"


@pytest.mark.parametrize(
    ("drug", "alerts"),
    [
        pytest.param(
            DrugEntry(name="Warfarin", kind="anticoagulant"),
            ["Asha Sample: an anticoagulant, now or before was not said: Warfarin."],
            id="not said is not before",
        ),
        pytest.param(
            DrugEntry(name="Warfarin", kind="anticoagulant", ended=ApproximateDate(2025)),
            [],
            id="not said, ended last year",
        ),
        pytest.param(
            DrugEntry(name="Warfarin", kind="anticoagulant", taken="before"),
            [],
            id="before",
        ),
        pytest.param(
            DrugEntry(name="Aspirin", kind="antiplatelet", taken="now"), [], id="other"
        ),
        pytest.param(
            DrugEntry(
                name="Azathioprine",
                kind="immunosuppressant",
                taken="now",
                ended=ApproximateDate(2026, 11, 25),
            ),
            ["Asha Sample takes an immunosuppressant now: Azathioprine."],
            id="until next week",
        ),
    ],
)
def test_what_nobody_may_overlook_is_told_until_it_has_surely_ended(
    drug, alerts, couple, told, confirmed
):
    confirmed()
    told(drug)
    assert list(at_a_glance(couple=couple, on=ON)[couple.woman.pk].alerts) == alerts


def test_a_planned_end_that_has_passed_is_said(couple, told):
    told(DrugEntry(name="Aspirin", taken="now", ended=ApproximateDate(2026, 11, 25)))
    later = at_a_glance(couple=couple, on=date(2026, 11, 26))[couple.woman.pk]
    assert later.drugs == "Aspirin (was to end 25 Nov 2026)"


def test_asks_the_same_of_many(couple, clinician, django_assert_num_queries):
    for count in (1, 9):
        for place in range(count):
            for person in couple.people:
                patients.each_entry(by=clinician, person=person, words=f"{count} {place}")
        with django_assert_num_queries(3):
            entries_listed(couple=couple, models=[Allergy, Drug])
        with django_assert_num_queries(3):
            at_a_glance(couple=couple, on=ON)


DAY = date(2024, 3, 1)
LAWS = {
    Allergy: [
        ("names_its_substance", {"substance": ""}),
        ("noticed_has_its_precision", {"noticed_on": DAY}),
    ],
    Drug: [
        ("is_named", {"name": ""}),
        ("dose_is_more_than_nothing", {"dose": 0, "unit": "mg"}),
        ("dose_has_its_unit", {"dose": 5}),
        ("started_has_its_precision", {"started_on": DAY}),
        ("ended_has_its_precision", {"ended_precision": "day"}),
        (
            "ends_after_it_began",
            {
                "started_on": DAY,
                "started_precision": "day",
                "ended_on": date(2024, 2, 29),
                "ended_precision": "day",
            },
        ),
    ],
    Asked: [("names_the_list", {"fingerprint": ""})],
}
MAKE = {Allergy: patients.allergy, Drug: patients.drug, Asked: patients.asked}


@pytest.mark.parametrize(
    ("model", "law", "wrong"),
    [(model, law, wrong) for model, laws in LAWS.items() for law, wrong in laws],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_table_refuses_what_cannot_be(model, law, wrong, couple, clinician):
    named = f"patients_{model._meta.model_name}_{law}"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        MAKE[model](by=clinician, person=couple.woman, **wrong)


def test_the_table_keeps_each_substance_once(couple, clinician):
    patients.allergy(by=clinician, person=couple.woman, substance="Latex")
    with pytest.raises(IntegrityError, match="each_substance_once"), transaction.atomic():
        patients.allergy(by=clinician, person=couple.woman, substance="LATEX")


@pytest.mark.parametrize("model", list(MAKE), ids=lambda model: model.__name__)
def test_nobody_sees_entries_without_permission(
    model, couple, clinician, receptionist, nurse
):
    row = MAKE[model](by=clinician, person=couple.woman)
    assert not model.objects.visible_to(receptionist).exists()
    assert model.objects.visible_to(nurse).get() == row
