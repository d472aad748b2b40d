"""By which clock a pregnancy is dated, and both sides of every border of re-dating."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.dates import ApproximateDate, read_date
from foundation.medicine.gestation import gestation_text
from patients.rules.dating import (
    Clocks,
    DatingScan,
    TransferDay,
    date_pregnancy,
    dating_rule_from_entry,
)
from patients.rules.dating_checks import dating_findings
from tests.patients.rules.stories import entries

RULES = {entry["code"]: dating_rule_from_entry(entry) for entry in entries("dating")}
ACOG, CLINIC = RULES["acog_2017"], RULES["clinic_first_scan"]

PERIOD = date(2026, 1, 1)
AT = PERIOD + timedelta(days=56)  # 8+0 by the period
EXACT = ApproximateDate.of(PERIOD)
DAY_5 = TransferDay(date(2026, 1, 20), 5)  # 19 days after the first of January


def scan(days_by_period, *, differs=0, **facts):
    """A scan at that gestation by the period, showing so many days more than it."""
    on = PERIOD + timedelta(days=days_by_period)
    return DatingScan(on, ga_days=days_by_period + differs, **facts)


def dated(rule=ACOG, **clocks):
    dating = date_pregnancy(Clocks(**clocks), rule)
    return dating and (dating.basis.value, gestation_text(dating.ga_days(AT)))


@pytest.mark.parametrize(
    ("clocks", "answer"),
    [
        pytest.param({}, None, id="nothing known dates nothing"),
        pytest.param({"period": EXACT}, ("lmp", "8+0"), id="the period alone"),
        pytest.param(
            {"period": read_date("Jan 2026")}, None, id="a period known to the month"
        ),
        pytest.param(
            {"period": read_date("about 1 Jan 2026")}, ("lmp", "8+0"), id="about that day"
        ),
        pytest.param({"transfer": DAY_5}, ("transfer", "8+0"), id="a day-5 transfer"),
        pytest.param(
            {"transfer": TransferDay(date(2026, 1, 20), 3)},
            ("transfer", "7+5"),
            id="a day-3 transfer on the same day is two days younger",
        ),
        pytest.param(
            {"transfer": TransferDay(date(2026, 1, 15), 0)},
            ("transfer", "8+0"),
            id="an insemination is day 14",
        ),
        pytest.param(
            {"transfer": DAY_5, "period": read_date("10 Jan 2026")},
            ("transfer", "8+0"),
            id="the transfer beats the period",
        ),
        pytest.param(
            {"transfer": DAY_5, "scans": [scan(49, differs=9)]},
            ("transfer", "8+0"),
            id="the transfer beats every scan",
        ),
        pytest.param({"scans": [scan(49)]}, ("scan", "8+0"), id="a scan alone"),
        pytest.param(
            {"scans": [scan(49, differs=2)], "period": read_date("Jan 2026")},
            ("scan", "8+2"),
            id="a scan where the period is known to the month",
        ),
        pytest.param(
            {"scans": [scan(49, differs=2)], "period": read_date("about 1 Jan 2026")},
            ("scan", "8+2"),
            id="a period that is about a day gives way to any scan",
        ),
        pytest.param(
            {"scans": [scan(49, differs=2)], "period": read_date("1 Jun 2026")},
            ("scan", "8+2"),
            id="a period after the scan cannot be this pregnancy's",
        ),
        pytest.param(
            {"period": EXACT, "scans": [scan(70, differs=20), scan(49)]},
            ("lmp", "8+0"),
            id="only the first scan can re-date",
        ),
        pytest.param(
            {"period": EXACT, "scans": [scan(49, differs=-20, heartbeat=False)]},
            ("lmp", "8+0"),
            id="a scan without heartbeat shows where growth stopped",
        ),
        pytest.param(
            {"period": EXACT, "scans": [DatingScan(PERIOD), scan(56, differs=6)]},
            ("scan", "8+6"),
            id="a scan that tells no gestation is passed over",
        ),
    ],
)
def test_the_best_clock_dates(clocks, answer):
    assert dated(**clocks) == answer


#   gestation by the period at the scan, days the two may differ
ACOG_TABLE = [
    ("0+1", 1, 5),
    ("8+6", 62, 5),
    ("9+0", 63, 7),
    ("13+6", 97, 7),
    ("15+6", 111, 7),
    ("16+0", 112, 10),
    ("21+6", 153, 10),
    ("22+0", 154, 14),
    ("27+6", 195, 14),
    ("28+0", 196, 21),
    ("39+0", 273, 21),
]


@pytest.mark.parametrize(
    ("at", "allowed"),
    [pytest.param(at, allowed, id=text) for text, at, allowed in ACOG_TABLE],
)
@pytest.mark.parametrize(
    "sign", [1, -1], ids=["the scan shows more", "the scan shows less"]
)
def test_acog_redates_beyond_the_days_it_allows(at, allowed, sign):
    agrees, differs = (
        scan(at, differs=sign * allowed),
        scan(at, differs=sign * (allowed + 1)),
    )

    assert dated(period=EXACT, scans=[agrees])[0] == "lmp"
    assert dated(period=EXACT, scans=[differs])[0] == "scan"


@pytest.mark.parametrize(
    ("at", "differs", "basis"),
    [
        pytest.param(97, 0, "lmp", id="at 13+6, the same"),
        pytest.param(97, 1, "scan", id="at 13+6, a day apart"),
        pytest.param(98, 30, "lmp", id="at 14+0, never"),
    ],
)
def test_the_clinics_own_rule_takes_the_first_crown_rump_scan(at, differs, basis):
    assert dated(CLINIC, period=EXACT, scans=[scan(at, differs=differs)])[0] == basis


@pytest.mark.parametrize(
    ("crl", "days"),
    [
        pytest.param("6.9", None, id="shorter than the formula knows"),
        pytest.param("7", 45, id="7 mm is 6+3"),
        pytest.param("33", 70, id="33 mm is 10+0"),
        pytest.param("84", 98, id="84 mm is 14+0"),
        pytest.param("84.1", None, id="longer than the formula knows"),
    ],
)
def test_a_length_is_turned_into_days(crl, days):
    assert ACOG.length.days(Decimal(crl)) == days


def test_a_length_dates_and_the_gestation_of_the_report_comes_first():
    by_length = DatingScan(AT, crl_mm=Decimal(33))
    by_report = DatingScan(AT, crl_mm=Decimal(33), ga_days=66)

    assert dated(scans=[by_length]) == ("scan", "10+0")
    assert dated(scans=[by_report]) == ("scan", "9+3")


def test_the_due_date_is_forty_weeks_after_day_zero():
    dating = date_pregnancy(Clocks(period=EXACT), ACOG)

    assert (dating.due, gestation_text(dating.ga_days(dating.due))) == (
        date(2026, 10, 8),
        "40+0",
    )


def test_before_day_zero_there_is_no_gestation():
    dating = date_pregnancy(Clocks(period=EXACT), ACOG)

    assert dating.ga_days(PERIOD) == 0
    assert dating.ga_days(PERIOD - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("clocks", "sentence"),
    [
        ({"transfer": DAY_5}, "Dated by the transfer of a day-5 embryo on 20 Jan 2026."),
        (
            {"transfer": TransferDay(PERIOD, 0)},
            "Dated by the insemination or ovulation on 1 Jan 2026.",
        ),
        ({"period": EXACT}, "Dated by the last period, 1 Jan 2026."),
        (
            {"period": EXACT, "scans": [scan(56, differs=1)]},
            "Dated by the last period, 1 Jan 2026: "
            "the scan of 26 Feb 2026 agrees within 1 day.",
        ),
        (
            {"period": EXACT, "scans": [scan(56, differs=6)]},
            "Dated by the scan of 26 Feb 2026 (8+6). "
            "It is 6 days apart from the last period; ACOG 2017 allows 5.",
        ),
        (
            {"scans": [scan(56)]},
            "Dated by the scan of 26 Feb 2026 (8+0). "
            "The last period is not known to the day.",
        ),
        (
            {"scans": [scan(56)], "period": read_date("27 Feb 2026")},
            "Dated by the scan of 26 Feb 2026 (8+0). "
            "The last period on file lies after it.",
        ),
        (
            {"scans": [scan(56)], "period": read_date("26 Feb 2026")},
            "Dated by the scan of 26 Feb 2026 (8+0). "
            "It is 56 days apart from the last period; ACOG 2017 allows 5.",
        ),
        (
            {"scans": [scan(56)], "period": read_date("about 1 Jan 2026")},
            "Dated by the scan of 26 Feb 2026 (8+0). "
            "The last period is only known as “about”.",
        ),
    ],
)
def test_the_date_says_why(clocks, sentence):
    assert date_pregnancy(Clocks(**clocks), ACOG).sentence == sentence


def test_a_scan_too_late_to_redate_says_so():
    late = scan(98, differs=9)
    dating = date_pregnancy(Clocks(period=EXACT, scans=[late]), CLINIC)

    assert dating.sentence == (
        "Dated by the last period, 1 Jan 2026: the scan of 9 Apr 2026, 9 days apart, was "
        "too late to re-date by The clinic: corrected once by the first crown-rump scan."
    )


def codes(rule=ACOG, at=AT, **clocks):
    return [finding.code for finding in dating_findings(Clocks(**clocks), rule, on=at)]


@pytest.mark.parametrize(
    ("clocks", "found"),
    [
        pytest.param({}, [], id="nothing known"),
        pytest.param(
            {"transfer": DAY_5, "scans": [scan(56, differs=5)]}, [], id="scan agrees"
        ),
        pytest.param(
            {"transfer": DAY_5, "scans": [scan(56, differs=6)]},
            ["scan-against-transfer"],
            id="the scan differs from the transfer by more than it may",
        ),
        pytest.param(
            {"transfer": DAY_5, "scans": [scan(19, differs=6)]},
            ["scan-against-transfer"],
            id="a scan on the day of the transfer",
        ),
        pytest.param(
            {"transfer": DAY_5, "scans": [scan(18, differs=20)]},
            ["scan-before-pregnancy"],
            id="a scan before the transfer",
        ),
        pytest.param(
            {"period": read_date("27 Feb 2026"), "scans": [scan(56)]},
            ["scan-before-pregnancy"],
            id="a scan before the period",
        ),
        pytest.param(
            {"period": read_date("26 Feb 2026"), "scans": [scan(56)]},
            [],
            id="a scan on the first day of the period contradicts nothing by itself",
        ),
    ],
)
def test_what_contradicts_a_date_is_said(clocks, found):
    assert codes(**clocks) == found


@pytest.mark.parametrize(
    ("at", "scans", "found"),
    [
        pytest.param(153, [], [], id="at 21+6 there is still time for a scan"),
        pytest.param(154, [], ["dates-not-confirmed"], id="at 22+0 without a scan"),
        pytest.param(154, [scan(153)], [], id="scanned at 21+6"),
        pytest.param(160, [scan(154)], ["dates-not-confirmed"], id="scanned at 22+0"),
        pytest.param(310, [scan(56)], [], id="44+2 is the longest"),
        pytest.param(311, [scan(56)], ["longer-than-possible"], id="44+3"),
    ],
)
def test_what_is_missing_on_a_day_is_said(at, scans, found):
    on = PERIOD + timedelta(days=at)

    assert codes(at=on, period=EXACT, scans=scans) == found


def test_a_transfer_needs_no_scan_to_be_trusted():
    assert codes(at=PERIOD + timedelta(days=200), transfer=DAY_5) == []


def test_the_clinics_rule_does_not_ask_for_an_early_scan():
    assert codes(CLINIC, at=PERIOD + timedelta(days=200), period=EXACT) == []


@pytest.mark.parametrize(
    ("clocks", "began"),
    [
        ({"transfer": DAY_5}, "transfer of 20 Jan 2026"),
        ({"period": read_date("20 Jan 2026")}, "last period of 20 Jan 2026"),
    ],
)
def test_a_scan_of_another_pregnancy_is_asked_about(clocks, began):
    early = DatingScan(date(2026, 1, 19), ga_days=40)
    [finding] = dating_findings(Clocks(**clocks, scans=[early]), ACOG, on=AT)

    assert finding.message == (
        f"The scan of 19 Jan 2026 shows a pregnancy before the {began}. "
        "Is it another one’s?"
    )


def test_a_finding_asks_and_names_its_source():
    [finding] = dating_findings(
        Clocks(transfer=DAY_5, scans=[scan(56, differs=6)]), ACOG, on=AT
    )

    assert (finding.severity, finding.source) == ("caution", ACOG.sources[0])
    assert finding.message == (
        "The scan of 26 Feb 2026 shows 8+6, the transfer says 8+0. "
        "The date stays with the transfer."
    )


days = st.dates(date(2020, 1, 1), date(2026, 1, 1))
clocks = st.builds(
    Clocks,
    period=st.none() | st.builds(ApproximateDate.of, days),
    transfer=st.none() | st.builds(TransferDay, days, st.integers(0, 7)),
    scans=st.lists(
        st.builds(DatingScan, days, st.none() | st.integers(30, 280)), max_size=3
    ),
)


@given(clocks, st.sampled_from([ACOG, CLINIC]), days)
def test_gestation_and_due_date_always_agree(facts, rule, on):
    dating = date_pregnancy(facts, rule)
    if dating is None:
        assert (facts.period, facts.transfer) == (None, None)
        return
    assert (dating.due - dating.day_zero).days == 280
    today = dating.ga_days(on)
    assert today is None or today + (dating.due - on).days == 280
    assert (dating.basis == "transfer") == (facts.transfer is not None)


@given(clocks, st.sampled_from([ACOG, CLINIC]), st.randoms(use_true_random=False))
def test_the_order_of_scans_does_not_matter(facts, rule, random):
    shuffled = list(facts.scans)
    random.shuffle(shuffled)
    again = Clocks(period=facts.period, transfer=facts.transfer, scans=shuffled)

    if len({scan.on for scan in shuffled}) == len(shuffled):
        assert date_pregnancy(again, rule) == date_pregnancy(facts, rule)
