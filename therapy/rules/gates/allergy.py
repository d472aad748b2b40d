"""Is she allergic to what is in it?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from therapy.rules.gates.answers import Gate, GateAnswer, worst
from therapy.rules.limits import SafetyLimits

# What this gate has seen is history: the laboratory hears only whether it lets pass.
HISTORY_GATES = frozenset({"g_allergy"})


class AllergyLevel(StrEnum):
    """How a match counts: by its severity, always fully, or never more than mildly."""

    BY_SEVERITY = "by_severity"
    ABSOLUTE = "absolute"
    MILD = "mild"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyRule:
    """Which therapies or products an allergy speaks against.

    `words` are what people write when they mean it.
    """

    code: str
    title: str
    words: tuple[str, ...]
    level: AllergyLevel
    therapies: frozenset[str]
    products: frozenset[str]

    def is_meant_by(self, said: str) -> bool:
        """Tell whether the words on file name it, as whole words in any letters."""
        text = f" {_plain(said)} "
        return any(f" {word} " in text for word in self.words)

    def matches(self, allergy: str, *, therapy: str, product: str) -> bool:
        """Tell whether this rule is about that allergy and that treatment."""
        return allergy == self.code and (
            therapy in self.therapies or (bool(product) and product in self.products)
        )


@dataclass(frozen=True, slots=True)
class Allergy:
    """One allergy on file; an unknown severity counts as severe.

    `code` is empty for words that no rule knows: nothing is known to follow from them.
    """

    code: str
    severity: str | None
    said: str = ""


def allergies_meant(
    said: str, severity: str | None, *, rules: Iterable[AllergyRule]
) -> list[Allergy]:
    """Read what is written on a list: one allergy for each code the words name."""
    codes = {rule.code for rule in rules if rule.is_meant_by(said)}
    return [Allergy(code, severity, said) for code in sorted(codes) or [""]]


def _plain(said: str) -> str:
    """Small letters and single spaces; everything else between words is dropped."""
    return " ".join(re.findall(r"\w+", said.casefold()))


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
    listed = list(allergies)
    found = _matches(listed, treatment=treatment, rules=list(rules))
    return worst(
        [_answer(allergy, rule=rule, gate=gate) for allergy, rule in found],
        otherwise=_passed(listed, gate=gate),
    )


def _passed(listed: list[Allergy], *, gate: Gate) -> GateAnswer:
    """Say what is on the list, so that a word the rules do not know is read by somebody."""
    names = ", ".join(dict.fromkeys(each.said for each in listed if each.said))
    on_list = f" On her list: {names}." if names else ""
    return gate.passed(f"No known allergy stands against it.{on_list}", listed=names)


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
    seen = {"allergy": allergy.code, "severity": allergy.severity, "said": allergy.said}
    mild = rule.level is AllergyLevel.MILD or (
        rule.level is AllergyLevel.BY_SEVERITY and allergy.severity == "mild"
    )
    if mild:
        return gate.soft("ALLERGY_MILD", f"{rule.title}: mild on file.", **seen)
    return gate.hard("ALLERGY", f"{rule.title}: this must not be given.", **seen)
