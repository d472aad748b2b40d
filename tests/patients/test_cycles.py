"""An IVF cycle is told, corrected and struck out; its transfers belong to it."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.medicine.dates import ApproximateDate
from foundation.records.models import Act
from foundation.records.services import StaleRecord
from patients.models import EmbryoTransfer, IvfCycle
from patients.selectors import transfers_overview
from patients.services import (
    CycleEntry,
    TransferEntry,
    change_cycle,
    change_transfer,
    record_cycle,
    record_transfer,
    void_cycle,
)
from tests.factories import patients

ON = date(2026, 11, 20)
TOLD = CycleEntry(
    started=ApproximateDate(2024, 3),
    reference="R-17",
    kind="fresh",
    stimulation="antagonist",
    oocytes=10,
    mature=8,
    fertilised=6,
    day5=4,
    frozen=3,
)
FAILED = TransferEntry(
    transferred=ApproximateDate(2024, 3),
    stage="blastocyst",
    embryos=1,
    good_embryos=1,
    result="negative",
)


@pytest.fixture
def record(couple, clinician):
    def recorded(entry: CycleEntry = TOLD) -> IvfCycle:
        return record_cycle(couple=couple, entry=entry, by=clinician, on=ON)

    return recorded


@pytest.fixture
def put_back(couple, clinician):
    def transferred(**more) -> EmbryoTransfer:
        entry = replace(FAILED, **more)
        return record_transfer(couple=couple, entry=entry, by=clinician, on=ON)

    return transferred


def test_record_cycle_keeps_each_answer_as_it_was_given(record, couple):
    row = IvfCycle.objects.get(pk=record().pk)
    assert {name: getattr(row, name) for name in CycleEntry.__slots__} == {
        name: getattr(TOLD, name) for name in CycleEntry.__slots__
    }
    assert (row.woman, row.seq, record().seq) == (couple.woman, 1, 2)
    assert Act.objects.first().action == "cycle.recorded"


def test_record_cycle_leaves_what_is_unknown_unknown(record):
    row = IvfCycle.objects.get(pk=record(CycleEntry()).pk)
    assert (row.started, row.kind, row.oocytes, row.frozen) == (None, "", None, None)


@pytest.mark.parametrize(
    ("told", "question", "sentence"),
    [
        (
            {"mature": 11},
            "mature",
            "There are more mature eggs than were collected.",
        ),
        (
            {"fertilised": 9},
            "fertilised",
            "More eggs were fertilised than there were.",
        ),
        (
            {"mature": None, "fertilised": 11},
            "fertilised",
            "More eggs were fertilised than there were.",
        ),
        ({"day5": 7}, "day5", "There are more embryos than were fertilised."),
        ({"frozen": 7}, "frozen", "More embryos were frozen than were fertilised."),
        (
            {"kind": "frozen"},
            "oocytes",
            "In this kind of cycle no eggs are collected.",
        ),
        ({"cancelled": "other"}, "note", "Write why it was cancelled."),
        (
            {"started": ApproximateDate(2027)},
            "started",
            "This day has not come yet.",
        ),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, dict) else "",
)
def test_record_cycle_refuses_in_words(told, question, sentence, record):
    with pytest.raises(ValidationError) as refusal:
        record(replace(TOLD, **told))
    assert refusal.value.message_dict == {question: [sentence]}
    assert not IvfCycle.objects.exists()


@pytest.mark.parametrize(
    ("fields", "law"),
    [
        ({"seq": 1}, "one_per_place_in_history"),
        ({"started_on": None}, "date_has_its_precision"),
        ({"oocytes": 100}, "numbers_are_possible"),
        ({"mature": 11}, "mature_ones_were_collected"),
        ({"fertilised": 9}, "fertilised_ones_were_collected"),
        ({"day5": 7}, "embryos_were_fertilised"),
        ({"frozen": 7}, "frozen_ones_were_fertilised"),
        ({"kind": "donor_embryo"}, "collects_only_with_eggs"),
        ({"cancelled": "other"}, "other_reason_is_written"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_the_table_refuses(fields, law, couple, clinician):
    patients.cycle(by=clinician, couple=couple)
    named = f"patients_ivfcycle_{law}"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        patients.cycle(by=clinician, couple=couple, **fields)


def test_change_cycle_corrects_and_refuses_what_a_colleague_changed(record, clinician):
    row = record()
    change_cycle(cycle=row, entry=replace(TOLD, frozen=2), by=clinician, on=ON)
    assert IvfCycle.objects.get().frozen == 2
    stale = IvfCycle.objects.get()
    IvfCycle.objects.update(version=9)
    with pytest.raises(StaleRecord):
        change_cycle(cycle=stale, entry=TOLD, by=clinician, on=ON)


def test_a_transfer_belongs_to_its_cycle_or_to_none(record, put_back, couple):
    cycle = record()
    assert [put_back(cycle=cycle).cycle, put_back().cycle] == [cycle, None]
    overview = transfers_overview(couple=couple, on=ON)
    [row] = overview.cycles
    assert (row.number, row.when, row.transfers) == (1, "Mar 2024", "Transfer 1")
    assert row.gave == "10 collected, 8 mature, 6 fertilised, 4 on day 5, 3 frozen"
    assert row.remarks == "number at its clinic R-17"


def test_two_transfers_of_one_cycle_are_one_failed_cycle(
    record, put_back, couple, clinician
):
    cycle = record()
    put_back(cycle=cycle)
    last = put_back(cycle=cycle)
    assert polanski(couple) is False
    change_transfer(transfer=last, entry=FAILED, by=clinician, on=ON)
    assert polanski(couple) is True


def polanski(couple) -> bool | None:
    answers = transfers_overview(couple=couple, on=ON).answers
    [found] = [a.answer.rif for a in answers if a.definition.code == "polanski_2014"]
    return found


@pytest.mark.parametrize(
    ("of_cycle", "sentence"),
    [
        ({"cancelled": "response"}, "This cycle was cancelled before a transfer."),
        (
            {"started": ApproximateDate(2024, 5)},
            "It was on Mar 2024, before its cycle began (May 2024).",
        ),
    ],
    ids=["cancelled", "began later"],
)
def test_a_transfer_that_cannot_be_of_this_cycle_is_refused(
    of_cycle, sentence, record, put_back
):
    cycle = record(replace(TOLD, **of_cycle))
    with pytest.raises(ValidationError) as refusal:
        put_back(cycle=cycle)
    assert refusal.value.message_dict == {"cycle": [sentence]}
    assert not EmbryoTransfer.objects.exists()


def test_a_struck_out_cycle_takes_no_transfer(record, put_back, clinician):
    cycle = record()
    void_cycle(cycle=cycle, reason="Entered twice", by=clinician)
    with pytest.raises(ValidationError) as refusal:
        put_back(cycle=cycle)
    assert refusal.value.message_dict == {"cycle": ["This cycle was struck out meanwhile."]}


def test_a_cycle_with_transfers_is_neither_struck_out_nor_cancelled(
    record, put_back, clinician
):
    cycle = record()
    put_back(cycle=cycle)
    with pytest.raises(ValidationError, match="Take them out of it first"):
        void_cycle(cycle=cycle, reason="Entered twice", by=clinician)
    with pytest.raises(ValidationError) as refusal:
        change_cycle(
            cycle=cycle, entry=replace(TOLD, cancelled="lining"), by=clinician, on=ON
        )
    assert refusal.value.message_dict == {
        "cancelled": ["Transfers belong to this cycle, so it was not cancelled."]
    }
    assert IvfCycle.objects.standing().get().cancelled == ""


def test_cycles_belong_to_those_who_care_for_her(record, receptionist, nurse):
    row = record()
    assert not IvfCycle.objects.visible_to(receptionist).exists()
    assert IvfCycle.objects.visible_to(nurse).get() == row


def test_cycles_are_numbered_in_the_order_of_time(record, couple):
    record(replace(TOLD, started=ApproximateDate(2025)))
    record(replace(TOLD, started=ApproximateDate(2023)))
    rows = transfers_overview(couple=couple, on=ON).cycles
    assert [(row.number, row.when) for row in rows] == [(1, "2023"), (2, "2025")]
