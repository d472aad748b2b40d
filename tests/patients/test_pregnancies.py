"""A history is told, corrected and struck out; what cannot be is refused in words."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from foundation.medicine.dates import ApproximateDate
from foundation.medicine.gestation import GestationRange
from foundation.records.models import Act
from foundation.records.services import StaleRecord
from patients.choices import Father, Outcome, Seen
from patients.models import Couple, Pregnancy
from patients.selectors import history_facts
from patients.services import (
    PregnancyEntry,
    change_pregnancy,
    record_pregnancy,
    void_part,
    void_pregnancy,
)
from tests.factories import patients

ON = date(2026, 11, 20)
LOSS = PregnancyEntry(
    outcome=Outcome.MISCARRIAGE, ended=ApproximateDate(2024, 3), seen=Seen.ULTRASOUND
)


@pytest.fixture
def record(couple, clinician):
    def recorded(entry: PregnancyEntry = LOSS, **more) -> Pregnancy:
        return record_pregnancy(couple=couple, entry=entry, by=clinician, on=ON, **more)

    return recorded


def seqs(couple) -> list[tuple[int, int]]:
    return [(p.pk, p.seq) for p in couple.woman.pregnancies.order_by("seq")]


def test_record_pregnancy_keeps_each_answer_as_exactly_as_it_was_given(record, couple):
    entry = replace(
        LOSS,
        ended=ApproximateDate(2018, about=True),
        gestation=GestationRange(49, 56),
        note="Told by her mother",
    )
    row = Pregnancy.objects.get(pk=record(entry).pk)
    assert (row.ended, row.gestation, row.note) == (
        entry.ended,
        entry.gestation,
        "Told by her mother",
    )
    assert (row.woman, row.genetic_father, row.seq) == (couple.woman, couple.man, 1)
    assert Act.objects.get().action == "pregnancy.recorded"


def test_record_pregnancy_leaves_what_is_unknown_unknown(record):
    row = record(PregnancyEntry(outcome=Outcome.UNKNOWN))
    assert (row.ended, row.gestation, row.hcg_positive, row.living) == (None,) * 4
    assert (row.ended_precision, row.seen) == ("unknown", "unknown")


@pytest.mark.parametrize("father", [Father.FORMER, Father.DONOR, Father.UNKNOWN])
def test_record_pregnancy_names_nobody_but_the_present_partner(father, record):
    assert record(replace(LOSS, father=father)).genetic_father is None


@pytest.mark.parametrize(
    ("entry", "question", "sentence"),
    [
        pytest.param(
            replace(LOSS, gestation=7),
            "gestation",
            "A gestation of 1+0 is impossible (2+0 to 44+2).",
            id="gestation too short",
        ),
        pytest.param(
            replace(LOSS, ended=ApproximateDate(2027)),
            "ended",
            "The end date, 2027, lies in the future.",
            id="ended in the future",
        ),
        pytest.param(
            replace(LOSS, outcome=Outcome.ONGOING),
            "ended",
            "An ongoing pregnancy cannot have an end date.",
            id="ongoing and ended",
        ),
        pytest.param(
            replace(LOSS, conceived_on=date(2024, 5, 1)),
            "ended",
            "It ended (Mar 2024) before it was conceived (1 May 2024).",
            id="ended before it began",
        ),
        pytest.param(
            replace(LOSS, outcome=Outcome.BIOCHEMICAL_LOSS),
            "hcg_positive",
            "A loss that was never seen needs the date of a positive hCG test; "
            "the year is enough.",
            id="biochemical without a test",
        ),
        pytest.param(
            replace(LOSS, outcome=Outcome.MOLAR_COMPLETE),
            "histology",
            "A molar pregnancy needs histology or genetics.",
            id="molar without proof",
        ),
        pytest.param(
            replace(LOSS, outcome=Outcome.ECTOPIC, loss_type="fetal"),
            "loss_type",
            "A type of loss belongs to a miscarriage only.",
            id="type of an ectopic",
        ),
        pytest.param(
            replace(LOSS, neonatal_death=True),
            "neonatal_death",
            "A death as a newborn belongs to a live birth; "
            "a child who died before birth is a stillbirth.",
            id="newborn death of a miscarriage",
        ),
        pytest.param(
            replace(LOSS, outcome=Outcome.LIVE_BIRTH, living=2),
            "living",
            "2 children living, but 1 born alive at most. Were they twins?",
            id="more living than carried",
        ),
        pytest.param(
            replace(LOSS, living=1),
            "living",
            "Children of a pregnancy that ended as miscarriage.",
            id="a living child of a loss",
        ),
    ],
)
def test_record_pregnancy_refuses_in_words(entry, question, sentence, record):
    with pytest.raises(ValidationError) as refusal:
        record(entry)
    assert refusal.value.message_dict == {question: [sentence]}
    assert not Pregnancy.objects.exists()


def test_record_pregnancy_refuses_a_second_ongoing_one(record):
    record(PregnancyEntry(outcome=Outcome.ONGOING))
    with pytest.raises(ValidationError) as refusal:
        record(PregnancyEntry(outcome=Outcome.ONGOING))
    sentence = "She already has an ongoing pregnancy on file."
    assert refusal.value.message_dict == {"outcome": [sentence]}


def test_record_pregnancy_refuses_one_that_overlaps_another(record):
    record(replace(LOSS, ended=ApproximateDate(2024, 3, 12), gestation=63))
    later = replace(LOSS, ended=ApproximateDate(2024, 4, 2), gestation=56)
    with pytest.raises(ValidationError) as refusal:
        record(later)
    assert refusal.value.message_dict == {
        "ended": [
            "It overlaps pregnancy 1, which ended 12 Mar 2024: "
            "conception is possible 14 days later at the earliest."
        ]
    }


def test_record_pregnancy_says_which_later_one_it_would_overlap(record):
    record(replace(LOSS, ended=ApproximateDate(2024, 4, 2), gestation=56))
    earlier = replace(LOSS, ended=ApproximateDate(2024, 3, 12), gestation=63)
    with pytest.raises(ValidationError) as refusal:
        record(earlier)
    assert refusal.value.message_dict["ended"][0].startswith(
        "Pregnancy 2: It overlaps pregnancy 1"
    )


def test_record_pregnancy_asks_about_a_very_early_live_birth_and_believes_a_yes(record):
    early = replace(LOSS, outcome=Outcome.LIVE_BIRTH, gestation=153)
    with pytest.raises(ValidationError) as question:
        record(early)
    assert list(question.value.message_dict) == ["confirmed"]
    assert record(early, confirmed=True).ga_days == 153
    assert record(replace(early, ended=ApproximateDate(2026), gestation=154)).pk


@pytest.mark.parametrize(
    ("entry", "question"),
    [
        pytest.param(
            replace(LOSS, outcome=Outcome.STILLBIRTH, gestation=98),
            "A death before 20+0 is called a miscarriage everywhere. "
            "Is the gestation right?",
            id="an early stillbirth",
        ),
        pytest.param(
            replace(LOSS, gestation=210),
            "A death from 28+0 on is called a stillbirth everywhere. "
            "Is the gestation right?",
            id="a late miscarriage",
        ),
        pytest.param(
            PregnancyEntry(outcome=Outcome.ONGOING, conceived_on=date(2025, 12, 1)),
            "Conceived 1 Dec 2025, it would be 52+4 today. Has it ended?",
            id="ongoing for too long",
        ),
    ],
)
def test_record_pregnancy_asks_about_what_contradicts_itself(entry, question, record):
    with pytest.raises(ValidationError) as refusal:
        record(entry)
    assert refusal.value.message_dict == {"confirmed": [question]}
    assert record(entry, confirmed=True).pk


def test_record_pregnancy_does_not_ask_twice_about_another_row(record, couple, clinician):
    patients.pregnancy(by=clinician, couple=couple, outcome="live_birth", ga_days=150)
    assert record().pk


def test_record_pregnancy_can_come_before_one_told_earlier(record, couple):
    first, second = record(), record(replace(LOSS, ended=None))
    between = record(replace(LOSS, ended=None), came_before=second)
    assert seqs(couple) == [(first.pk, 1), (between.pk, 2), (second.pk, 3)]


def test_change_pregnancy_corrects_and_keeps_the_former_words(record, couple, clinician):
    row = record()
    change_pregnancy(
        couple=couple,
        pregnancy=row,
        entry=replace(LOSS, gestation=59),
        by=clinician,
        on=ON,
    )
    row.refresh_from_db()
    assert (row.ga_days, row.version) == (59, 2)
    assert [kept.ga_days for kept in row.events.order_by("pgh_id")] == [None, 59]


def test_change_pregnancy_refuses_what_a_colleague_changed_meanwhile(
    record, couple, clinician
):
    row = record()
    row.version = 0
    with pytest.raises(StaleRecord):
        change_pregnancy(couple=couple, pregnancy=row, entry=LOSS, by=clinician, on=ON)
    assert Pregnancy.objects.get(pk=row.pk).version == 1


def test_change_pregnancy_keeps_the_name_of_an_earlier_partner(record, couple, clinician):
    row = record()
    new_man = patients.couple(by=clinician).man
    new_couple = Couple.objects.create(
        number="C9", woman=couple.woman, man=new_man, written_by=clinician
    )
    told = replace(LOSS, father=Father.FORMER)
    change_pregnancy(couple=new_couple, pregnancy=row, entry=told, by=clinician, on=ON)
    assert row.genetic_father == couple.man


def test_change_pregnancy_from_a_donor_to_a_former_partner_lets_the_donor_go(
    record, couple, clinician
):
    code = patients.donor(by=clinician, sex="M", gives=["sperm"]).code
    row = record(replace(LOSS, father=Father.DONOR, father_code=code))
    assert row.genetic_father.number == code
    told = replace(LOSS, father=Father.FORMER)
    change_pregnancy(couple=couple, pregnancy=row, entry=told, by=clinician, on=ON)
    row = Pregnancy.objects.get(pk=row.pk)
    assert (row.father, row.genetic_father) == (Father.FORMER, None)


def test_void_pregnancy_strikes_out_with_a_reason(record, couple, clinician):
    row = void_pregnancy(pregnancy=record(), reason="Entered twice", by=clinician)
    assert (row.void_reason, row.version) == ("Entered twice", 2)
    assert list(couple.woman.pregnancies.standing()) == []
    assert record().seq == 1


def test_void_pregnancy_needs_a_reason(record, clinician):
    with pytest.raises(ValidationError, match="needs a reason"):
        void_pregnancy(pregnancy=record(), reason="  ", by=clinician)


def test_nobody_sees_a_history_without_permission(record, receptionist, nurse):
    row = record()
    assert list(Pregnancy.objects.visible_to(receptionist)) == []
    assert list(Pregnancy.objects.visible_to(nurse)) == [row]


@pytest.mark.parametrize(
    ("carried", "fates", "liveborn"),
    [
        pytest.param(1, [], None, id="no fetus by itself"),
        pytest.param(1, ["live_birth"], 1, id="born alive"),
        pytest.param(1, ["stillbirth"], 0, id="not born alive"),
        pytest.param(2, ["live_birth", "stillbirth"], 1, id="one of twins"),
        pytest.param(2, ["stillbirth"], None, id="one of twins is not on file"),
        pytest.param(2, ["live_birth", "ongoing"], None, id="one is not born yet"),
    ],
)
def test_who_was_born_alive_is_read_from_the_fetuses(
    carried, fates, liveborn, couple, clinician
):
    row = patients.pregnancy(by=clinician, couple=couple, fetuses=carried)
    for fate in fates:
        patients.fetus(by=clinician, pregnancy=row, outcome=fate)
    gone = patients.fetus(by=clinician, pregnancy=row, outcome="live_birth")
    void_part(part=gone, reason="Another couple's", by=clinician)
    [fact] = history_facts(couple=couple)
    assert fact.liveborn == liveborn


def test_a_birth_of_which_no_fetus_was_born_alive_is_refused(record, couple, clinician):
    row = record()
    patients.fetus(by=clinician, pregnancy=row, outcome="stillbirth")
    birth = replace(LOSS, outcome=Outcome.LIVE_BIRTH, gestation=270)
    with pytest.raises(ValidationError) as refusal:
        change_pregnancy(couple=couple, pregnancy=row, entry=birth, by=clinician, on=ON)
    assert refusal.value.message_dict == {
        "outcome": ["A live birth with nobody born alive."]
    }
