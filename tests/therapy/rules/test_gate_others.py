from datetime import timedelta
from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago, negative, verdict
from therapy.rules.gates import (
    Concurrent,
    InfectionResult,
    InfectionTest,
    g_concurrent,
    g_lab,
    g_live_vaccine,
    g_serology,
    g_tnf,
)
from therapy.rules.gates.laboratory import JUDGES, TITLES
from therapy.rules.therapies import therapies

PASS = ("PASS", "OK", "none")
THERAPIES = therapies()


def hard(reason):
    return ("HARD", reason, "none")


def soft(reason):
    return ("SOFT", reason, "one")


def two(reason):
    return ("SOFT", reason, "two")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("triglycerides", "2.2", PASS, id="triglycerides 2.2"),
        pytest.param("triglycerides", "2.3", soft("TG_RAISED"), id="triglycerides 2.3"),
        pytest.param("triglycerides", "4.5", soft("TG_RAISED"), id="triglycerides 4.5"),
        pytest.param("triglycerides", "4.6", hard("TG_HIGH"), id="triglycerides 4.6"),
        pytest.param("wbc", "30", PASS, id="leucocytes 30"),
        pytest.param("wbc", "30.1", soft("WBC_GT_30"), id="leucocytes 30.1"),
        pytest.param("wbc", "50", soft("WBC_GT_30"), id="leucocytes 50"),
        pytest.param("wbc", "50.1", hard("WBC_GT_50"), id="leucocytes 50.1"),
        pytest.param("platelets", "100", PASS, id="platelets 100"),
        pytest.param("platelets", "99", soft("PLT_50_99"), id="platelets 99"),
        pytest.param("platelets", "50", soft("PLT_50_99"), id="platelets 50"),
        pytest.param("platelets", "49", hard("PLT_LT_50"), id="platelets 49"),
        pytest.param("qtc", "500", PASS, id="QTc 500"),
        pytest.param("qtc", "501", hard("QTC_GT_500"), id="QTc 501"),
        pytest.param("crcl", "30", PASS, id="clearance 30"),
        pytest.param("crcl", "29", soft("CRCL_LT_30"), id="clearance 29"),
        pytest.param("hcq_dose", "5", PASS, id="5 mg/kg"),
        pytest.param("hcq_dose", "5.1", soft("HCQ_GT_5_MG_KG"), id="5.1 mg/kg"),
        pytest.param("donor_hb", "12.5", PASS, id="donor 12.5 g/dl"),
        pytest.param("donor_hb", "12.4", soft("DONOR_HB_LT_12_5"), id="donor 12.4 g/dl"),
        pytest.param("donor_hb", "10", soft("DONOR_HB_LT_12_5"), id="donor 10 g/dl"),
        pytest.param("donor_hb", "9.9", hard("DONOR_HB_LT_10"), id="donor 9.9 g/dl"),
        pytest.param("donor_draw", "7.5", PASS, id="draw 7.5 ml/kg"),
        pytest.param("donor_draw", "7.6", hard("DRAW_GT_7_5_ML_KG"), id="draw 7.6 ml/kg"),
        pytest.param("qtc", None, hard("LAB_MISSING"), id="no value"),
    ],
)
def test_laboratory_values(name, value, expected):
    values = {name: value and Decimal(value)}

    assert verdict(g_lab(values, needed=(name,), limits=LIMITS)) == expected


def test_a_value_that_is_not_even_listed_is_missing():
    answer = g_lab(
        {"donor_hb": Decimal(14)}, needed=("donor_hb", "donor_draw"), limits=LIMITS
    )

    assert verdict(answer) == hard("LAB_MISSING")
    assert answer.message == "No value for the donor's draw per kilogram."


def test_every_value_a_therapy_asks_for_has_a_judge_and_a_name():
    asked = {name for therapy in THERAPIES.values() for name in therapy.labs}

    assert asked == set(JUDGES) == set(TITLES)


SCREEN = ("igra", "chest_xray", "hbsag", "anti_hbc_total")
POSITIVE, INDETERMINATE = InfectionResult.POSITIVE, InfectionResult.INDETERMINATE


def tnf(days_ago=50, started=False, **results):
    tests = negative(*SCREEN, days_ago=days_ago)
    for name, result in results.items():
        tests[name] = InfectionTest(result, ago(days_ago))
    answer = g_tnf(tests, tb_treatment_started=started, limits=LIMITS, on=TODAY)
    return verdict(answer)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, PASS, id="all negative"),
        pytest.param({"days_ago": 180}, PASS, id="day 180"),
        pytest.param({"days_ago": 181}, hard("SCREEN_EXPIRED"), id="day 181"),
        pytest.param({"days_ago": -1}, hard("DATE_IN_FUTURE"), id="tomorrow"),
        pytest.param({"igra": POSITIVE}, hard("TB_UNTREATED"), id="IGRA positive"),
        pytest.param(
            {"igra": POSITIVE, "started": True}, PASS, id="on preventive treatment"
        ),
        pytest.param({"igra": INDETERMINATE}, hard("TB_INDETERMINATE"), id="indeterminate"),
        pytest.param(
            {"igra": INDETERMINATE, "started": True},
            hard("TB_INDETERMINATE"),
            id="indeterminate on treatment",
        ),
        pytest.param({"igra": None}, hard("SCREEN_MISSING"), id="IGRA missing"),
        pytest.param({"chest_xray": POSITIVE}, hard("CHEST_XRAY_ABNORMAL"), id="X-ray"),
        pytest.param({"hbsag": POSITIVE}, hard("HBSAG_POSITIVE"), id="HBsAg"),
        pytest.param(
            {"hbsag": INDETERMINATE}, hard("SCREEN_INDETERMINATE"), id="HBsAg unclear"
        ),
        pytest.param(
            {"anti_hbc_total": POSITIVE}, two("HBV_REACTIVATION_RISK"), id="anti-HBc"
        ),
    ],
)
def test_screen_before_anti_tnf(facts, expected):
    assert tnf(**facts) == expected


def concurrent(therapy, other, **facts):
    others = [Concurrent(therapy=THERAPIES[other], **facts)]
    return verdict(g_concurrent(THERAPIES[therapy], others=others, limits=LIMITS))


WARN = ("WARN", "LIT_IVIG_14D", "none")
WASHED_OUT = hard("IVIG_BEFORE_PLASMAPHERESIS")


@pytest.mark.parametrize(
    ("pair", "facts", "expected"),
    [
        pytest.param(
            "LIT_PATERNAL IVIG_PRECONCEPTION", {"days_ago": 14}, WARN, id="day 14"
        ),
        pytest.param(
            "LIT_PATERNAL IVIG_PRECONCEPTION", {"days_ago": 15}, PASS, id="day 15"
        ),
        pytest.param(
            "IVIG_EARLY_HIGH LIT_PATERNAL", {"days_ago": 14}, WARN, id="IVIG later"
        ),
        pytest.param("LIT_PATERNAL IVIG_MAINTENANCE", {}, WARN, id="day unknown"),
        pytest.param(
            "LIT_PATERNAL ADALIMUMAB",
            {"days_ago": 20},
            two("LIT_WITH_ANTI_TNF"),
            id="anti-TNF",
        ),
        pytest.param(
            "ETANERCEPT LIT_PATERNAL",
            {"days_ago": 20},
            two("LIT_WITH_ANTI_TNF"),
            id="other way",
        ),
        pytest.param(
            "LIT_PATERNAL PREDNISOLONE",
            {"mg_per_day": Decimal(20)},
            two("STEROID_STACK"),
            id="prednisolone 20 mg",
        ),
        pytest.param(
            "LIT_PATERNAL PREDNISOLONE", {"mg_per_day": Decimal(19)}, PASS, id="19 mg"
        ),
        pytest.param(
            "LIT_PATERNAL PREDNISOLONE", {}, two("STEROID_STACK"), id="dose unknown"
        ),
        pytest.param(
            "IVIG_EARLY_HIGH PLASMAPHERESIS",
            {"in_hours": Decimal(23)},
            WASHED_OUT,
            id="23 h",
        ),
        pytest.param(
            "IVIG_EARLY_HIGH PLASMAPHERESIS", {"in_hours": Decimal(24)}, PASS, id="24 h"
        ),
        pytest.param("IVIG_EARLY_HIGH PLASMAPHERESIS", {}, WASHED_OUT, id="hour unknown"),
        pytest.param(
            "IVIG_EARLY_HIGH PLASMAPHERESIS", {"days_ago": 1}, PASS, id="afterwards"
        ),
        pytest.param(
            "PLASMAPHERESIS IVIG_EARLY_HIGH", {"days_ago": 0}, WASHED_OUT, id="today"
        ),
        pytest.param(
            "PLASMAPHERESIS IVIG_EARLY_HIGH", {"days_ago": 1}, PASS, id="yesterday"
        ),
        pytest.param("LIT_PATERNAL HCQ", {"days_ago": 1}, PASS, id="nothing known"),
    ],
)
def test_other_treatments(pair, facts, expected):
    therapy, other = pair.split()

    assert concurrent(therapy, other, **facts) == expected


@pytest.mark.parametrize(
    ("mg_per_kg", "months", "expected"),
    [
        pytest.param("400", 7, soft("WAIT_8_MONTHS"), id="0.4 g/kg: 7 months"),
        pytest.param("400", 8, PASS, id="0.4 g/kg: 8 months"),
        pytest.param("401", 9, soft("WAIT_10_MONTHS"), id="between two lines: the longer"),
        pytest.param("1000", 10, PASS, id="1 g/kg: 10 months"),
        pytest.param("2000", 10, soft("WAIT_11_MONTHS"), id="2 g/kg: 10 months"),
        pytest.param("2000", 11, PASS, id="2 g/kg: 11 months"),
        pytest.param("2016", 10, soft("WAIT_11_MONTHS"), id="more than the table"),
        pytest.param(None, 10, soft("WAIT_11_MONTHS"), id="dose unknown"),
        pytest.param("400", None, PASS, id="never had any"),
        pytest.param("400", -1, hard("DATE_IN_FUTURE"), id="dated ahead"),
    ],
)
def test_live_vaccine(mg_per_kg, months, expected):
    answer = g_live_vaccine(
        last_dose_mg_per_kg=mg_per_kg and Decimal(mg_per_kg),
        months_since=months,
        limits=LIMITS,
    )

    assert verdict(answer) == expected


@pytest.mark.parametrize(
    ("analyte", "days_ago", "expected"),
    [
        pytest.param("anti_hbc_total", 180, "POSSIBLE_PASSIVE_ANTIBODY", id="day 180"),
        pytest.param("anti_hbc_total", 181, "OK", id="day 181"),
        pytest.param("anti_hbc_total", None, "OK", id="never had any"),
        pytest.param("anti_hbc_total", -1, "DATE_IN_FUTURE", id="dated ahead"),
        pytest.param("hbsag", 10, "OK", id="antigen"),
        pytest.param("hcv_rna", 10, "OK", id="nucleic acid"),
        pytest.param("something_new", 10, "POSSIBLE_PASSIVE_ANTIBODY", id="not known"),
    ],
)
def test_antibody_tests_after_immunoglobulin(analyte, days_ago, expected):
    last = None if days_ago is None else TODAY - timedelta(days=days_ago)
    answer = g_serology(analyte, last_ivig_on=last, limits=LIMITS, on=TODAY)

    assert answer.reason == expected
