"""A short name for exactly these inputs, so that a stored answer can be checked later."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Final

# Most facts are one of these and stand for themselves.
_PLAIN: Final = frozenset({str, int, bool, NoneType})
_AS_JSON: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def fingerprint(*facts: object) -> str:
    """Name a set of facts by the SHA-256 of their canonical JSON.

    Equal facts give an equal name on every machine and every day. Floats are refused:
    they would make the name depend on rounding.

    Raises:
        TypeError: a fact is of a kind that has no exact written form.
    """
    return fingerprint_of(written(fact) for fact in facts)


def fingerprint_of(facts: Iterable[str]) -> str:
    """Name facts that are written already, as `fingerprint` would have named them."""
    return hashlib.sha256(f"[{','.join(facts)}]".encode()).hexdigest()


def written(fact: object) -> str:
    """Write one fact as canonical JSON.

    Raises:
        TypeError: it is of a kind that has no exact written form.
    """
    return _AS_JSON.encode(_canonical(fact))


@cache
def _field_names(kind: type) -> tuple[str, ...] | None:
    """Name the fields of a dataclass; None for every other kind of thing."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else None


def _canonical(fact: Any) -> Any:
    kind: Any = type(fact)
    if kind in _PLAIN:
        return fact
    names = _field_names(kind)
    if names is not None:
        return {name: _canonical(getattr(fact, name)) for name in names}
    if isinstance(fact, str | int):  # also an Enum of words or whole numbers
        return fact
    if isinstance(fact, Enum):
        return _canonical(fact.value)
    if isinstance(fact, Decimal):
        return {"decimal": str(fact)}
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, dict):
        return {str(key): _canonical(value) for key, value in fact.items()}
    if isinstance(fact, frozenset | set):
        return sorted((_canonical(item) for item in fact), key=json.dumps)
    if isinstance(fact, list | tuple):
        return [_canonical(item) for item in fact]
    raise TypeError(f"{type(fact).__name__} has no exact written form")
