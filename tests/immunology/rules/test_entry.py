"""What may be typed for a result, and on which dates."""

from datetime import date, timedelta

import pytest

from foundation.medicine.bounds import verdict
from immunology.rules.entry import SampleDates, read_entry, sample_date_findings
from tests.vectors.interpretation import analytes


def entry(code, typed, unit=None):
    return read_entry(typed, analyte=analytes()[code], unit=unit)


@pytest.mark.parametrize(
    ("code", "typed", "unit", "expected"),
    [
        pytest.param("nk_pct", "14,2", None, "ok", id="a decimal comma"),
        pytest.param("nk_pct", "14.2", "%", "ok", id="the unit of the test"),
        pytest.param("nk_pct", "14.2", "/uL", "reject", id="another unit"),
        pytest.param("nk_pct", "120", None, "reject", id="120 % is impossible"),
        pytest.param("nk_pct", "60", None, "warn", id="60 % asks"),
        pytest.param("nk_pct", "<0.5", None, "warn", id="below detection, unusual"),
        pytest.param("nk_pct", "12,4,5", None, "reject", id="two commas"),
        pytest.param("nk_pct", "neg", None, "reject", id="a word for a number"),
        pytest.param("s_tnfa", "<0.5", None, "ok", id="below detection, usual"),
        pytest.param("iga", "2.1", "mg/dL", "warn", id="g/L typed as mg/dL"),
        pytest.param("nk_suppression_pct", "-20", None, "ok", id="suppression below zero"),
        pytest.param("hiv", "non-reactive", None, "ok", id="a word"),
        pytest.param("hiv", "0.2", None, "reject", id="a number for a word"),
        pytest.param("ana_titre", "1:160", None, "ok", id="a titre"),
        pytest.param("ana_titre", "1:81921", None, "reject", id="an impossible titre"),
        pytest.param("ana_titre", ">=1:40", None, "ok", id="at least"),
        pytest.param("hla_a", "A*02:01, A*24:02", None, "ok", id="two alleles"),
        pytest.param("kir_genes", "2DL1 2DL9", None, "reject", id="an unknown gene"),
        pytest.param("karyotype", "46,XX", None, "ok", id="free words"),
    ],
)
def test_entry_is_taken_asked_about_or_refused(code, typed, unit, expected):
    read = entry(code, typed, unit)

    assert verdict(read.findings) == expected
    assert all(finding.message.endswith((".", "?")) for finding in read.findings)


def test_nothing_typed_is_no_result_and_no_fault():
    assert entry("hiv", "  ") == read_entry("", analyte=analytes()["hiv"])
    assert entry("hiv", "").reading is None
    assert entry("hiv", "").findings == ()


def test_a_refused_value_keeps_its_sentence():
    [finding] = entry("nk_pct", "12,4,5").findings

    assert (finding.code, finding.about) == ("unreadable", "value")
    assert finding.message.startswith("12,4,5 has more than one decimal mark")


def test_a_value_in_another_unit_is_kept_in_that_unit():
    read = entry("nk_pct", "142", "/uL")

    assert read.reading.quantity.unit == "/uL"
    assert read.findings[0].message == "/µL is not the unit of this test, which is %."


TODAY = date(2026, 11, 20)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("dates", "codes"),
    [
        pytest.param(SampleDates(TODAY, TODAY, TODAY), [], id="all on one day"),
        pytest.param(SampleDates(BEFORE, TODAY, TODAY), [], id="in order"),
        pytest.param(SampleDates(BEFORE), [], id="not yet received"),
        pytest.param(SampleDates(None, TODAY, TODAY), ["collected-missing"], id="unknown"),
        pytest.param(SampleDates(AFTER), ["collected-in-future"], id="not yet taken"),
        pytest.param(
            SampleDates(TODAY, reported=BEFORE),
            ["reported-before-collected"],
            id="reported before it was taken",
        ),
        pytest.param(
            SampleDates(TODAY, received=BEFORE),
            ["received-before-collected"],
            id="received before it was taken",
        ),
        pytest.param(
            SampleDates(TODAY, AFTER, AFTER),
            ["received-in-future", "reported-in-future"],
            id="received and reported tomorrow",
        ),
    ],
)
def test_dates_of_a_sample(dates, codes):
    findings = sample_date_findings(dates, on=TODAY)

    assert [finding.code for finding in findings] == codes


def test_a_report_before_its_sample_is_said_in_words():
    [finding] = sample_date_findings(SampleDates(TODAY, reported=BEFORE), on=TODAY)

    assert finding.message == "The report is dated before the sample was taken."
    assert finding.about == "reported"
