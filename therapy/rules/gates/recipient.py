"""Is her own infection status on record before she is treated?"""

from datetime import date

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.gates.infection import Flaw, Problem, Tests, problems_of
from therapy.rules.limits import SafetyLimits

REASONS = {
    Flaw.MISSING: "BASELINE_MISSING",
    Flaw.PENDING: "BASELINE_MISSING",
    Flaw.EXPIRED: "BASELINE_EXPIRED",
    Flaw.INDETERMINATE: "BASELINE_INDETERMINATE",
}


def g_recipient_tti(
    tests: Tests, *, cells: bool, limits: SafetyLimits, on: date
) -> GateAnswer:
    """Judge her own five tests before cells (`cells`) or before immunoglobulin.

    They are her baseline. Before cells a gap stops the session; before immunoglobulin a
    clinician may go on and record that the baseline is lost, because the product brings
    antibodies of its own. An infection of hers is no danger from the donor, but it is
    treated or referred first: two clinicians decide.
    """
    gate = Gate("g_recipient_tti", limits)
    problems = problems_of(
        limits.infection_tests, tests, max_age=limits.recipient_max_age_days, on=on
    )
    return worst(
        [_answer(problem, gate=gate, cells=cells) for problem in problems],
        otherwise=gate.passed("Her infection tests are negative and valid."),
    )


def _answer(problem: Problem, *, gate: Gate, cells: bool) -> GateAnswer:
    seen = {"test": problem.test, "sampled_on": problem.sampled_on}
    sentence = f"Her {problem.sentence}."
    if problem.flaw is Flaw.FUTURE:
        return gate.hard("DATE_IN_FUTURE", f"{sentence} Correct its date first.", **seen)
    if problem.flaw is Flaw.REACTIVE:
        advice = f"{sentence} Treat or refer first; two clinicians decide."
        return gate.soft("RECIPIENT_INFECTION", advice, **seen)
    if cells:
        return gate.hard(REASONS[problem.flaw], sentence, **seen)
    return gate.soft(
        REASONS[problem.flaw], f"{sentence} Her baseline would be lost.", **seen
    )
