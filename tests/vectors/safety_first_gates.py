"""The gates every session passes: identity, consent, infections, blood groups, interval."""

from datetime import date

from tests.vectors import Answer
from tests.vectors.safety_reading import Facts, day, gate, infection_tests
from therapy.rules.gates import (
    Abo,
    AntiD,
    BloodGroup,
    BloodMatch,
    Consent,
    Donor,
    GateAnswer,
    Rhd,
    Route,
    Scans,
    SessionKind,
    g_abo_rhd,
    g_consent,
    g_donor_tti,
    g_identity,
    g_interval,
    g_recipient_tti,
)
from therapy.rules.limits import SafetyLimits

SHORT_ROUTES = {
    "iv": Route.INTRAVENOUS,
    "id": Route.INTRADERMAL,
    "sc": Route.SUBCUTANEOUS,
    "im": Route.INTRAMUSCULAR,
}


def identity(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    scans = facts.get("scans")
    if not scans:
        return g_identity(None, limits=limits)
    names = ("recipient_band", "order_recipient", "label_recipient")
    donor = {name: scans.get(name) for name in ("donor_tube", "label_donor")}
    bought = str(facts.get("therapy", "")).startswith("IVIG") and not any(donor.values())
    return g_identity(
        Scans(**{name: scans.get(name) for name in names}, **donor, from_donor=not bought),
        limits=limits,
    )


def consent(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("consent")
    signed = given and Consent(
        therapy=given.get("therapy"),
        signed_on=day(given.get("signed")),
        version=given.get("version"),
        min_version=given.get("min_version"),
        language=given.get("language"),
        reads=frozenset(given.get("patient_languages") or ()),
        interpreter=bool(given.get("interpreter")),
        withdrawn=bool(given.get("withdrawn")),
    )
    return g_consent(signed or None, therapy=facts["therapy"], limits=limits, on=on)


def donor_tti(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    given = facts.get("donors") or ([facts["donor"]] if facts.get("donor") else [])
    donors = [
        Donor(one.get("relation") == "partner", infection_tests(one.get("tests")))
        for one in given
    ]
    return g_donor_tti(donors, limits=limits, on=on)


def recipient_tti(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    return g_recipient_tti(
        infection_tests(facts.get("tests")),
        cells=not facts["therapy"].startswith("IVIG"),
        limits=limits,
        on=on,
    )


def abo_rhd(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    """A case that names no route means the route of the protocol, into the skin."""
    match = BloodMatch(
        recipient=_group(facts.get("recipient")),
        donor=_group(facts.get("donor")),
        route=_route(facts.get("route")),
        anti_d_decision=facts.get("anti_d_decision"),
    )
    return g_abo_rhd(match, limits=limits)


def _route(given: str | None) -> Route:
    named = given or Route.INTRADERMAL
    return SHORT_ROUTES.get(named) or Route(named)


def _group(given: Facts | None) -> BloodGroup | None:
    return given and BloodGroup(
        abo=Abo(given["abo"]) if given.get("abo") in set(Abo) else None,
        rhd=Rhd(given["rhd"]) if given.get("rhd") in set(Rhd) else None,
        anti_d=AntiD(given["anti_d"]) if given.get("anti_d") in set(AntiD) else None,
    )


def interval(facts: Facts, *, limits: SafetyLimits, on: date) -> GateAnswer:
    course = any(
        bool(value) for name, value in facts.items() if "course" in name or "consec" in name
    )
    return g_interval(
        SessionKind(facts["kind"]),
        last_session_on=day(facts.get("last_session")),
        consecutive_course=course,
        limits=limits,
        on=on,
    )


FIRST_GATES: dict[str, Answer] = {
    "g_identity": gate(identity),
    "g_consent": gate(consent),
    "g_donor_tti": gate(donor_tti),
    "g_recipient_tti": gate(recipient_tti),
    "g_abo_rhd": gate(abo_rhd),
    "g_interval": gate(interval),
}
