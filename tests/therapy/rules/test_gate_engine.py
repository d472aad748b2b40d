import json
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.therapy.rules.clinic_day import LIMITS, TODAY, verdict
from therapy.rules.gates import (
    Gate,
    GateOutcome,
    decide,
    evaluate,
    g_consent,
    g_identity,
    worst,
)

GATE = Gate("g_interval", LIMITS)
PASS, WARN = GATE.passed("Fine."), GATE.warn("LATE", "Late.")
SOFT, HARD = GATE.soft("EARLY", "Early."), GATE.hard("TOO_EARLY", "Too early.")
IN_ORDER = [PASS, WARN, SOFT, HARD]


@given(st.lists(st.sampled_from(IN_ORDER), min_size=1))
def test_the_session_is_as_bad_as_its_worst_gate(answers):
    ranks = [IN_ORDER.index(answer) for answer in answers]

    assert decide(answers) == IN_ORDER[max(ranks)].outcome


def test_a_session_nobody_checked_does_not_start():
    assert decide([]) is GateOutcome.HARD


def test_two_signatures_weigh_more_than_one():
    two = Gate("g_recipient_tti", LIMITS).soft("RECIPIENT_INFECTION", "Infected.")

    assert worst([SOFT, two, WARN], otherwise=PASS) is two
    assert worst([two, HARD], otherwise=PASS) is HARD
    assert worst([], otherwise=PASS) is PASS


def test_a_gate_that_breaks_down_closes():
    def broken():
        raise ZeroDivisionError("weight of C1023F")

    checks = {
        "g_identity": partial(g_identity, None, limits=LIMITS),
        "g_weight": broken,
        "g_consent": partial(
            g_consent, None, therapy="LIT_PATERNAL", limits=LIMITS, on=TODAY
        ),
    }
    identity, weight, consent = evaluate(checks, limits=LIMITS)

    assert verdict(weight) == ("HARD", "ENGINE_ERROR", "none")
    assert weight.details == {"breakdown": "ZeroDivisionError"}
    assert weight.limits_version == LIMITS.version
    assert [identity.reason, consent.reason] == ["SCAN_MISSING", "CONSENT_MISSING"]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda: None, id="no answer"),
        pytest.param(lambda: PASS, id="the answer of another gate"),
    ],
)
def test_a_gate_that_does_not_answer_for_itself_closes(answer):
    [closed] = evaluate({"g_weight": answer}, limits=LIMITS)

    assert verdict(closed) == ("HARD", "ENGINE_ERROR", "none")


def test_every_answer_carries_its_limits_version_and_source():
    newer = replace(LIMITS, version=7)
    answer = g_identity(None, limits=newer)

    assert answer.limits_version == 7
    assert answer.source == newer.basis("g_identity").source
    assert answer.tag == "P"


def test_a_soft_answer_that_nobody_may_override_is_a_fault_of_the_gate():
    with pytest.raises(KeyError):
        GATE.soft("WHIM", "Because.")


def test_an_answer_is_kept_with_what_it_has_seen_and_both_versions():
    answer = GATE.soft("EARLY", "Early.", gap_days=14, last_on=TODAY, note=None)
    record = answer.as_record()

    assert json.loads(json.dumps(record)) == record
    assert record["details"] == {"gap_days": 14, "last_on": "2026-11-20", "note": None}
    assert (record["limits_version"], record["rules_version"]) == (LIMITS.version, 1)
    assert (record["gate"], record["outcome"], record["override"]) == (
        "g_interval",
        "SOFT",
        "one",
    )
    assert record["source"].startswith("Proposed clinic default")


def test_the_fingerprint_changes_with_what_was_seen():
    same = GATE.soft("EARLY", "Early.", gap_days=14)
    other = GATE.soft("EARLY", "Early.", gap_days=15)

    assert same.seen_hash == GATE.hard("TOO_EARLY", "Too early.", gap_days=14).seen_hash
    assert same.seen_hash != other.seen_hash
