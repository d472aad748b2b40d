"""May this therapy be given in her state, in this week, in this country?"""

from collections.abc import Mapping
from dataclasses import dataclass

from therapy.rules.gates.answers import Gate, GateAnswer, GateOutcome
from therapy.rules.gates.pregnancy_state import PregnancyState
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapy:
    """What a protocol says about pregnancy and law.

    `gestation_days` is the first and the last day of the window, both inside it.
    `family` joins the protocols that give the same thing, such as all of IVIG.
    """

    code: str
    name: str
    group: str
    family: str
    pregnancy: Mapping[PregnancyState, GateOutcome]
    gestation_days: tuple[int, int] | None
    labs: tuple[str, ...]
    selectable: bool
    needs_ind: bool


def g_pregnancy(
    therapy: Therapy, *, state: PregnancyState | None, limits: SafetyLimits
) -> GateAnswer:
    """Look her state up in the matrix of the protocol; an unknown state stops."""
    gate = Gate("g_pregnancy", limits)
    if state is None or state not in therapy.pregnancy:
        return gate.hard("PREGNANCY_UNKNOWN", "Record whether she is pregnant first.")
    outcome = therapy.pregnancy[state]
    seen = {"therapy": therapy.code, "state": state}
    sentence = f"{therapy.name}: {WORDS[outcome]} when {STATES[state]}."
    if outcome is GateOutcome.HARD:
        return gate.hard("PREGNANCY_STATE", sentence, **seen)
    if outcome is GateOutcome.SOFT:
        return gate.soft("PREGNANCY_STATE", sentence, **seen)
    if outcome is GateOutcome.WARN:
        return gate.warn("PREGNANCY_STATE", sentence, **seen)
    return gate.passed(sentence, **seen)


WORDS = {
    GateOutcome.PASS: "may be given",
    GateOutcome.WARN: "to be weighed up",
    GateOutcome.SOFT: "not usual",
    GateOutcome.HARD: "never",
}

STATES = {
    PregnancyState.NOT_PREGNANT: "she is not pregnant",
    PregnancyState.TTC: "she is trying to conceive",
    PregnancyState.LUTEAL_UNKNOWN: "she may be newly pregnant",
    PregnancyState.PREGNANT_T1: "she is in the first trimester",
    PregnancyState.PREGNANT_T2: "she is in the second trimester",
    PregnancyState.PREGNANT_T3: "she is in the third trimester",
    PregnancyState.LACTATING: "she is breast-feeding",
}

NOT_PREGNANT = {
    PregnancyState.NOT_PREGNANT,
    PregnancyState.TTC,
    PregnancyState.LACTATING,
}


def g_gestation_window(
    therapy: Therapy,
    *,
    gestation_days: int | None,
    state: PregnancyState | None,
    limits: SafetyLimits,
) -> GateAnswer:
    """Compare the gestation with the window of the protocol; both ends lie inside.

    A woman who is known not to be pregnant has no gestation to compare. A gestation that
    is missing otherwise asks for a clinician.
    """
    gate = Gate("g_gestation_window", limits)
    if therapy.gestation_days is None:
        return gate.passed("This protocol has no window of gestation.")
    if gestation_days is None and state in NOT_PREGNANT:
        return gate.passed("She is not pregnant; the window does not apply.", state=state)
    if gestation_days is None:
        return gate.soft("GESTATION_UNKNOWN", "The gestation is needed for this protocol.")
    first, last = therapy.gestation_days
    seen = {"gestation_days": gestation_days, "first": first, "last": last}
    sentence = f"{_weeks(gestation_days)}; the window is {_weeks(first)} to {_weeks(last)}."
    if not first <= gestation_days <= last:
        return gate.soft("OUTSIDE_WINDOW", sentence, **seen)
    return gate.passed(sentence, **seen)


def _weeks(days: int) -> str:
    return f"{days // 7}+{days % 7}"


def g_jurisdiction(
    therapy: Therapy | None, *, country: str | None, has_ind: bool, limits: SafetyLimits
) -> GateAnswer:
    """Ask whether the law of the country lets this be given at all."""
    gate = Gate("g_jurisdiction", limits)
    if therapy is None or not country:
        return gate.hard("COUNTRY_MISSING", "Therapy and country must be known.")
    seen = {"therapy": therapy.code, "country": country}
    if not therapy.selectable:
        return gate.hard(
            "PRODUCT_WITHDRAWN",
            f"{therapy.name} was withdrawn and cannot be given.",
            **seen,
        )
    if therapy.needs_ind and country in limits.ind_countries and not has_ind:
        return gate.hard(
            "IND_REQUIRED", f"In {country} only within an approved trial (IND).", **seen
        )
    return gate.passed("No law of this country is known to forbid it.", **seen)
