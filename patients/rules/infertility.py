"""How long a couple has tried, and whether it is unexplained that no pregnancy came.

"Unexplained" is computed, never typed: after the full time, with every item resulted and
every one normal. An item nobody looked at leaves the question open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from foundation.medicine.sources import Source, sources_from


class Trying(StrEnum):
    """What the time of trying comes to."""

    INFERTILITY = "infertility"
    EVALUATE = "evaluate"
    NOT_YET = "not_yet"


class Subject(StrEnum):
    """Whose item it is."""

    WOMAN = "woman"
    MAN = "man"
    COUPLE = "couple"


@dataclass(frozen=True, slots=True)
class FertilityItem:
    """Something that must be normal before infertility is unexplained."""

    code: str
    label: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class InfertilityRule:
    """After how many months trying is infertility, and what is looked at.

    A woman older than `early_above_years` is evaluated from `early_months` on.
    """

    version: int
    months: int
    early_months: int
    early_above_years: int
    items: tuple[FertilityItem, ...]
    sources: tuple[Source, ...] = ()


class Reason(StrEnum):
    """Why infertility is, is not or may be unexplained."""

    UNEXPLAINED = "every_item_normal"
    CAUSE_FOUND = "cause_found"
    NOT_LONG_ENOUGH = "not_long_enough"
    TIME_UNKNOWN = "time_unknown"
    INCOMPLETE = "items_missing"


@dataclass(frozen=True, slots=True)
class UnexplainedInfertility:
    """The answer, with the items that speak against it or are still open.

    `unexplained` is None when it cannot be decided.
    """

    unexplained: bool | None
    reason: Reason
    abnormal: tuple[FertilityItem, ...]
    missing: tuple[FertilityItem, ...]


def time_trying(
    months: int | None, age_years: int | None, *, rule: InfertilityRule
) -> Trying | None:
    """Say what the months of trying come to; None when it cannot be decided.

    Her age matters only between the two limits.

    Units: completed months, completed years.
    Source: the rule carries it.
    """
    if months is None:
        return None
    if months >= rule.months:
        return Trying.INFERTILITY
    if months < rule.early_months:
        return Trying.NOT_YET
    if age_years is None:
        return None
    early = age_years > rule.early_above_years
    return Trying.EVALUATE if early else Trying.NOT_YET


def unexplained_infertility(
    months: int | None, normal: Mapping[str, bool | None], *, rule: InfertilityRule
) -> UnexplainedInfertility:
    """Tell whether infertility is unexplained.

    `normal` holds what was found of each item, by its code: normal, abnormal, or nothing.
    An item that is not there was not looked at.

    Units: completed months.
    Source: the rule carries it.
    """
    abnormal = tuple(item for item in rule.items if normal.get(item.code) is False)
    missing = tuple(item for item in rule.items if normal.get(item.code) is None)

    def answer(unexplained: bool | None, reason: Reason) -> UnexplainedInfertility:
        return UnexplainedInfertility(unexplained, reason, abnormal, missing)

    if abnormal:
        return answer(False, Reason.CAUSE_FOUND)
    if months is not None and months < rule.months:
        return answer(False, Reason.NOT_LONG_ENOUGH)
    if months is None:
        return answer(None, Reason.TIME_UNKNOWN)
    if missing:
        return answer(None, Reason.INCOMPLETE)
    return answer(True, Reason.UNEXPLAINED)


def unexplained_sentence(answer: UnexplainedInfertility, rule: InfertilityRule) -> str:
    """Say the answer in words, naming what was found or is missing."""
    match answer.reason:
        case Reason.UNEXPLAINED:
            return (
                f"Unexplained infertility: {rule.months} months or more, every item normal."
            )
        case Reason.CAUSE_FOUND:
            return f"Explained by: {_labels(answer.abnormal)}."
        case Reason.NOT_LONG_ENOUGH:
            return f"Not infertility yet: fewer than {rule.months} months."
        case Reason.TIME_UNKNOWN:
            return "Cannot be decided: how long they have tried is not recorded."
    return f"Work-up incomplete: {_labels(answer.missing)}."


def infertility_rule_from_entry(entry: Mapping[str, Any]) -> InfertilityRule:
    """Build the rule from the entry of the catalogue infertility.yaml."""
    values = dict(entry["values"])
    items = tuple(
        FertilityItem(item["code"], item["label"], Subject(item["subject"]))
        for item in values.pop("items")
    )
    return InfertilityRule(
        version=entry["version"],
        items=items,
        sources=sources_from(entry["sources"]),
        **values,
    )


def _labels(items: tuple[FertilityItem, ...]) -> str:
    return ", ".join(item.label for item in items)
