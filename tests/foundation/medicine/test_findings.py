from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from foundation.medicine.findings import Finding, Severity, any_caution, any_stop
from foundation.medicine.fingerprints import fingerprint, fingerprint_of, written
from foundation.medicine.sources import Source

NOTE = Finding("n", Severity.NOTE, "Worth knowing.")
CAUTION = Finding("c", Severity.CAUTION, "Is it right?")
STOP = Finding("s", Severity.STOP, "Not today.")


@pytest.mark.parametrize(
    ("findings", "stops", "asks"),
    [
        pytest.param([], False, False, id="nothing found"),
        pytest.param([NOTE], False, False, id="a note"),
        pytest.param([NOTE, CAUTION], False, True, id="a caution"),
        pytest.param([CAUTION, STOP], True, True, id="a stop among others"),
    ],
)
def test_the_worst_finding_decides(findings, stops, asks):
    assert (any_stop(findings), any_caution(findings)) == (stops, asks)


def test_a_source_can_be_followed():
    assert str(Source("RCOG Green-top 17", "10.1111/1471-0528.17515")) == (
        "RCOG Green-top 17 (10.1111/1471-0528.17515)"
    )


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Fact:
    value: Decimal
    on: date | None = None
    colour: Colour = Colour.RED
    names: frozenset[str] = frozenset()


def test_equal_facts_have_one_name():
    one = Fact(Decimal("1.50"), names=frozenset({"a", "b"}))
    same = Fact(Decimal("1.50"), names=frozenset({"b", "a"}))

    assert fingerprint(one, {"x": 1, "y": [True, None]}) == fingerprint(
        same, {"y": [True, None], "x": 1}
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Fact(Decimal("1.5")), id="another number of decimals"),
        pytest.param(Fact(Decimal("1.50"), on=date(2026, 1, 1)), id="a date"),
        pytest.param("1.50", id="the same as text"),
    ],
)
def test_other_facts_have_another_name(other):
    assert fingerprint(Fact(Decimal("1.50"))) != fingerprint(other)


def test_a_float_has_no_exact_name():
    with pytest.raises(TypeError, match="float has no exact written form"):
        fingerprint(1.5)


def test_a_name_given_once_holds_for_ever():
    """Names stand in signed reports: a change of this one would disown them all."""
    facts = [Decimal("1.50"), date(2026, 1, 1), None, True, Colour.RED]

    assert fingerprint("patients.classify", 1, facts, {"b": 2, "a": frozenset("yx")}) == (
        "1d2c96d9e7a07f3aecbca582ac89295e41409dafbd7b5caf8b716075a42dbb43"
    )


def test_facts_written_before_have_the_same_name():
    fact = Fact(Decimal("1.50"))

    assert fingerprint_of([written("a"), written(fact)]) == fingerprint("a", fact)
