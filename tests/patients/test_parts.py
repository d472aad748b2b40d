"""Scans, fetuses, tissue and treatments are told, corrected and struck out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.medicine.dates import ApproximateDate
from foundation.records.models import Act
from foundation.records.services import StaleRecord
from patients.choices import FetusOutcome, Outcome, TreatmentKind
from patients.models import (
    Fetus,
    PregnancyTreatment,
    TissueTest,
    UltrasoundScan,
)
from patients.selectors import pregnancy_on_file
from patients.services import (
    FetusEntry,
    PregnancyEntry,
    ScanEntry,
    TissueEntry,
    TreatmentEntry,
    change_part,
    change_pregnancy,
    record_part,
    void_part,
    void_pregnancy,
)
from tests.factories import patients

ON = date(2026, 11, 20)
DAY = date(2024, 3, 1)
SCAN = ScanEntry(scanned_on=DAY)
EMBRYO = replace(SCAN, crl_mm=Decimal("8.5"), heartbeat=False)


@pytest.fixture
def loss(couple, clinician):
    return patients.pregnancy(by=clinician, couple=couple)


@pytest.fixture
def record(loss, clinician):
    def recorded(entry, **fields):
        told = {"pregnancy": loss, "by": clinician, "on": ON} | fields
        return record_part(entry=entry, **told)

    return recorded


@pytest.fixture
def listed(couple, loss):
    """What the page of the loss says of one of its lists."""
    return lambda model: pregnancy_on_file(pregnancy=loss, couple=couple, on=ON).lists[
        model
    ]


def cells(listed) -> list[tuple[str, ...]]:
    return [(row.name, *row.cells) for row in listed.rows]


@pytest.mark.parametrize(
    ("entry", "model", "act"),
    [
        (EMBRYO, UltrasoundScan, "scan.recorded"),
        (FetusEntry(outcome=FetusOutcome.VANISHED, sex="F"), Fetus, "fetus.recorded"),
        (TissueEntry(result="46,XX"), TissueTest, "tissue_test.recorded"),
        (
            TreatmentEntry(
                kind=TreatmentKind.LMWH,
                started=ApproximateDate(2024, 1, about=True),
                ended=ApproximateDate(2024),
            ),
            PregnancyTreatment,
            "pregnancy_treatment.recorded",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_record_part_keeps_each_answer_as_it_was_given(entry, model, act, record, loss):
    row = model.objects.get(pk=record(entry).pk)
    assert {name: getattr(row, name) for name in entry.__slots__} == {
        name: getattr(entry, name) for name in entry.__slots__
    }
    log = Act.objects.get()
    assert (row.pregnancy, log.action, log.person_id) == (loss, act, loss.woman_id)


@pytest.mark.parametrize(
    ("entry", "question", "sentence"),
    [
        pytest.param(
            replace(SCAN, scanned_on=date(2026, 11, 21)),
            "scanned_on",
            "Nothing was found yet on a day to come (21 Nov 2026).",
            id="a scan of tomorrow",
        ),
        pytest.param(
            replace(EMBRYO, embryo=False),
            "embryo",
            "An embryo that was measured was seen.",
            id="measured, not seen",
        ),
        pytest.param(
            TissueEntry(result="46,XX", tested_on=date(2026, 11, 21)),
            "tested_on",
            "Nothing was found yet on a day to come (21 Nov 2026).",
            id="a result of tomorrow",
        ),
        pytest.param(
            TissueEntry(),
            "result",
            "Write the method, the result or the histology.",
            id="tissue that says nothing",
        ),
        pytest.param(
            FetusEntry(outcome=FetusOutcome.VANISHED, birth_weight_g=900),
            "birth_weight_g",
            "A weight at birth belongs to one that was born.",
            id="a weight of one that vanished",
        ),
        pytest.param(
            TreatmentEntry(
                kind=TreatmentKind.LIT,
                started=ApproximateDate(2024, 3),
                ended=ApproximateDate(2023),
            ),
            "ended",
            "It ended (2023) before it began (Mar 2024).",
            id="ended before it began",
        ),
        pytest.param(
            TreatmentEntry(kind=TreatmentKind.OTHER),
            "dose",
            "Write which treatment it was.",
            id="another treatment without a name",
        ),
    ],
)
def test_record_part_refuses_in_words(entry, question, sentence, record):
    with pytest.raises(ValidationError) as refusal:
        record(entry)
    assert refusal.value.message_dict == {question: [sentence]}
    assert not Act.objects.exists()


def test_a_scan_that_contradicts_the_type_of_loss_is_asked_about_once(record, loss):
    type(loss).objects.update(outcome="miscarriage", loss_type="anembryonic")
    loss.refresh_from_db()
    with pytest.raises(ValidationError) as question:
        record(EMBRYO)
    sentence = "The scans show an embryo, not a sac only."
    assert question.value.message_dict == {"confirmed": [sentence]}
    assert record(EMBRYO, confirmed=True).pk
    assert record(replace(EMBRYO, crl_mm=Decimal("9.5"))).pk


def test_a_type_of_loss_that_contradicts_the_scans_is_asked_about(
    record, loss, couple, clinician
):
    record(EMBRYO)
    told = PregnancyEntry(outcome=Outcome.MISCARRIAGE, loss_type="anembryonic")
    change = {"couple": couple, "pregnancy": loss, "by": clinician, "on": ON}
    with pytest.raises(ValidationError) as question:
        change_pregnancy(entry=told, **change)
    assert question.value.message_dict == {
        "confirmed": ["The scans show an embryo, not a sac only."]
    }
    assert change_pregnancy(entry=replace(told, loss_type="embryonic"), **change).pk


def test_change_part_corrects_and_keeps_the_former_words(record, clinician):
    row = record(EMBRYO)
    told = replace(EMBRYO, heartbeat=None)
    changed = change_part(part=row, entry=told, by=clinician, on=ON)
    assert (changed.heartbeat, changed.version) == (None, 2)
    kept = changed.events.order_by("pgh_id").values_list("heartbeat", flat=True)
    assert list(kept) == [False, None]


def test_change_part_refuses_what_a_colleague_changed_meanwhile(record, clinician):
    row = record(EMBRYO)
    UltrasoundScan.objects.update(version=2)
    with pytest.raises(StaleRecord):
        change_part(part=row, entry=SCAN, by=clinician, on=ON)


def test_void_part_strikes_out_with_a_reason(record, listed, clinician):
    void_part(part=record(EMBRYO), reason="Entered twice", by=clinician)
    assert listed(UltrasoundScan).rows == ()
    assert UltrasoundScan.objects.get().void_reason == "Entered twice"


def test_nothing_is_written_below_a_pregnancy_that_is_struck_out(record, loss, clinician):
    void_pregnancy(pregnancy=loss, reason="Not hers", by=clinician)
    with pytest.raises(ValidationError, match="struck out"):
        record(SCAN)


def test_what_was_not_written_down_is_its_own_answer(record, listed):
    record(replace(SCAN, yolk_sac=False))
    assert cells(listed(UltrasoundScan)) == [
        (
            "1 Mar 2024",
            "not written down",
            "looked for, not seen",
            *["not written down"] * 4,
        )
    ]
    assert listed(UltrasoundScan).sentence == (
        "What was written down does not tell how far it had developed."
    )


def test_scans_of_an_ongoing_one_are_not_read_as_those_of_a_loss(record, listed, loss):
    type(loss).objects.update(outcome="ongoing")
    loss.refresh_from_db()
    record(replace(EMBRYO, heartbeat=True))
    shown = listed(UltrasoundScan)
    assert (shown.sentence, shown.findings) == ("", ())


def test_scans_show_what_needs_no_repetition_with_its_source(record, listed):
    record(EMBRYO)
    [found] = listed(UltrasoundScan).findings
    assert found.message == "1 Mar 2024: an embryo of 8.5 mm without heartbeat."
    assert "pacs.de" in str(found.source)
    assert listed(UltrasoundScan).sentence == (
        "The most any scan shows is an embryo below 10 weeks’ size."
    )


def test_fetuses_say_what_they_come_to_and_where_they_disagree(record, listed):
    record(FetusEntry(outcome=FetusOutcome.LIVE_BIRTH, sex="M", birth_weight_g=2400))
    record(FetusEntry(outcome=FetusOutcome.VANISHED))
    shown = listed(Fetus)
    assert cells(shown) == [
        ("1", "Live birth", "Male", "2400 g", "Not known"),
        ("2", "Vanished", "not known", "not written down", "Not known"),
    ]
    assert shown.sentence == (
        "2 fetuses on file: 1 born alive, 1 vanished. By that the outcome is live birth."
    )
    assert [found.message for found in shown.findings] == [
        "1 carried, 2 on file.",
        "The outcome is miscarriage; by its fetuses it is live birth.",
    ]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            TissueEntry(result="46,XX"),
            "A normal female result without a test for maternal cells proves nothing: "
            "it may be the mother’s own.",
        ),
        (
            TissueEntry(result="46,XX", maternal_excluded=False),
            "A normal female result without a test for maternal cells proves nothing: "
            "it may be the mother’s own.",
        ),
        (
            TissueEntry(result="46,XX", maternal_excluded=True),
            "Normal: the chromosomes do not explain this loss.",
        ),
        (TissueEntry(result="47,XY,+16"), "Abnormal: this explains the loss."),
        (TissueEntry(histology="Villi"), "No genetic result of the tissue."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_tissue_is_read_beneath_its_result(entry, sentence, record, listed):
    record(entry)
    [row] = listed(TissueTest).rows
    assert row.beneath == sentence


LAWS = {
    UltrasoundScan: [
        ("sac_can_be_measured", {"msd_mm": 0}),
        ("sac_can_be_measured", {"msd_mm": 151}),
        ("length_can_be_measured", {"crl_mm": 0}),
        ("length_can_be_measured", {"crl_mm": 101}),
        ("measured_embryo_was_seen", {"crl_mm": 5, "embryo": False}),
        ("heartbeat_of_an_embryo", {"heartbeat": True, "embryo": False}),
        ("gestation_is_possible", {"ga_days": 13}),
    ],
    Fetus: [
        ("weight_is_possible", {"birth_weight_g": 9}),
        ("weight_is_possible", {"birth_weight_g": 8001}),
        ("weighed_once_it_was_born", {"outcome": "ongoing", "birth_weight_g": 900}),
    ],
    TissueTest: [("says_something", {"result": ""})],
    PregnancyTreatment: [
        ("first_day_has_its_precision", {"started_on": DAY}),
        ("last_day_has_its_precision", {"ended_precision": "day"}),
        (
            "ends_after_it_began",
            {
                "started_on": DAY,
                "started_precision": "day",
                "ended_on": date(2024, 2, 29),
                "ended_precision": "day",
            },
        ),
        ("other_one_is_named", {"kind": "other"}),
    ],
}
MAKE = {
    UltrasoundScan: patients.scan,
    Fetus: patients.fetus,
    TissueTest: patients.tissue,
    PregnancyTreatment: patients.treatment,
}


@pytest.mark.parametrize(
    ("model", "law", "wrong"),
    [(model, law, wrong) for model, laws in LAWS.items() for law, wrong in laws],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_table_refuses_what_cannot_be(model, law, wrong, loss, clinician):
    named = f"patients_{model._meta.model_name}_{law}"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        MAKE[model](by=clinician, pregnancy=loss, **wrong)


@pytest.mark.parametrize("model", list(MAKE), ids=lambda model: model.__name__)
def test_nobody_sees_parts_without_permission(model, loss, clinician, receptionist, nurse):
    row = MAKE[model](by=clinician, pregnancy=loss)
    assert not model.objects.visible_to(receptionist).exists()
    assert model.objects.visible_to(nurse).get() == row
