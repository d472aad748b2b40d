"""Is somebody who comes new on file already? A score, with the reasons for it.

A name alone never makes a duplicate, nor does a telephone: families share both. Without
any likeness of the names nobody is a duplicate at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from foundation.medicine.dates import ApproximateDate, Precision
from foundation.medicine.sources import Source, sources_from
from patients.rules.names import Likeness, name_likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known of a person who may be on file twice.

    `names` are all spellings, in every script. `phones` are digits alone, in full.
    `sex` and `email` are empty when they are not known. `key` names the person to the
    caller.
    """

    key: str
    names: tuple[str, ...]
    sex: str = ""
    born: ApproximateDate | None = None
    phones: frozenset[str] = frozenset()
    email: str = ""
    partner_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """What each agreement adds to the score, and a contradiction takes away."""

    name_same: int
    name_alike: int
    name_part: int
    born_same: int
    born_swapped: int
    born_one_off: int
    born_fits: int
    born_differs: int
    phone: int
    email: int
    partner: int


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """How people are compared, and from which score on they are shown."""

    version: int
    letters_per_error: int
    phone_digits: int
    possible_from: int
    likely_from: int
    points: Points
    source: Source


class Grade(StrEnum):
    """How sure it is that two are one."""

    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody on file who may be the person in question, and why."""

    key: str
    grade: Grade
    score: int
    reasons: tuple[str, ...]


def likely_duplicates(
    person: PersonFacts, on_file: Iterable[PersonFacts], *, rule: DuplicateRule
) -> list[Duplicate]:
    """List the people on file who may be this person, the likeliest first.

    A person is never a duplicate of herself, nor of somebody of the other sex.

    Source: the rule carries it.
    """
    found = (_compared(person, other, rule) for other in on_file if other.key != person.key)
    shown = [duplicate for duplicate in found if duplicate is not None]
    return sorted(shown, key=lambda duplicate: (-duplicate.score, duplicate.key))


def duplicate_rule_from_entry(entry: Mapping[str, Any]) -> DuplicateRule:
    """Build the rule from the entry of the catalogue duplicates.yaml."""
    values = dict(entry["values"])
    points = Points(**values.pop("points"))
    [source, *_] = sources_from(entry["sources"])
    return DuplicateRule(version=entry["version"], points=points, source=source, **values)


@dataclass(frozen=True, slots=True)
class _Agreement:
    points: int
    sentence: str


def _compared(
    person: PersonFacts, other: PersonFacts, rule: DuplicateRule
) -> Duplicate | None:
    if person.sex and other.sex and person.sex != other.sex:
        return None
    name = _names(person, other, rule)
    if name is None:
        return None
    agreements = [
        name,
        _births(person.born, other.born, rule.points),
        _phones(person, other, rule),
        _emails(person, other, rule),
        _partners(person, other, rule),
    ]
    counting = [agreement for agreement in agreements if agreement is not None]
    score = sum(agreement.points for agreement in counting)
    if score < rule.possible_from:
        return None
    grade = Grade.LIKELY if score >= rule.likely_from else Grade.POSSIBLE
    reasons = tuple(agreement.sentence for agreement in counting)
    return Duplicate(other.key, grade, score, reasons)


def _names(
    person: PersonFacts, other: PersonFacts, rule: DuplicateRule
) -> _Agreement | None:
    shown, points = other.names[0] if other.names else "", rule.points
    likeness = name_likeness(
        person.names, other.names, letters_per_error=rule.letters_per_error
    )
    return {
        Likeness.SAME: _Agreement(points.name_same, f"The name sounds the same: {shown}."),
        Likeness.ALIKE: _Agreement(points.name_alike, f"The name sounds alike: {shown}."),
        Likeness.PART: _Agreement(points.name_part, f"One name is the same: {shown}."),
    }.get(likeness)


def _births(
    one: ApproximateDate | None, other: ApproximateDate | None, points: Points
) -> _Agreement | None:
    if one is None or other is None:
        return None
    if {one.precision, other.precision} != {Precision.DAY}:
        return _approximate_births(one, other, points)
    if (one.year, one.month, one.day) == (other.year, other.month, other.day):
        return _Agreement(points.born_same, f"Born on the same day, {other.text()}.")
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        exchanged = f"Day and month of birth are exchanged: {other.text()}."
        return _Agreement(points.born_swapped, exchanged)
    differing = (one.year != other.year, one.month != other.month, one.day != other.day)
    if sum(differing) == 1:
        one_off = f"The date of birth differs in one figure: {other.text()}."
        return _Agreement(points.born_one_off, one_off)
    return _Agreement(points.born_differs, f"Another date of birth: {other.text()}.")


def _approximate_births(
    one: ApproximateDate, other: ApproximateDate, points: Points
) -> _Agreement | None:
    if not (one.surely_before(other) or other.surely_before(one)):
        return _Agreement(points.born_fits, f"The date of birth fits: {other.text()}.")
    if one.about or other.about:
        return None
    return _Agreement(points.born_differs, f"Another date of birth: {other.text()}.")


def _phones(
    person: PersonFacts, other: PersonFacts, rule: DuplicateRule
) -> _Agreement | None:
    mine, theirs = (
        {number[-rule.phone_digits :] for number in one.phones if number}
        for one in (person, other)
    )
    if not mine & theirs:
        return None
    return _Agreement(rule.points.phone, "The same telephone, which a family may share.")


def _emails(
    person: PersonFacts, other: PersonFacts, rule: DuplicateRule
) -> _Agreement | None:
    mine, theirs = (one.email.strip().casefold() for one in (person, other))
    same = mine != "" and mine == theirs
    return _Agreement(rule.points.email, "The same e-mail address.") if same else None


def _partners(
    person: PersonFacts, other: PersonFacts, rule: DuplicateRule
) -> _Agreement | None:
    likeness = name_likeness(
        person.partner_names, other.partner_names, letters_per_error=rule.letters_per_error
    )
    if likeness not in {Likeness.SAME, Likeness.ALIKE}:
        return None
    partner = other.partner_names[0]
    return _Agreement(rule.points.partner, f"The partner sounds the same: {partner}.")
