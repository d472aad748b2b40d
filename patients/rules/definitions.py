"""The schools of thought on recurrent loss, as numbers that carry their source."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from foundation.medicine.sources import Source, sources_from


class KindBasis(StrEnum):
    """What counts as success when a history is called primary or secondary."""

    LIVE_BIRTH = "live_birth"
    VIABLE = "viable"


@dataclass(frozen=True, slots=True)
class Definition:
    """When a history of loss is called recurrent, by one school of thought.

    `limit_days` is the first day that is no longer a miscarriage: 168 makes 23+6 the last
    day that counts. `trimester` 1 counts only first-trimester losses towards `min`;
    `t1_end_days` is the last day of the first trimester. `consider_first_trimester` and
    `offer_second_trimester` are losses that lead to a work-up without the diagnosis; None
    means this school does not say so. `tertiary_each_side` losses before and after a
    success make a history tertiary.

    Units: all `_days` are days of gestation.
    """

    code: str
    version: int
    label: str
    min: int
    consecutive: bool
    limit_days: int
    requires_visualised: bool
    count_nonvisualised: bool
    kind_basis: KindBasis
    t1_end_days: int
    tertiary_each_side: int
    trimester: int | None = None
    consider_first_trimester: int | None = None
    offer_second_trimester: int | None = None
    neutral_breaks: bool = False
    sources: tuple[Source, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    verified: str = ""

    @property
    def counts_first_trimester_only(self) -> bool:
        """Tell whether only first-trimester losses lead to the diagnosis."""
        return self.trimester is not None


# What a clinic may switch without leaving the school of thought.
SWITCHES: Final = frozenset(
    {
        "neutral_breaks",
        "count_nonvisualised",
        "requires_visualised",
        "limit_days",
        "t1_end_days",
        "kind_basis",
        "min",
        "consecutive",
    }
)


class UnknownSwitch(ValueError):
    """A policy switch that no definition has."""


def with_switches(definition: Definition, switches: Mapping[str, Any]) -> Definition:
    """Give the definition as the clinic has set it.

    Raises:
        UnknownSwitch: a name is not one of the policy switches.
    """
    if strange := sorted(set(switches) - SWITCHES):
        raise UnknownSwitch(f"no such policy switch: {', '.join(strange)}")
    changed = dict(switches)
    if "kind_basis" in changed:
        changed["kind_basis"] = KindBasis(changed["kind_basis"])
    return replace(definition, **changed)


def definition_from_entry(entry: Mapping[str, Any]) -> Definition:
    """Build a definition from one entry of the catalogue loss_definitions.yaml."""
    values = dict(entry["values"])
    values["kind_basis"] = KindBasis(values["kind_basis"])
    return Definition(
        code=entry["code"],
        version=entry["version"],
        label=entry["label"],
        sources=sources_from(entry["sources"]),
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        verified=entry["verified"],
        **values,
    )
