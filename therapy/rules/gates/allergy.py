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

    def concerns(self, *, therapy: str, product: str) -> bool:
        """Tell whether this rule is about that treatment."""
        return therapy in self.therapies or (bool(product) and product in self.products)

    def matches(self, allergy: str, *, therapy: str, product: str) -> bool:
        """Tell whether this rule is about that allergy and that treatment."""
        return allergy == self.code and self.concerns(therapy=therapy, product=product)


@dataclass(frozen=True, slots=True)
class Allergy:
    """One allergy on file; an unknown severity counts as severe.

    `code` is empty for words that no rule knows: what follows from them is not known.
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


def brand_word(brand: str) -> str:
    """Give the word people write for a brand: its first, without strength or maker."""
    return _plain(brand).split()[0]


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
    """Compare her allergies with the treatment. A list nobody has asked about stops.

    Words no rule can read are left to a clinician, for every treatment some rule is about.
    """
    gate = Gate("g_allergy", limits)
    if not reviewed:
        return gate.hard("ALLERGIES_NOT_REVIEWED", "Ask her about allergies first.")
    listed = list(allergies)
    known = list(rules)
    found = _matches(listed, treatment=treatment, rules=known)
    matched = [_answer(allergy, rule=rule, gate=gate) for allergy, rule in found]
    unread = _not_read(listed, treatment=treatment, rules=known)
    asked = [_left_open(unread, matched=matched, gate=gate)] if unread else []
    return worst([*asked, *matched], otherwise=_passed(listed, gate=gate))


def _not_read(
    listed: list[Allergy], *, treatment: Treatment, rules: list[AllergyRule]
) -> list[Allergy]:
    """Give what no rule can read; nothing where no rule is about the treatment at all."""
    about = {"therapy": treatment.therapy, "product": treatment.product}
    if not any(rule.concerns(**about) for rule in rules):
        return []
    codes = {rule.code for rule in rules}
    return [each for each in listed if each.code not in codes]


def _left_open(
    unread: list[Allergy], *, matched: list[GateAnswer], gate: Gate
) -> GateAnswer:
    """Leave to a clinician what no rule can read, with any mild match beside it."""
    names = ", ".join(dict.fromkeys(each.said or each.code for each in unread))
    message = f"{names}: on her list, and the rules cannot read it. A clinician decides."
    sentences = dict.fromkeys([message, *(each.message for each in matched)])
    return gate.soft("ALLERGY_NOT_READ", " ".join(sentences), listed=names)


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
