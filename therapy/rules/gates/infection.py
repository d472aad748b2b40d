"""Infection tests of donor and woman: what makes one unusable on a day?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from therapy.rules.gates.ages import age_in_days, days


class InfectionResult(StrEnum):
    """What a laboratory said; only NEGATIVE is good news."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    INDETERMINATE = "indeterminate"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class InfectionTest:
    """The latest result of one test; a result without a sample date cannot be used."""

    result: InfectionResult | None
    sampled_on: date | None


Tests = Mapping[str, InfectionTest]

# The gates whose sentences tell what an infection test said.
INFECTION_GATES = frozenset({"g_donor_tti", "g_recipient_tti", "g_tnf"})
HBSAG, ANTI_HBC, HBV_DNA = "hbsag", "anti_hbc_total", "hbv_dna"

NAMES = {
    "hiv_1_2_ag_ab": "HIV test",
    HBSAG: "HBsAg",
    ANTI_HBC: "anti-HBc",
    "anti_hcv": "anti-HCV",
    "syphilis_treponemal": "syphilis test",
    "hiv_rna": "HIV-RNA",
    HBV_DNA: "HBV-DNA",
    "hcv_rna": "HCV-RNA",
}


class Flaw(StrEnum):
    """What can be wrong with a test, in the order in which it is told."""

    REACTIVE = "REACTIVE"
    INDETERMINATE = "INDETERMINATE"
    FUTURE = "FUTURE"
    PENDING = "PENDING"
    MISSING = "MISSING"
    EXPIRED = "EXPIRED"

    @property
    def place(self) -> int:
        """Give the place in the order of telling."""
        return list(Flaw).index(self)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one test, and how to say it."""

    flaw: Flaw
    test: str
    sentence: str
    sampled_on: date | None = None


def problems_of(
    names: Iterable[str], tests: Tests, *, max_age: int, on: date
) -> list[Problem]:
    """List everything that is wrong with the named tests, the gravest first.

    A test can be wrong twice: reactive and too old. A test without a result, or without
    a sample date, is missing; it is never read as negative.
    """
    found = [
        problem
        for name in names
        for problem in _of_one(name, tests.get(name), max_age=max_age, on=on)
    ]
    return sorted(found, key=lambda problem: problem.flaw.place)


def _of_one(
    name: str, test: InfectionTest | None, *, max_age: int, on: date
) -> list[Problem]:
    if test is None or test.result is None:
        return [Problem(Flaw.MISSING, name, f"{spoken(name)} has no result")]
    found = [*_result_problems(name, test)]
    if test.result is not InfectionResult.PENDING:
        found += _date_problems(name, test.sampled_on, max_age=max_age, on=on)
    return found


def _result_problems(name: str, test: InfectionTest) -> list[Problem]:
    flaws = {
        InfectionResult.POSITIVE: (Flaw.REACTIVE, "reactive"),
        InfectionResult.INDETERMINATE: (Flaw.INDETERMINATE, "indeterminate"),
        InfectionResult.PENDING: (Flaw.PENDING, "still pending"),
    }
    if test.result not in flaws:
        return []
    flaw, word = flaws[test.result]
    return [Problem(flaw, name, f"{spoken(name)} is {word}", test.sampled_on)]


def _date_problems(
    name: str, sampled_on: date | None, *, max_age: int, on: date
) -> list[Problem]:
    if sampled_on is None:
        return [Problem(Flaw.MISSING, name, f"{spoken(name)} has no sample date")]
    age = age_in_days(sampled_on, on=on)
    if age < 0:
        sentence = f"{spoken(name)} has a sample dated in the future"
        return [Problem(Flaw.FUTURE, name, sentence, sampled_on)]
    if age > max_age:
        sentence = (
            f"{spoken(name)} was sampled {days(age)} ago, {days(max_age)} are allowed"
        )
        return [Problem(Flaw.EXPIRED, name, sentence, sampled_on)]
    return []


def spoken(test: str) -> str:
    """Name a test as people say it."""
    return NAMES.get(test, test)


def told(problems: Iterable[Problem]) -> str:
    """Put all problems into one line."""
    return "; ".join(problem.sentence for problem in problems)
