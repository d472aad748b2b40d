"""Read the catalogues of therapy into the objects the rules judge by.

The YAML of `therapy/catalogue/` is checked while it is read: a number that is missing,
unknown, or written as a binary fraction is refused, so that no gate works with a gap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import yaml

from foundation.medicine.sources import Source
from therapy.rules.arithmetic import DoseAids
from therapy.rules.limits import Basis, Override, OverrideRule, SafetyLimits, Tag
from therapy.rules.products import Product, RateBasis, Rung

SHELF = Path(__file__).parents[1] / "catalogue"

Entry = Mapping[str, Any]


class UnusableCatalogue(ValueError):
    """An entry of the catalogue cannot be used; the message names it."""


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """Read one catalogue of the shelf, e.g. `gates`."""
    return tuple(yaml.safe_load((SHELF / f"{name}.yaml").read_text(encoding="utf-8")))


def source_of(entry: Entry) -> Source:
    """Give the source an entry names."""
    return _source(entry["source"])


def sources_of(entry: Entry, *, name: str = "sources") -> tuple[Source, ...]:
    """Give all sources a group of values names; none when it names none."""
    return tuple(_source(each) for each in entry.get(name, ()))


def _source(named: Entry) -> Source:
    return Source(named["citation"], named["locator"], named.get("reviewed_on"))


def number(value: object) -> Decimal:
    """Read a number exactly.

    Raises:
        UnusableCatalogue: a binary fraction (write it in quotes), or not a number.
    """
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise UnusableCatalogue(f"write the number {value!r} in quotes")
    return Decimal(value)


@cache
def limits_on(day: date) -> SafetyLimits:
    """Give the limits that apply on a day.

    Raises:
        UnusableCatalogue: a limit is missing, unknown, or has no value yet on that day.
    """
    return safety_limits(
        entries("safety_limits"),
        gates=entries("gates"),
        overrides=entries("overrides"),
        on=day,
    )


def safety_limits(
    limits: Iterable[Entry],
    *,
    gates: Iterable[Entry],
    overrides: Iterable[Entry],
    on: date,
) -> SafetyLimits:
    """Put the limits together: of each number the newest entry that is valid on the day.

    The version is the highest version among them.
    """
    valid = _newest([entry for entry in limits if entry["valid_from"] <= on])
    values = {code: entry["value"] for code, entry in valid.items()}
    _check_complete(values.keys(), on=on)
    kinds = get_type_hints(SafetyLimits)
    return SafetyLimits(
        version=max(entry["version"] for entry in valid.values()),
        bases={entry["code"]: _basis(entry) for entry in gates},
        overrides={entry["code"]: _override(entry) for entry in overrides},
        **{code: _value(code, value, kind=kinds[code]) for code, value in values.items()},
    )


@cache
def dose_aids() -> DoseAids:
    """Give the numbers of the small sums at the bench and in the prescription."""
    kinds = get_type_hints(DoseAids)
    values = {entry["code"]: entry["value"] for entry in entries("dose_aids")}
    return DoseAids(
        **{code: _value(code, value, kind=kinds[code]) for code, value in values.items()}
    )


def _newest(valid: Iterable[Entry]) -> dict[str, Entry]:
    in_order = sorted(valid, key=lambda entry: (entry["valid_from"], entry["version"]))
    return {entry["code"]: entry for entry in in_order}


def _check_complete(codes: Iterable[str], *, on: date) -> None:
    wanted = {field.name for field in fields(SafetyLimits)} - {
        "version",
        "bases",
        "overrides",
    }
    if missing := sorted(wanted - set(codes)):
        raise UnusableCatalogue(f"no limit is valid on {on} for {', '.join(missing)}")
    if unknown := sorted(set(codes) - wanted):
        raise UnusableCatalogue(f"nothing uses the limit {', '.join(unknown)}")


def _value(code: str, value: object, *, kind: object) -> Any:
    """Read a limit as the sort of value its field asks for."""
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is Decimal:
        return number(value)
    if kind is str and isinstance(value, str):
        return value
    if kind == tuple[str, ...] and isinstance(value, list):
        return tuple(str(item) for item in value)
    if kind == tuple[tuple[Decimal, int], ...] and isinstance(value, list):
        return tuple((number(up_to), int(then)) for up_to, then in value)
    raise UnusableCatalogue(f"{code}: {value!r} is not what this limit holds")


def _basis(entry: Entry) -> Basis:
    return Basis(title=entry["title"], tag=Tag(entry["tag"]), source=source_of(entry))


def _override(entry: Entry) -> OverrideRule:
    return OverrideRule(
        gate=entry["gate"],
        clinicians=Override(entry["clinicians"]),
        roles=frozenset(entry["roles"]),
    )


@cache
def products() -> Mapping[str, Product]:
    """Give every immunoglobulin of the catalogue by its code."""
    return {entry["code"]: product(entry) for entry in entries("rate_tables")}


def product(entry: Entry) -> Product:
    """Read one rate table.

    Raises:
        UnusableCatalogue: a number is written as a binary fraction.
        ValueError: a ladder does not rise from above zero to at most the maximum.
    """
    ladder, top = _ladder(entry["ladder"]), number(entry["max_rate"])
    return Product(
        code=entry["code"],
        brand=entry["brand"],
        concentration_g_per_ml=number(entry["concentration_g_per_ml"]),
        vials_g=tuple(number(size) for size in entry["vials_g"]),
        basis=RateBasis(entry["basis"]),
        ladder=ladder,
        ladder_later=_ladder(entry["ladder_later"]) if "ladder_later" in entry else ladder,
        max_rate=top,
        max_rate_first=number(entry.get("max_rate_first", entry["max_rate"])),
        at_risk_cap=number(entry["at_risk_cap"]),
        stabiliser=entry["stabiliser"],
        note=entry["note"],
        tag=Tag(entry["tag"]),
        tags=entry["tags"],
        version=entry["version"],
        source=source_of(entry),
        further_sources=sources_of(entry, name="further_sources"),
    )


def _ladder(rungs: Iterable[Entry]) -> tuple[Rung, ...]:
    return tuple(Rung(number(rung["rate"]), rung["minutes"]) for rung in rungs)
