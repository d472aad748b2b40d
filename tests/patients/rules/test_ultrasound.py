"""Scans of a pregnancy that failed, and both sides of every criterion."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from patients.rules.pregnancies import GestationBasis, LossType, Outcome, PastPregnancy
from patients.rules.ultrasound import (
    ScanRow,
    failure_findings,
    loss_type_by_scans,
    loss_type_findings,
    scan_criteria_from_entry,
)
from tests.patients.rules.stories import entries

[ENTRY] = entries("ultrasound")
CRITERIA = scan_criteria_from_entry(ENTRY)
FIRST = date(2026, 3, 1)


def scan(after=0, *, msd=None, crl=None, **facts):
    return ScanRow(
        on=FIRST + timedelta(days=after),
        msd_mm=None if msd is None else Decimal(msd),
        crl_mm=None if crl is None else Decimal(crl),
        **facts,
    )


def codes(*scans):
    return [finding.code for finding in failure_findings(scans, CRITERIA)]


DEAD, EMPTY = {"heartbeat": False}, {"embryo": False}


@pytest.mark.parametrize(
    ("scans", "found"),
    [
        pytest.param([], [], id="no scan"),
        pytest.param([scan(crl="7", **DEAD)], ["no-heartbeat"], id="7 mm, no heartbeat"),
        pytest.param([scan(crl="6.9", **DEAD)], [], id="6.9 mm, no heartbeat"),
        pytest.param([scan(crl="9")], [], id="a heartbeat not written down"),
        pytest.param([scan(crl="9", heartbeat=True)], [], id="alive"),
        pytest.param([scan(msd="25", **EMPTY)], ["no-embryo"], id="sac of 25 mm"),
        pytest.param([scan(msd="24.9", **EMPTY)], [], id="sac of 24.9 mm"),
        pytest.param([scan(msd="30")], [], id="an embryo not written down"),
        pytest.param(
            [scan(yolk_sac=False), scan(14, **DEAD)],
            ["no-heartbeat-in-time"],
            id="14 days after a sac without yolk sac",
        ),
        pytest.param([scan(yolk_sac=False), scan(13, **DEAD)], [], id="13 days after"),
        pytest.param(
            [scan(yolk_sac=True), scan(11, **EMPTY)],
            ["no-heartbeat-in-time"],
            id="11 days after a yolk sac",
        ),
        pytest.param([scan(yolk_sac=True), scan(10, **EMPTY)], [], id="10 days after"),
        pytest.param([scan(msd="8"), scan(30, **DEAD)], [], id="yolk sac not written down"),
        pytest.param([scan(yolk_sac=True), scan(30)], [], id="nothing was looked for"),
        pytest.param(
            [scan(14, **DEAD), scan(yolk_sac=False)],
            ["no-heartbeat-in-time"],
            id="in whatever order they stand",
        ),
        pytest.param(
            [scan(crl="8", **DEAD), scan(7, crl="12", heartbeat=True)],
            [],
            id="a later heartbeat disproves it",
        ),
        pytest.param(
            [scan(crl="8", **DEAD), scan(crl="8", heartbeat=True)],
            [],
            id="a heartbeat found on the same day disproves it",
        ),
        pytest.param(
            [scan(crl="8", heartbeat=True), scan(7, crl="9", **DEAD)],
            ["no-heartbeat"],
            id="it was alive before",
        ),
    ],
)
def test_findings_that_need_no_repetition(scans, found):
    assert codes(*scans) == found


def test_a_finding_says_what_was_seen_and_when():
    [alone] = failure_findings([scan(crl="7.5", **DEAD)], CRITERIA)
    [since] = failure_findings([scan(yolk_sac=True), scan(12, **DEAD)], CRITERIA)

    assert alone.message == "1 Mar 2026: an embryo of 7.5 mm without heartbeat."
    assert since.message == "13 Mar 2026: no heartbeat 12 days after a sac with yolk sac."
    assert (alone.severity, alone.source) == ("note", CRITERIA.source)


@pytest.mark.parametrize(
    ("scans", "loss_type"),
    [
        pytest.param([], None, id="no scan"),
        pytest.param([scan(yolk_sac=False, **EMPTY)], "anembryonic", id="a sac only"),
        pytest.param([scan(yolk_sac=True, **EMPTY)], "yolk_sac", id="with a yolk sac"),
        pytest.param([scan(**EMPTY)], None, id="yolk sac not written down"),
        pytest.param([scan(yolk_sac=True)], None, id="embryo not written down"),
        pytest.param([scan(crl="32.9", **DEAD)], "embryonic", id="32.9 mm"),
        pytest.param([scan(crl="33", **DEAD)], "fetal", id="33 mm"),
        pytest.param([scan(embryo=True)], None, id="an embryo nobody measured"),
        pytest.param(
            [scan(yolk_sac=False, **EMPTY), scan(7, yolk_sac=True, **EMPTY)],
            "yolk_sac",
            id="the most any scan showed",
        ),
        pytest.param(
            [scan(crl="5", **DEAD), scan(9, yolk_sac=True, **EMPTY)],
            "embryonic",
            id="an embryo that was seen before",
        ),
    ],
)
def test_how_far_it_had_developed(scans, loss_type):
    assert loss_type_by_scans(scans, CRITERIA) == loss_type


def asked(scans=(), **facts):
    pregnancy = PastPregnancy(seq=3, outcome=Outcome.MISCARRIAGE, **facts)
    found = loss_type_findings(pregnancy, scans, criteria=CRITERIA)
    assert {finding.about for finding in found} <= {"pregnancy 3"}
    return [finding.message for finding in found]


def test_a_type_that_contradicts_the_scans_is_asked():
    fetal = {"loss_type": LossType.FETAL}

    assert asked([scan(crl="40", **DEAD)], **fetal) == []
    assert asked([scan(crl="12", **DEAD)], **fetal) == [
        "The scans show an embryo, not a fetus."
    ]
    assert asked([scan(crl="12", **DEAD)]) == []


DOUBTFUL = ["A fetus is one of 10+0 or more; is the gestation right?"]


@pytest.mark.parametrize(
    ("loss_type", "days", "basis", "found"),
    [
        ("fetal", 70, "demise", []),
        ("fetal", 69, "demise", DOUBTFUL),
        ("fetal", 69, "end", []),
        ("fetal", 69, None, []),
        ("fetal", None, "demise", []),
        ("embryonic", 69, "demise", []),
        ("embryonic", 70, "demise", DOUBTFUL),
        ("embryonic", 90, "end", []),
        ("anembryonic", 70, "demise", DOUBTFUL),
    ],
)
def test_a_type_that_contradicts_the_gestation_at_demise_is_asked(
    loss_type, days, basis, found
):
    facts = {
        "loss_type": LossType(loss_type),
        "ga_days": days,
        "ga_basis": GestationBasis(basis) if basis else None,
    }

    assert asked(**facts) == found
