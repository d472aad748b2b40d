"""Every therapy the clinic knows, read from the catalogue."""

from collections.abc import Mapping
from functools import cache

from therapy.rules.catalogue import Entry, UnusableCatalogue, entries, products
from therapy.rules.gates.allergy import AllergyLevel, AllergyRule, brand_word
from therapy.rules.gates.answers import GateOutcome
from therapy.rules.gates.pregnancy_state import PregnancyState
from therapy.rules.gates.therapy import Therapy

MATRIX = {
    "ALLOW": GateOutcome.PASS,
    "WARN": GateOutcome.WARN,
    "SOFT": GateOutcome.SOFT,
    "HARD": GateOutcome.HARD,
}


@cache
def therapies() -> Mapping[str, Therapy]:
    """Give every therapy by its code."""
    return {entry["code"]: therapy(entry) for entry in entries("therapies")}


def therapy(entry: Entry) -> Therapy:
    """Read one therapy.

    Raises:
        UnusableCatalogue: the matrix does not name each state of pregnancy.
    """
    matrix = {PregnancyState(k): MATRIX[v] for k, v in entry["pregnancy"].items()}
    if set(matrix) != set(PregnancyState):
        raise UnusableCatalogue(f"{entry['code']}: a state of pregnancy is missing")
    window = entry["gestation_window_days"]
    return Therapy(
        code=entry["code"],
        name=entry["name"],
        group=entry["group"],
        family=entry["family"],
        pregnancy=matrix,
        gestation_days=(window[0], window[1]) if window else None,
        labs=tuple(entry["labs"]),
        selectable=entry["selectable"],
        needs_ind=entry["needs_ind"],
    )


@cache
def allergy_rules() -> tuple[AllergyRule, ...]:
    """Give every rule on allergies."""
    return tuple(
        AllergyRule(
            code=entry.get("allergy", entry["code"]),
            title=entry["title"],
            words=_words(entry),
            level=AllergyLevel(entry["level"]),
            therapies=frozenset(entry["therapies"]),
            products=frozenset(entry["products"]),
        )
        for entry in entries("allergies")
    )


def _words(entry: Entry) -> tuple[str, ...]:
    """Give the words of a rule, and the brands of the rate tables if it asks for them."""
    brands = products().values() if entry.get("brands") else ()
    return (*entry["words"], *sorted({brand_word(each.brand) for each in brands}))
