"""Is tuberculosis or hepatitis B asleep in her?"""

from datetime import date

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.gates.infection import (
    ANTI_HBC,
    HBSAG,
    Flaw,
    Problem,
    Tests,
    problems_of,
)
from therapy.rules.limits import SafetyLimits

IGRA, CHEST_XRAY = "igra", "chest_xray"


def g_tnf(
    tests: Tests, *, tb_treatment_started: bool, limits: SafetyLimits, on: date
) -> GateAnswer:
    """Judge the screen before anti-TNF: IGRA, chest X-ray, HBsAg, anti-HBc.

    An abnormal X-ray counts as positive. A positive IGRA passes once preventive treatment
    has begun; for how long it must run stays with the physician. Anti-HBc alone asks for
    two clinicians.
    """
    gate = Gate("g_tnf", limits)
    problems = problems_of(
        limits.anti_tnf_tests, tests, max_age=limits.anti_tnf_screen_max_age_days, on=on
    )
    standing = [p for p in problems if not (tb_treatment_started and _is_positive_igra(p))]
    return worst(
        [_answer(problem, gate=gate) for problem in standing],
        otherwise=gate.passed("Tuberculosis and hepatitis B are screened for."),
    )


def _is_positive_igra(problem: Problem) -> bool:
    return (problem.test, problem.flaw) == (IGRA, Flaw.REACTIVE)


REASONS = {
    (IGRA, Flaw.REACTIVE): "TB_UNTREATED",
    (IGRA, Flaw.INDETERMINATE): "TB_INDETERMINATE",
    (CHEST_XRAY, Flaw.REACTIVE): "CHEST_XRAY_ABNORMAL",
    (HBSAG, Flaw.REACTIVE): "HBSAG_POSITIVE",
}

GENERAL = {
    Flaw.REACTIVE: "SCREEN_POSITIVE",
    Flaw.INDETERMINATE: "SCREEN_INDETERMINATE",
    Flaw.PENDING: "SCREEN_MISSING",
    Flaw.MISSING: "SCREEN_MISSING",
    Flaw.EXPIRED: "SCREEN_EXPIRED",
    Flaw.FUTURE: "DATE_IN_FUTURE",
}


def _answer(problem: Problem, *, gate: Gate) -> GateAnswer:
    seen = {"test": problem.test, "sampled_on": problem.sampled_on}
    sentence = f"Her {problem.sentence}."
    if (problem.test, problem.flaw) == (ANTI_HBC, Flaw.REACTIVE):
        return gate.soft(
            "HBV_REACTIVATION_RISK", f"{sentence} Hepatitis B may wake.", **seen
        )
    reason = REASONS.get((problem.test, problem.flaw), GENERAL[problem.flaw])
    return gate.hard(reason, sentence, **seen)
