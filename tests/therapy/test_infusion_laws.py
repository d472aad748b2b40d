"""The tables of an infusion refuse nonsense by themselves, each in a sentence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.utils import InternalError
from django.utils import timezone

from foundation.records.services import write
from therapy.models import Infusion, InfusionLot, InfusionVitals

NOW = timezone.now()


def an_infusion(couple, **fields) -> Infusion:
    defaults = {
        "couple": couple,
        "woman": couple.woman,
        "protocol_code": "IVIG_MAINTENANCE",
        "protocol_edition": 1,
        "product_code": "OCTAGAM10_US",
        "product_edition": 1,
        "planned_for": date(2026, 11, 20),
        "dose_mg_per_kg": Decimal(400),
        "weight_kg": Decimal(60),
        "weighed_on": date(2026, 11, 20),
        "rounding": "NEAREST",
        "plan": {"brand": "Octagam 10%"},
        "grams": Decimal(25),
        "volume_ml": Decimal(250),
        "rules_version": 1,
        "limits_version": 1,
    }
    return Infusion(**defaults | fields)


def two(nurse, clinician) -> dict:
    return {"started_by": nurse, "checked_by": clinician, "recalls_checked": True}


STARTED = {"state": "started", "started_at": NOW}
GIVEN = STARTED | {
    "state": "given",
    "ended_at": NOW + timedelta(hours=2),
    "given_ml": Decimal(250),
    "given_g": Decimal(25),
}
LAWS = [
    (
        "dose_and_weight_are_positive",
        {"weight_kg": Decimal(0)},
        "Dose, weight, grams and millilitres are above 0.",
    ),
    (
        "creatinine_has_its_day",
        {"creatinine_mg_per_dl": Decimal("0.7")},
        "A creatinine needs its value and its day.",
    ),
    (
        "state_has_its_times",
        {"started_at": NOW},
        "Each step of an infusion has its time.",
    ),
    (
        "started_with_a_second_checker",
        STARTED | {"checked_by": None},
        "An infusion starts with two names, after a look at the recalls.",
    ),
    (
        "started_with_a_second_checker",
        STARTED | {"recalls_checked": False},
        "An infusion starts with two names, after a look at the recalls.",
    ),
    (
        "ends_after_it_began",
        GIVEN | {"ended_at": NOW - timedelta(minutes=1)},
        "The end lies before the start.",
    ),
    (
        "ended_with_what_was_given",
        GIVEN | {"given_ml": None},
        "At the end, say how much she received.",
    ),
    (
        "given_not_more_than_planned",
        GIVEN | {"given_ml": Decimal(251)},
        "She cannot have received more than was planned.",
    ),
    (
        "stopped_or_cancelled_with_a_reason",
        {"state": "cancelled"},
        "Please give the reason.",
    ),
    (
        "voided_with_a_reason",
        {"voided_at": NOW},
        "A voided record needs a reason.",
    ),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), LAWS)
def test_an_infusion_is_refused(couple, nurse, clinician, name, fields, sentence):
    staff = two(nurse, clinician) if fields.get("started_at") else {}
    with pytest.raises(ValidationError) as refused:
        write(an_infusion(couple, **{**staff, **fields}), by=nurse, action="test")
    assert refused.value.messages == [sentence]
    assert f"therapy_infusion_{name}" in {c.name for c in Infusion._meta.constraints}


def test_checked_by_another_person(couple, nurse):
    alone = an_infusion(couple, **STARTED, **two(nurse, nurse))
    with pytest.raises(ValidationError, match="must be another person"):
        write(alone, by=nurse, action="test")


def test_one_planned_a_day(couple, nurse):
    write(an_infusion(couple), by=nurse, action="test")
    with pytest.raises(ValidationError, match="already planned for her on this day"):
        write(an_infusion(couple), by=nurse, action="test")


def test_one_running_per_woman(couple, nurse, clinician):
    running = STARTED | two(nurse, clinician)
    write(an_infusion(couple, **running), by=nurse, action="test")
    with pytest.raises(ValidationError, match="Another infusion of hers is running."):
        write(an_infusion(couple, **running), by=nurse, action="test")


def test_an_infusion_is_for_the_woman_of_the_couple(couple, other_couple, nurse):
    with pytest.raises(ValidationError, match="for the woman of this couple"):
        write(an_infusion(couple, woman=other_couple.woman), by=nurse, action="test")


def test_a_plan_never_changes(couple, nurse):
    planned = write(an_infusion(couple), by=nurse, action="test")
    with pytest.raises(InternalError, match="Cannot update"):
        Infusion.objects.filter(pk=planned.pk).update(grams=Decimal(30))


def test_given_is_voided_but_not_changed(couple, nurse, clinician):
    given = write(
        an_infusion(couple, **GIVEN, **two(nurse, clinician)), by=nurse, action="test"
    )
    mine = Infusion.objects.filter(pk=given.pk)
    mine.update(voided_at=NOW, void_reason="Entered for the wrong couple")
    with pytest.raises(InternalError, match="an infusion that has ended is not changed"):
        mine.update(note="x")


def a_lot(infusion, **fields) -> InfusionLot:
    defaults = {
        "infusion": infusion,
        "brand": "Octagam 10%",
        "number": "A231",
        "expires_on": date(2027, 5, 1),
        "vial_g": Decimal(20),
        "quantity": 1,
    }
    return InfusionLot(**defaults | fields)


@pytest.fixture
def infusion(couple, nurse) -> Infusion:
    return write(an_infusion(couple), by=nurse, action="test")


def test_a_lot_holds_something(infusion, nurse):
    with pytest.raises(ValidationError, match="number, a vial size and a quantity"):
        write(a_lot(infusion, quantity=0), by=nurse, action="test")


def test_a_lot_is_listed_once(infusion, nurse):
    """listed_once: the same number may stand there with another vial size."""
    write(a_lot(infusion), by=nurse, action="test")
    write(a_lot(infusion, vial_g=Decimal(5)), by=nurse, action="test")
    with pytest.raises(ValidationError, match="already listed with this vial size"):
        write(a_lot(infusion), by=nurse, action="test")


def test_a_lot_is_written_once(infusion, nurse):
    lot = write(a_lot(infusion), by=nurse, action="test")
    with pytest.raises(InternalError, match="Cannot update"):
        InfusionLot.objects.filter(pk=lot.pk).update(number="B1")


def a_set(infusion, **fields) -> InfusionVitals:
    defaults = {
        "infusion": infusion,
        "taken_at": NOW,
        "pulse": 78,
        "advice": "CONTINUE",
        "advice_reason": "OK",
        "advice_message": "Go on.",
        "limits_version": 1,
    }
    return InfusionVitals(**defaults | fields)


IMPOSSIBLE = [
    {"pulse": 19}, {"pulse": 251}, {"systolic": 39}, {"diastolic": 181},
    {"temperature_c": Decimal("45.1")}, {"spo2_pct": 101}, {"breaths": 3},
]  # fmt: skip


@pytest.mark.parametrize("fields", IMPOSSIBLE)
def test_vital_signs_can_be_true(infusion, nurse, fields):
    """can_be_true: a slip of the pen is asked about, not kept."""
    with pytest.raises(ValidationError, match="One of these values cannot be right."):
        write(a_set(infusion, **fields), by=nurse, action="test")


def test_it_runs_only_after_the_start(infusion, nurse):
    """runs_only_after_the_start"""
    early = a_set(infusion, is_before_start=True, rate_ml_per_h=36)
    with pytest.raises(ValidationError, match="Before the start nothing runs yet."):
        write(early, by=nurse, action="test")


def test_one_set_a_moment(infusion, nurse):
    write(a_set(infusion), by=nurse, action="test")
    with pytest.raises(ValidationError, match="There is already a set of this minute."):
        write(a_set(infusion), by=nurse, action="test")
