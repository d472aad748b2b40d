"""May this donor's cells be given today?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.gates.infection import (
    ANTI_HBC,
    HBSAG,
    HBV_DNA,
    Flaw,
    InfectionResult,
    Problem,
    Tests,
    problems_of,
    spoken,
    told,
)
from therapy.rules.limits import SafetyLimits


@dataclass(frozen=True, slots=True)
class Donor:
    """A donor of cells. Anyone whose relation is not known counts as not the partner."""

    is_partner: bool
    tests: Tests


def g_donor_tti(donors: Iterable[Donor], *, limits: SafetyLimits, on: date) -> GateAnswer:
    """Judge the infection tests of every donor; the worst donor answers.

    The five tests must be there, negative and young enough: for the partner within the
    partner's limit, for any other donor within the short limit and with nucleic acid
    tests. A missing result is never read as a negative one. An isolated anti-HBc may be
    overridden by two clinicians, but only if HBV-DNA was not detected.
    """
    gate = Gate("g_donor_tti", limits)
    no_donor = gate.hard("TTI_MISSING", "There is no donor with infection tests on file.")
    return worst([_judge(donor, gate=gate, on=on) for donor in donors], otherwise=no_donor)


def _judge(donor: Donor, *, gate: Gate, on: date) -> GateAnswer:
    limits = gate.limits
    max_age = (
        limits.donor_partner_max_age_days
        if donor.is_partner
        else limits.donor_other_max_age_days
    )
    asked = limits.infection_tests + (() if donor.is_partner else limits.donor_nat_tests)
    problems = [
        *_not_clear_beyond(asked, donor.tests),
        *problems_of(asked, donor.tests, max_age=max_age, on=on),
    ]
    isolated = _is_isolated_anti_hbc(problems) and _hbv_dna_is_negative(
        donor.tests, max_age=max_age, on=on
    )
    standing = [p for p in problems if not (isolated and p.flaw is Flaw.REACTIVE)]
    if standing:
        return _refused(standing, gate=gate)
    return (
        _isolated(gate) if isolated else gate.passed("The donor's tests are all negative.")
    )


NOT_CLEAR = {
    InfectionResult.POSITIVE: (Flaw.REACTIVE, "is reactive"),
    InfectionResult.INDETERMINATE: (Flaw.INDETERMINATE, "is indeterminate"),
}


def _not_clear_beyond(asked: Iterable[str], tests: Tests) -> list[Problem]:
    """A test nobody asked for counts too when it is reactive or cannot be placed."""
    asked = set(asked)
    beyond = {name: test for name, test in tests.items() if name not in asked}
    problems = []
    for name, test in beyond.items():
        if test.result in NOT_CLEAR:
            flaw, words = NOT_CLEAR[test.result]
            problems.append(Problem(flaw, name, f"{spoken(name)} {words}", test.sampled_on))
    return problems


def _is_isolated_anti_hbc(problems: Iterable[Problem]) -> bool:
    """Nothing else is reactive, and HBsAg itself is known, valid and negative."""
    problems = list(problems)
    reactive = {problem.test for problem in problems if problem.flaw is Flaw.REACTIVE}
    return reactive == {ANTI_HBC} and HBSAG not in {problem.test for problem in problems}


def _hbv_dna_is_negative(tests: Tests, *, max_age: int, on: date) -> bool:
    return not problems_of([HBV_DNA], tests, max_age=max_age, on=on)


def _isolated(gate: Gate) -> GateAnswer:
    return gate.soft(
        "ANTI_HBC_ISOLATED",
        "Anti-HBc alone is reactive and HBV-DNA was not detected: two clinicians decide.",
        test=ANTI_HBC,
    )


def _refused(problems: list[Problem], *, gate: Gate) -> GateAnswer:
    first = problems[0]
    return gate.hard(
        _reason(first, nat=gate.limits.donor_nat_tests),
        f"Donor: {told(problems)}.",
        test=first.test,
        sampled_on=first.sampled_on,
    )


def _reason(problem: Problem, *, nat: tuple[str, ...]) -> str:
    if problem.flaw is Flaw.FUTURE:
        return "DATE_IN_FUTURE"
    if problem.flaw is Flaw.MISSING and problem.test in nat:
        return "NAT_MISSING"
    return f"TTI_{problem.flaw}"
