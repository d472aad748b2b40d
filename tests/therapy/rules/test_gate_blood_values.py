from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago, verdict
from therapy.rules.gates import (
    AntiIga,
    Creatinine,
    IgaStatus,
    PregnancyState,
    g_iga,
    g_renal,
)
from therapy.rules.kidney import egfr

PASS = ("PASS", "OK", "none")
UNKNOWN = ("SOFT", "IGA_UNKNOWN", "one")
DEFICIENT = ("SOFT", "IGA_DEFICIENT", "two")
NEVER = ("HARD", "IGA_CONTRAINDICATED", "none")
PRESENT, ABSENT = AntiIga.PRESENT, AntiIga.ABSENT


@pytest.mark.parametrize(
    ("iga", "anti_iga", "reacted", "expected"),
    [
        pytest.param(None, None, None, UNKNOWN, id="never measured"),
        pytest.param("1.2", None, None, PASS, id="normal"),
        pytest.param("0.07", PRESENT, True, PASS, id="0.07 is not deficient"),
        pytest.param("0.069", ABSENT, False, DEFICIENT, id="deficient, no antibodies"),
        pytest.param("0.069", None, None, DEFICIENT, id="deficient, antibodies unknown"),
        pytest.param("0.069", PRESENT, False, NEVER, id="deficient with antibodies"),
        pytest.param("0.069", ABSENT, True, NEVER, id="deficient, reacted before"),
    ],
)
def test_iga(iga, anti_iga, reacted, expected):
    status = IgaStatus(
        iga_g_per_l=iga and Decimal(iga), anti_iga=anti_iga, hypersensitivity=reacted
    )

    assert verdict(g_iga(status, limits=LIMITS)) == expected


def test_no_iga_status_is_unknown():
    assert verdict(g_iga(None, limits=LIMITS)) == UNKNOWN


TTC, T1 = PregnancyState.TTC, PregnancyState.PREGNANT_T1


def renal(mg="0.7", days_ago=10, state=TTC, age=30):
    creatinine = Creatinine(Decimal(mg), None if days_ago is None else ago(days_ago))
    return g_renal(creatinine, state=state, age_years=age, limits=LIMITS, on=TODAY)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, PASS, id="normal"),
        pytest.param({"days_ago": 30}, PASS, id="day 30"),
        pytest.param({"days_ago": 31}, ("HARD", "CREATININE_EXPIRED", "none"), id="day 31"),
        pytest.param({"days_ago": -1}, ("HARD", "DATE_IN_FUTURE", "none"), id="tomorrow"),
        pytest.param(
            {"days_ago": None}, ("HARD", "CREATININE_MISSING", "none"), id="no date"
        ),
        pytest.param(
            {"mg": "0"}, ("HARD", "CREATININE_MISSING", "none"), id="0 is no result"
        ),
        pytest.param({"state": None}, ("HARD", "PREGNANCY_UNKNOWN", "none"), id="no state"),
        pytest.param({"age": None}, ("HARD", "AGE_MISSING", "none"), id="age unknown"),
        pytest.param({"mg": "1.25"}, ("SOFT", "EGFR_30_59", "one"), id="rate 59.5"),
        pytest.param({"mg": "1.24"}, PASS, id="rate 60.04"),
        pytest.param({"mg": "2.21"}, ("SOFT", "EGFR_30_59", "one"), id="rate 30.01"),
        pytest.param({"mg": "2.22"}, ("HARD", "EGFR_LT_30", "none"), id="rate 29.8"),
        pytest.param({"mg": "0.87", "state": T1}, PASS, id="pregnant: 0.87"),
        pytest.param(
            {"mg": "0.88", "state": T1},
            ("SOFT", "CREATININE_PREG_RAISED", "two"),
            id="pregnant: 0.88",
        ),
        pytest.param(
            {"mg": "1.19", "state": T1},
            ("SOFT", "CREATININE_PREG_RAISED", "two"),
            id="pregnant: 1.19",
        ),
        pytest.param(
            {"mg": "1.2", "state": T1}, ("HARD", "CREATININE_PREG_HIGH", "none"), id="1.2"
        ),
        pytest.param({"mg": "0.7", "state": T1, "age": None}, PASS, id="no age needed"),
    ],
)
def test_kidneys(facts, expected):
    assert verdict(renal(**facts)) == expected


def test_no_creatinine_stops_the_session():
    answer = g_renal(None, state=TTC, age_years=30, limits=LIMITS, on=TODAY)

    assert verdict(answer) == ("HARD", "CREATININE_MISSING", "none")


def test_a_reduced_rate_asks_for_the_rate_cap_of_women_at_risk():
    assert renal(mg="1.5").details["at_risk"] is True
    assert "at_risk" not in renal().details


def test_the_filtration_rate_of_the_worked_case():
    assert round(egfr(Decimal("0.8"), age_years=32), 1) == Decimal("100.3")


@pytest.mark.parametrize(("mg", "age"), [("0", 30), ("-1", 30), ("0.8", 0)])
def test_an_impossible_filtration_rate_is_refused(mg, age):
    with pytest.raises(ValueError, match="above zero"):
        egfr(Decimal(mg), age_years=age)
