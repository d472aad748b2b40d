"""Is she allergic to what is in it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.limits import SafetyLimits


class AllergyLevel(StrEnum):
    """How a match counts: by its severity, always fully, or never more than mildly."""

    BY_SEVERITY = "by_severity"
    ABSOLUTE = "absolute"
    MILD = "mild"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyRule:
    """Which therapies or products an allergy speaks against."""

    code: str
    title: str
    level: AllergyLevel
    therapies: frozenset[str]
    products: frozenset[str]

    def matches(self, allergy: str, *, therapy: str, product: str) -> bool:
        """Tell whether this rule is about that allergy and that treatment."""
        return allergy == self.code and (
            therapy in self.therapies or (bool(product) and product in self.products)
        )


@dataclass(frozen=True, slots=True)
class Allergy:
    """One allergy on file; an unknown severity counts as severe."""

    code: str
    severity: str | None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is to be given: a protocol, and the product's code if there is one."""

    therapy: str
    product: str = ""


def g_allergy(
    allergies: Iterable[Allergy],
    *,
    reviewed: bool,
    treatment: Treatment,
    rules: Iterable[AllergyRule],
    limits: SafetyLimits,
) -> GateAnswer:
    """Compare her allergies with the treatment. A list nobody has asked about stops."""
    gate = Gate("g_allergy", limits)
    if not reviewed:
        return gate.hard("ALLERGIES_NOT_REVIEWED", "Ask her about allergies first.")
    found = _matches(list(allergies), treatment=treatment, rules=list(rules))
    return worst(
        [_answer(allergy, rule=rule, gate=gate) for allergy, rule in found],
        otherwise=gate.passed("No known allergy stands against it."),
    )


def _matches(
    allergies: list[Allergy], *, treatment: Treatment, rules: list[AllergyRule]
) -> Iterator[tuple[Allergy, AllergyRule]]:
    for allergy in allergies:
        for rule in rules:
            if rule.matches(
                allergy.code, therapy=treatment.therapy, product=treatment.product
            ):
                yield allergy, rule


def _answer(allergy: Allergy, *, rule: AllergyRule, gate: Gate) -> GateAnswer:
    seen = {"allergy": allergy.code, "severity": allergy.severity}
    mild = rule.level is AllergyLevel.MILD or (
        rule.level is AllergyLevel.BY_SEVERITY and allergy.severity == "mild"
    )
    if mild:
        return gate.soft("ALLERGY_MILD", f"{rule.title}: mild on file.", **seen)
    return gate.hard("ALLERGY", f"{rule.title}: this must not be given.", **seen)
