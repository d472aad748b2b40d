"""The gates around a session: room, earlier reactions, the watch, going home, overrides."""

from datetime import date
from typing import Any

from tests.vectors import Answer, Case
from tests.vectors.safety_reading import Facts, day, exact, gate
from therapy.rules.catalogue import limits_on
from therapy.rules.gates import (
    AdverseEvent,
    GateAnswer,
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
from therapy.rules.limits import SafetyLimits
from therapy.rules.therapies import therapies
from therapy.rules.watch import ActionAnswer, WatchedVitals, monitor, reaction


def open_ae(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    events = [
        AdverseEvent(
            term=one.get("term") or "",
            grade=one.get("grade"),
            family=_family(one.get("therapy")),
            resolved=bool(one.get("resolved")),
            reviewed=bool(one.get("reviewed")),
        )
        for one in facts.get("adverse_events") or ()
    ]
    return g_open_ae(events, family=_family(facts["therapy"]), limits=limits)


def _family(code: str | None) -> str:
    return therapies()[code].family if code in therapies() else str(code)


def readiness(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("room")
    room = given and Room(
        doctor_on_site=given.get("doctor_on_site"),
        trolley_checked_on=day(given.get("trolley_checked")),
        adrenaline_expires_on=day(given.get("adrenaline_expiry")),
    )
    return g_readiness(room or None, limits=limits, on=on)


def discharge(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    leaving = Leaving(
        kind=SessionKind(facts["kind"]),
        first_rules=facts.get("first_rules", True),
        minutes_since_end=exact(facts.get("minutes_since_end")),
        vitals_ok=facts.get("vitals_ok"),
        instructions_given=facts.get("instructions_given"),
    )
    return g_discharge(leaving, limits=limits)


def override(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    request = OverrideRequest(
        outcome=GateOutcome(facts["outcome"]),
        gate_reason=facts.get("gate_reason") or "",
        reason_code=facts.get("reason_code") or "",
        reason_text=facts.get("reason_text") or "",
        by=_signer(facts.get("by")),
        second=_signer(facts.get("second")),
        session=facts.get("session") or "",
        valid_for_session=facts.get("valid_for_session") or "",
    )
    return g_override(request, limits=limits)


def _signer(given: Facts | None) -> Signer | None:
    return Signer(given.get("id") or "", given.get("role") or "") if given else None


def watched(case: Case) -> Any:
    """Ask the watch during the infusion."""
    facts = case["input"]
    answer = monitor(
        baseline=_vitals(facts.get("baseline")),
        now=_vitals(facts.get("now")),
        signs=facts.get("features") or (),
        limits=limits_on(day(facts["today"])),
    )
    return _said(answer)


def _vitals(given: Facts | None) -> WatchedVitals | None:
    return given and WatchedVitals(
        temp_c=exact(given.get("temp")),
        hr=exact(given.get("hr")),
        sbp=exact(given.get("sbp")),
        spo2=exact(given.get("spo2")),
        rr=exact(given.get("rr")),
    )


def reacted(case: Case) -> Any:
    """Ask what a graded reaction asks for."""
    facts = case["input"]
    earlier = [
        value
        for name, value in facts.items()
        if any(word in name for word in ("g2", "grade2", "grade_2", "earlier", "previous"))
    ]
    answer = reaction(
        facts.get("grade"),
        anaphylaxis=bool(facts.get("anaphylaxis")),
        earlier_grade_2=sum(int(value) for value in earlier if value),
        limits=limits_on(day(facts["today"])),
    )
    return _said(answer)


def _said(answer: ActionAnswer) -> dict[str, str]:
    return {"outcome": answer.action, "reason": answer.reason}


SESSION_GATES: dict[str, Answer] = {
    "g_open_ae": gate(open_ae),
    "g_readiness": gate(readiness),
    "g_discharge": gate(discharge),
    "g_override": gate(override),
    "monitor": watched,
    "reaction": reacted,
}
