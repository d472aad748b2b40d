from dataclasses import replace
from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY, ago, verdict
from therapy.rules.catalogue import entries
from therapy.rules.gates import (
    AdverseEvent,
    GateOutcome,
    Leaving,
    OverrideRequest,
    Room,
    SessionKind,
    Signer,
    g_discharge,
    g_open_ae,
    g_override,
    g_readiness,
)

PASS = ("PASS", "OK", "none")
LOCAL = AdverseEvent(term="injection_site_reaction", grade=2, family="LIT", resolved=True)


def hard(reason):
    return ("HARD", reason, "none")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, PASS, id="grade 2, passed"),
        pytest.param({"resolved": False}, ("SOFT", "OPEN_AE", "one"), id="grade 2, open"),
        pytest.param({"resolved": False, "grade": 1}, PASS, id="grade 1, open"),
        pytest.param({"grade": 3}, hard("PRIOR_G3_UNREVIEWED"), id="grade 3, not reviewed"),
        pytest.param(
            {"grade": 3, "reviewed": True}, PASS, id="grade 3, reviewed and passed"
        ),
        pytest.param(
            {"grade": 3, "reviewed": True, "resolved": False},
            ("SOFT", "OPEN_AE", "one"),
            id="grade 3, reviewed, still open",
        ),
        pytest.param(
            {"grade": 3, "family": "IVIG"},
            hard("PRIOR_G3_UNREVIEWED"),
            id="grade 3 of another treatment, not reviewed",
        ),
        pytest.param(
            {"grade": 4, "reviewed": True},
            hard("LIFE_THREATENING_SAME_THERAPY"),
            id="grade 4 of the same treatment: never again",
        ),
        pytest.param(
            {"term": "Anaphylaxis", "reviewed": True},
            hard("LIFE_THREATENING_SAME_THERAPY"),
            id="anaphylaxis counts whatever its grade",
        ),
        pytest.param(
            {"grade": 4, "family": "IVIG", "reviewed": True},
            ("SOFT", "ANAPHYLAXIS_OTHER_THERAPY", "two"),
            id="grade 4 of another treatment",
        ),
        pytest.param({"grade": None}, hard("AE_GRADE_MISSING"), id="not graded"),
    ],
)
def test_earlier_reactions(changed, expected):
    events = [LOCAL, replace(LOCAL, **changed)]

    assert verdict(g_open_ae(events, family="LIT", limits=LIMITS)) == expected


def test_no_earlier_reaction():
    assert verdict(g_open_ae([], family="LIT", limits=LIMITS)) == PASS


READY = Room(doctor_on_site=True, trolley_checked_on=TODAY, adrenaline_expires_on=ago(-60))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, PASS, id="ready"),
        pytest.param({"doctor_on_site": False}, hard("NO_DOCTOR_ON_SITE"), id="no doctor"),
        pytest.param({"doctor_on_site": None}, hard("NO_DOCTOR_ON_SITE"), id="not asked"),
        pytest.param(
            {"trolley_checked_on": ago(1)},
            hard("TROLLEY_NOT_CHECKED_TODAY"),
            id="yesterday",
        ),
        pytest.param(
            {"trolley_checked_on": None}, hard("TROLLEY_NOT_CHECKED_TODAY"), id="never"
        ),
        pytest.param(
            {"trolley_checked_on": ago(-1)}, hard("DATE_IN_FUTURE"), id="tomorrow"
        ),
        pytest.param({"adrenaline_expires_on": TODAY}, PASS, id="expires today"),
        pytest.param(
            {"adrenaline_expires_on": ago(1)}, hard("ADRENALINE_EXPIRED"), id="expired"
        ),
        pytest.param(
            {"adrenaline_expires_on": None}, hard("ADRENALINE_MISSING"), id="no date"
        ),
    ],
)
def test_the_room(changed, expected):
    answer = g_readiness(replace(READY, **changed), limits=LIMITS, on=TODAY)

    assert verdict(answer) == expected


def test_a_room_nobody_looked_at_is_not_ready():
    assert verdict(g_readiness(None, limits=LIMITS, on=TODAY))[0] == "HARD"


LEAVING = Leaving(
    kind=SessionKind.IVIG,
    first_rules=True,
    minutes_since_end=Decimal(60),
    vitals_ok=True,
    instructions_given=True,
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({}, "OK", id="first infusion: 60 minutes"),
        pytest.param(
            {"minutes_since_end": Decimal(59)}, "OBSERVATION_SHORT", id="59 minutes"
        ),
        pytest.param(
            {"first_rules": False, "minutes_since_end": Decimal(20)}, "OK", id="later: 20"
        ),
        pytest.param(
            {"first_rules": False, "minutes_since_end": Decimal(19)},
            "OBSERVATION_SHORT",
            id="later: 19",
        ),
        pytest.param(
            {"kind": SessionKind.LIT, "minutes_since_end": Decimal(30)}, "OK", id="LIT: 30"
        ),
        pytest.param(
            {"kind": SessionKind.LIT, "minutes_since_end": Decimal(29)},
            "OBSERVATION_SHORT",
            id="LIT: 29",
        ),
        pytest.param(
            {"minutes_since_end": None}, "OBSERVATION_SHORT", id="end not written"
        ),
        pytest.param({"vitals_ok": None}, "VITALS_NOT_OK", id="vital signs not taken"),
        pytest.param({"instructions_given": None}, "INSTRUCTIONS_MISSING", id="no leaflet"),
    ],
)
def test_going_home(changed, reason):
    answer = g_discharge(replace(LEAVING, **changed), limits=LIMITS)

    assert answer.reason == reason
    assert answer.outcome == ("PASS" if reason == "OK" else "HARD")


REQUEST = OverrideRequest(
    outcome=GateOutcome.SOFT,
    gate_reason="ANTI_HBC_ISOLATED",
    reason_code="CLINICAL_JUDGEMENT",
    reason_text="afebrile on repeat, proceed",
    by=Signer("dr1", "clinician"),
    second=Signer("dr2", "clinician"),
    session="S1",
    valid_for_session="S1",
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({}, "OVERRIDDEN", id="two clinicians, this session"),
        pytest.param({"second": None}, "SECOND_CLINICIAN_REQUIRED", id="one is missing"),
        pytest.param(
            {"second": Signer("dr1", "clinician")},
            "SECOND_CLINICIAN_REQUIRED",
            id="the same",
        ),
        pytest.param(
            {"second": Signer("n1", "nurse")},
            "SECOND_CLINICIAN_REQUIRED",
            id="a nurse second",
        ),
        pytest.param(
            {"gate_reason": "FEVER", "second": None},
            "OVERRIDDEN",
            id="one clinician is enough",
        ),
        pytest.param({"by": Signer("n1", "nurse")}, "ROLE_NOT_ALLOWED", id="a nurse"),
        pytest.param({"by": None}, "ROLE_NOT_ALLOWED", id="nobody"),
        pytest.param({"reason_code": ""}, "REASON_CODE_MISSING", id="no reason chosen"),
        pytest.param({"reason_text": "123456789"}, "REASON_TOO_SHORT", id="9 characters"),
        pytest.param({"reason_text": "1234567890"}, "OVERRIDDEN", id="10 characters"),
        pytest.param(
            {"reason_text": "ok" + " " * 20}, "REASON_TOO_SHORT", id="only blanks"
        ),
        pytest.param(
            {"valid_for_session": "S0"}, "OVERRIDE_OTHER_SESSION", id="another session"
        ),
        pytest.param(
            {"session": "", "valid_for_session": ""},
            "OVERRIDE_OTHER_SESSION",
            id="no session",
        ),
        pytest.param({"outcome": GateOutcome.HARD}, "NOT_OVERRIDABLE", id="HARD"),
        pytest.param({"gate_reason": "TTI_REACTIVE"}, "NOT_OVERRIDABLE", id="not listed"),
    ],
)
def test_override(changed, reason):
    answer = g_override(replace(REQUEST, **changed), limits=LIMITS)

    assert answer.reason == reason
    assert answer.outcome == ("PASS" if reason == "OVERRIDDEN" else "HARD")


def test_what_needs_two_clinicians():
    two = {entry["code"] for entry in entries("overrides") if entry["clinicians"] == "two"}

    assert two == {
        "ANTI_HBC_ISOLATED",
        "IGA_DEFICIENT",
        "CREATININE_PREG_RAISED",
        "HBV_REACTIVATION_RISK",
        "LIT_WITH_ANTI_TNF",
        "RECIPIENT_INFECTION",
        "ANAPHYLAXIS_OTHER_THERAPY",
        "STEROID_STACK",
    }
