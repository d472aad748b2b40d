"""A transfer is told, corrected and struck out; what cannot be is refused in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.medicine.dates import ApproximateDate
from foundation.records.models import Act
from foundation.records.services import StaleRecord
from patients.choices import TransferResult, TransferStage
from patients.models import EmbryoTransfer
from patients.selectors import transfer_lines, transfers_overview
from patients.services import (
    TransferEntry,
    change_transfer,
    record_transfer,
    void_transfer,
)
from tests.factories import patients

ON = date(2026, 11, 20)
FAILED = TransferEntry(
    transferred=ApproximateDate(2024, 3),
    stage=TransferStage.BLASTOCYST,
    embryos=2,
    good_embryos=2,
    result=TransferResult.NEGATIVE,
)


@pytest.fixture
def record(couple, clinician):
    def recorded(entry: TransferEntry = FAILED) -> EmbryoTransfer:
        return record_transfer(couple=couple, entry=entry, by=clinician, on=ON)

    return recorded


def answers(couple) -> dict[str, tuple[bool | None, int]]:
    """What her transfers come to, by the code of the definition."""
    found = transfers_overview(couple=couple, on=ON).answers
    return {a.definition.code: (a.answer.rif, a.answer.transfers) for a in found}


def test_record_transfer_keeps_each_answer_as_exactly_as_it_was_given(record, couple):
    told = replace(
        FAILED,
        transferred=ApproximateDate(2018, about=True),
        predicted_percent=Decimal("32.5"),
        egg_age_years=34,
    )
    row = EmbryoTransfer.objects.get(pk=record(told).pk)
    assert (row.transferred, row.predicted_chance) == (told.transferred, Decimal("0.325"))
    assert (row.woman, row.seq, row.egg_age_years) == (couple.woman, 1, 34)
    assert Act.objects.get().action == "transfer.recorded"


def test_record_transfer_leaves_what_is_unknown_unknown(record):
    row = EmbryoTransfer.objects.get(pk=record(TransferEntry()).pk)
    assert (row.transferred, row.embryos, row.good_embryos) == (None,) * 3
    assert (row.result, row.stage, row.kind, row.ploidy) == ("", "", "", "untested")


@pytest.mark.parametrize(
    ("entry", "question", "sentence"),
    [
        pytest.param(
            replace(FAILED, good_embryos=3),
            "good_embryos",
            "3 good embryos of 2 put back.",
            id="more good ones than put back",
        ),
        pytest.param(
            replace(FAILED, embryos=0, good_embryos=None),
            "embryos",
            "A transfer puts back one embryo at least.",
            id="none put back",
        ),
        pytest.param(
            replace(FAILED, transferred=ApproximateDate(2027)),
            "transferred",
            "A result of a transfer still to come (2027).",
            id="a result before the transfer",
        ),
        pytest.param(
            replace(FAILED, predicted_percent=Decimal(120)),
            "predicted_percent",
            "A chance lies between 0 and 100 %, not 120%.",
            id="a chance above one",
        ),
    ],
)
def test_record_transfer_refuses_in_words(entry, question, sentence, record):
    with pytest.raises(ValidationError) as refusal:
        record(entry)
    assert refusal.value.message_dict == {question: [sentence]}
    assert not EmbryoTransfer.objects.exists()


def test_a_negative_transfer_is_not_a_pregnancy(record, couple, clinician):
    loss = patients.pregnancy(by=clinician, couple=couple)
    with pytest.raises(ValidationError) as refusal:
        record(replace(FAILED, pregnancy=loss))
    sentence = "A pregnancy came of a transfer whose result was positive."
    assert refusal.value.message_dict == {"pregnancy": [sentence]}
    clinical = replace(FAILED, pregnancy=loss, result=TransferResult.CLINICAL)
    assert record(clinical).pregnancy == loss


def test_change_transfer_refuses_what_a_colleague_changed_meanwhile(record, clinician):
    row = record()
    EmbryoTransfer.objects.update(version=2)
    with pytest.raises(StaleRecord):
        change_transfer(transfer=row, entry=FAILED, by=clinician, on=ON)


def test_change_transfer_corrects_and_keeps_the_former_words(record, clinician):
    row = record()
    told = replace(FAILED, result=TransferResult.BIOCHEMICAL)
    changed = change_transfer(transfer=row, entry=told, by=clinician, on=ON)
    assert (changed.result, changed.version) == ("biochemical", 2)
    kept = changed.events.order_by("pgh_id").values_list("result", flat=True)
    assert list(kept) == ["negative", "biochemical"]


def test_void_transfer_strikes_out_with_a_reason(record, couple, clinician):
    void_transfer(transfer=record(), reason="Entered twice", by=clinician)
    assert transfer_lines(couple=couple) == []
    assert EmbryoTransfer.objects.get().void_reason == "Entered twice"


def test_transfers_are_numbered_in_the_order_of_time(record, couple):
    later, earlier = record(), record(replace(FAILED, transferred=ApproximateDate(2019)))
    assert transfer_lines(couple=couple) == [(1, earlier), (2, later)]


def test_three_failed_transfers_meet_some_definitions_and_not_others(record, couple):
    assert transfers_overview(couple=couple, on=ON).answers == ()
    for _ in range(3):
        record()
    assert answers(couple) == {
        "simple_3": (True, 3),
        "coughlan_2014": (True, 3),
        "polanski_2014": (True, 3),
        "lugano_2023_euploid": (None, 0),
        "eshre_2023": (None, 3),
    }


def test_a_success_begins_the_count_anew(record, couple):
    for year in (2019, 2020, 2021):
        record(replace(FAILED, transferred=ApproximateDate(year)))
    success = replace(
        FAILED, transferred=ApproximateDate(2022), result=TransferResult.LIVE_BIRTH
    )
    record(success)
    assert answers(couple)["simple_3"] == (False, 0)


@pytest.mark.parametrize(
    ("kind", "of", "rif"),
    [
        pytest.param("frozen", "freeze_all", True, id="frozen, of one retrieval"),
        pytest.param("", "freeze_all", True, id="everything of it was frozen"),
        pytest.param("frozen", "", True, id="of a cycle nobody knows the kind of"),
        pytest.param("frozen", "donor_egg", True, id="frozen, of donated eggs"),
        pytest.param("frozen", "frozen", False, id="of one frozen cycle"),
        pytest.param("fresh", "fresh", False, id="of one fresh cycle"),
    ],
)
def test_frozen_transfers_of_one_retrieval_are_cycles_by_themselves(
    couple, clinician, kind, of, rif
):
    eggs = {} if of != "frozen" else dict.fromkeys(("oocytes", "mature", "fertilised"))
    cycle = patients.cycle(by=clinician, couple=couple, kind=of, **eggs)
    for _ in range(2):
        patients.transfer(by=clinician, couple=couple, kind=kind, cycle=cycle)
    assert answers(couple)["polanski_2014"] == (rif, 2)


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        ({"seq": 1}, "patients_embryotransfer_one_per_place_in_history"),
        ({"transferred_on": ON}, "patients_embryotransfer_date_has_its_precision"),
        (
            {"embryos": 0, "good_embryos": 0},
            "patients_embryotransfer_puts_back_one_at_least",
        ),
        ({"embryo_day": 8}, "patients_embryotransfer_embryo_day_is_possible"),
        ({"embryo_day": 3}, "patients_embryotransfer_embryo_day_fits_its_stage"),
        ({"good_embryos": 3}, "patients_embryotransfer_good_ones_were_put_back"),
        ({"predicted_chance": "1.2"}, "patients_embryotransfer_chance_is_a_share"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_table_refuses_what_cannot_be(wrong, law, couple, clinician):
    patients.transfer(by=clinician, couple=couple)
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        patients.transfer(by=clinician, couple=couple, **wrong)


def test_the_table_refuses_a_pregnancy_of_a_negative_transfer(couple, clinician):
    loss = patients.pregnancy(by=clinician, couple=couple)
    law = "patients_embryotransfer_pregnancy_only_of_a_positive_one"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        patients.transfer(by=clinician, couple=couple, pregnancy=loss)


def test_nobody_sees_transfers_without_permission(couple, clinician, receptionist, nurse):
    row = patients.transfer(by=clinician, couple=couple)
    assert not EmbryoTransfer.objects.visible_to(receptionist).exists()
    assert EmbryoTransfer.objects.visible_to(nurse).get() == row
