from dataclasses import replace
from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS
from therapy.rules.watch import WatchedVitals, may_resume, monitor, reaction

BEFORE = WatchedVitals(
    temp_c=Decimal("36.8"), hr=Decimal(80), sbp=Decimal(118), spo2=Decimal(99)
)
ON = ("CONTINUE", "OK")


def watched(signs=(), baseline=BEFORE, **changed):
    numbers = {name: text and Decimal(text) for name, text in changed.items()}
    now = replace(BEFORE, **numbers)
    answer = monitor(baseline=baseline, now=now, signs=signs, limits=LIMITS)
    return answer.action.value, answer.reason


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, ON, id="nothing changed"),
        pytest.param({"temp_c": "37.9"}, ON, id="below 38"),
        pytest.param({"temp_c": "38.0"}, ("PAUSE", "FEVER_MILD"), id="38.0, rise 1.2"),
        pytest.param({"temp_c": "38.7"}, ("PAUSE", "FEVER_MILD"), id="rise 1.9"),
        pytest.param({"temp_c": "38.8"}, ("STOP", "FEVER_MODERATE"), id="rise 2.0"),
        pytest.param({"temp_c": "39.0"}, ("STOP", "FEVER_MODERATE"), id="39.0"),
        pytest.param({"sbp": "89"}, ON, id="drop 29"),
        pytest.param({"sbp": "88"}, ("PAUSE", "SBP_DROP"), id="drop 30"),
        pytest.param({"sbp": "80"}, ("PAUSE", "SBP_DROP"), id="systolic 80"),
        pytest.param({"sbp": "79"}, ("STOP", "ANAPHYLAXIS"), id="systolic 79"),
        pytest.param({"spo2": "96"}, ON, id="oxygen 96"),
        pytest.param({"spo2": "95"}, ("PAUSE", "SPO2_DROP"), id="drop 4"),
        pytest.param({"spo2": "93"}, ("PAUSE", "SPO2_DROP"), id="oxygen 93"),
        pytest.param({"spo2": "92"}, ("STOP", "HYPOXIA"), id="oxygen 92"),
        pytest.param({"hr": "109"}, ON, id="pulse +29"),
        pytest.param({"hr": "110"}, ("PAUSE", "TACHYCARDIA"), id="pulse +30"),
        pytest.param({"hr": "121"}, ("PAUSE", "TACHYCARDIA"), id="pulse 121"),
        pytest.param({"rr": "24"}, ON, id="breathing 24"),
        pytest.param({"rr": "25"}, ("PAUSE", "TACHYPNOEA"), id="breathing 25"),
        pytest.param({"rr": "29"}, ("PAUSE", "TACHYPNOEA"), id="breathing 29"),
        pytest.param({"rr": "30"}, ("STOP", "TACHYPNOEA"), id="breathing 30"),
        pytest.param(
            {"temp_c": "39", "sbp": "79"}, ("STOP", "ANAPHYLAXIS"), id="the gravest"
        ),
        *(
            pytest.param({name: None}, ("PAUSE", "VITALS_MISSING"), id=f"{name} missing")
            for name in ("temp_c", "hr", "sbp", "spo2")
        ),
    ],
)
def test_vital_signs_during_the_infusion(changed, expected):
    assert watched(**changed) == expected


@pytest.mark.parametrize(
    ("baseline", "hr", "expected"),
    [
        pytest.param("115", "120", ON, id="pulse 120"),
        pytest.param("115", "121", ("PAUSE", "TACHYCARDIA"), id="pulse 121, rise 6"),
    ],
)
def test_a_fast_pulse_counts_without_a_rise(baseline, hr, expected):
    assert watched(baseline=replace(BEFORE, hr=Decimal(baseline)), hr=hr) == expected


def test_a_fever_she_came_with_is_no_rise():
    feverish = replace(BEFORE, temp_c=Decimal("37.5"))

    assert watched(baseline=feverish, temp_c="38.4") == ON
    assert watched(baseline=feverish, temp_c="38.5") == ("PAUSE", "FEVER_MILD")
    assert watched(baseline=feverish, temp_c="38.9") == ("PAUSE", "FEVER_MILD")
    assert watched(baseline=feverish, temp_c="39.0") == ("STOP", "FEVER_MODERATE")


def test_low_oxygen_counts_without_a_drop():
    low = replace(BEFORE, spo2=Decimal(95))

    assert watched(baseline=low, spo2="94") == ON
    assert watched(baseline=low, spo2="93") == ("PAUSE", "SPO2_DROP")


@pytest.mark.parametrize(
    ("signs", "changed", "expected"),
    [
        pytest.param(["headache"], {}, ("SLOW", "MILD_SYMPTOM"), id="headache"),
        pytest.param(["urticaria"], {}, ("SLOW", "MILD_SYMPTOM"), id="urticaria"),
        pytest.param(["wheeze"], {}, ("PAUSE", "ALLERGIC"), id="wheeze"),
        pytest.param(["angioedema"], {}, ("PAUSE", "ALLERGIC"), id="angioedema"),
        pytest.param(["stridor"], {}, ("STOP", "SEVERE_SYMPTOM"), id="stridor"),
        pytest.param(["chest_pain"], {}, ("STOP", "SEVERE_SYMPTOM"), id="chest pain"),
        pytest.param(["limb_weakness"], {}, ("STOP", "SEVERE_SYMPTOM"), id="weak limb"),
        pytest.param(["haemoglobinuria"], {}, ("STOP", "SEVERE_SYMPTOM"), id="red urine"),
        pytest.param(["singing_ears"], {}, ("PAUSE", "UNKNOWN_SYMPTOM"), id="no rule"),
        pytest.param(
            ["urticaria"], {"sbp": "88"}, ("STOP", "ANAPHYLAXIS"), id="urticaria, drop 30"
        ),
        pytest.param(
            ["urticaria"], {"sbp": "89"}, ("SLOW", "MILD_SYMPTOM"), id="urticaria, drop 29"
        ),
        pytest.param(["wheeze"], {"spo2": "92"}, ("STOP", "ANAPHYLAXIS"), id="no oxygen"),
        pytest.param(["headache"], {"sbp": "88"}, ("PAUSE", "SBP_DROP"), id="not allergic"),
        pytest.param(
            ["stridor"], {"temp_c": None}, ("STOP", "SEVERE_SYMPTOM"), id="never hidden"
        ),
    ],
)
def test_signs_during_the_infusion(signs, changed, expected):
    assert watched(signs, **changed) == expected


@pytest.mark.parametrize(
    ("baseline", "now"), [(None, BEFORE), (BEFORE, None), (None, None)]
)
def test_without_both_sets_the_infusion_pauses(baseline, now):
    answer = monitor(baseline=baseline, now=now, signs=[], limits=LIMITS)

    assert (answer.action, answer.reason) == ("PAUSE", "VITALS_MISSING")


@pytest.mark.parametrize(
    ("grade", "facts", "expected"),
    [
        pytest.param(1, {}, ("SLOW", "REDUCE_50PCT"), id="grade 1"),
        pytest.param(2, {}, ("PAUSE", "RESUME_AT_50PCT"), id="grade 2"),
        pytest.param(2, {"earlier_grade_2": 1}, ("STOP", "SECOND_G2"), id="second grade 2"),
        pytest.param(3, {}, ("STOP", "REVIEW_BEFORE_NEXT"), id="grade 3"),
        pytest.param(4, {}, ("STOP", "NO_RECHALLENGE"), id="grade 4"),
        pytest.param(
            1, {"anaphylaxis": True}, ("STOP", "NO_RECHALLENGE"), id="anaphylaxis"
        ),
        pytest.param(
            None, {"anaphylaxis": True}, ("STOP", "NO_RECHALLENGE"), id="ungraded"
        ),
        pytest.param(None, {}, ("PAUSE", "GRADE_MISSING"), id="not graded yet"),
    ],
)
def test_a_graded_reaction(grade, facts, expected):
    answer = reaction(grade, limits=LIMITS, **facts)

    assert (answer.action, answer.reason) == expected


@pytest.mark.parametrize(
    ("minutes", "complete", "may"),
    [
        pytest.param("10", True, True, id="ten minutes old"),
        pytest.param("10.5", True, False, id="older"),
        pytest.param("1", False, False, id="a value is missing"),
        pytest.param(None, True, False, id="never taken"),
        pytest.param("-1", True, False, id="dated ahead"),
    ],
)
def test_nothing_goes_on_without_fresh_vital_signs(minutes, complete, may):
    taken = minutes and Decimal(minutes)

    assert may_resume(vitals_taken_min_ago=taken, complete=complete, limits=LIMITS) is may
