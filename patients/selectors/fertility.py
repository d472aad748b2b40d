"""What trying for a child comes to: infertility, and whether it is unexplained."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from foundation.medicine.dates import ApproximateDate
from patients.models import Couple, Fertility
from patients.models.fertility import Found
from patients.rules.infertility import (
    InfertilityRule,
    Trying,
    UnexplainedInfertility,
    infertility_rule_from_entry,
    time_trying,
    unexplained_infertility,
    unexplained_sentence,
)
from patients.selectors.shelf import entries

_NORMAL: Final = {Found.NORMAL: True, Found.ABNORMAL: False}
_TIMES: Final = {
    Trying.INFERTILITY: "long enough to be called infertility",
    Trying.EVALUATE: "long enough to be evaluated at her age",
    Trying.NOT_YET: "not long enough to be called infertility",
}
NOT_SURE: Final = "Cannot be decided: the time they have tried is not known exactly enough."


@dataclass(frozen=True, slots=True)
class FertilityOverview:
    """What is on file, and what it comes to; `row` is None where nobody asked."""

    row: Fertility | None
    sentence: str
    time: str
    items: tuple[tuple[str, str], ...]
    rule: InfertilityRule


@cache
def infertility_rule() -> InfertilityRule:
    """The rule of the catalogue."""
    [entry] = entries("infertility")
    return infertility_rule_from_entry(entry)


def fertility_overview(*, couple: Couple, on: date, reader) -> FertilityOverview:
    """Say what is known of a couple's trying, and what follows from it that day.

    A time known to the month or the year is reckoned from both ends; where they answer
    differently, nothing is decided.
    """
    rule = infertility_rule()
    row = Fertility.objects.visible_to(reader).standing().filter(couple=couple).first()
    if row is None:
        return FertilityOverview(None, "Nobody has asked yet.", "", (), rule)
    spans = _months(row.trying, on=on)
    normal = {item.code: _NORMAL.get(getattr(row, item.code)) for item in rule.items}
    answers = [unexplained_infertility(months, normal, rule=rule) for months in spans]
    return FertilityOverview(
        row=row,
        sentence=_sentence(answers, rule),
        time=_time(row, spans, rule, age=couple.woman.age(on=on)),
        items=tuple(
            (item.label, getattr(row, f"get_{item.code}_display")() or "Nobody has looked")
            for item in rule.items
        ),
        rule=rule,
    )


def _sentence(answers: list[UnexplainedInfertility], rule: InfertilityRule) -> str:
    first, *others = answers
    if any(other.reason != first.reason for other in others):
        return NOT_SURE
    return unexplained_sentence(first, rule)


def _time(
    row: Fertility, spans: list[int | None], rule: InfertilityRule, *, age: int | None
) -> str:
    """How long, as far as it can be said: since when, and what that comes to."""
    if row.trying is None:
        return "Since when they try is not known."
    known = {time_trying(months, age, rule=rule) for months in spans}
    [only] = known if len(known) == 1 else [None]
    came = f": {_TIMES[only]}" if only else ""
    return f"Trying since {row.trying.text()}{came}."


def _months(since: ApproximateDate | None, *, on: date) -> list[int | None]:
    """Completed months from the last and from the first day it may have been."""
    if since is None:
        return [None]
    return [_completed(min(day, on), on) for day in (since.latest, since.earliest)]


def _completed(since: date, on: date) -> int:
    months = (on.year - since.year) * 12 + on.month - since.month
    return months - (on.day < since.day)
