"""The limits of studies answer each on its own terms, side by side."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.medicine.intervals import Context, Interval, Kind
from foundation.medicine.quantities import Comparator, Quantity
from foundation.medicine.sources import Source
from immunology.rules.decisions import decision_answers, decision_words

DAY = date(2026, 11, 20)


def limit(name: str, **fields) -> Interval:
    kind = fields.pop("kind", Kind.DECISION)
    source = Source(f"{name} et al., Hum Reprod 2010;25:52-58", "10.1093/humrep/dep349")
    bounds = {k: Decimal(fields.pop(k)) for k in ("low", "high") if k in fields}
    return Interval(name, "nk_pct", "%", kind=kind, source=source, **bounds, **fields)


YAMADA = limit("Yamada", high="16.4")
KING = limit("King", high="18", phase="luteal")
HO = limit("Ho", low="10.6", low_incl=False, phase="follicular_d2_3")


def says(value: str, one: Interval, *, comparator="", **context) -> list[str]:
    answers = decision_answers(
        Quantity(Decimal(value), Comparator(comparator), "%"),
        analyte="nk_pct",
        limits=[one],
        context=Context(collected=DAY, **context),
    )
    return [decision_words(answer) for answer in answers]


CASES = [
    pytest.param("16.4", YAMADA, {}, "not above the limit of Yamada et al. 2010 (16.4 %)",
                 id="on the limit is not above it"),
    pytest.param("16.5", YAMADA, {}, "above the limit of Yamada et al. 2010 (16.4 %)",
                 id="one step beyond is above"),
    pytest.param("18.1", KING, {"phase": "luteal"},
                 "above the limit of King et al. 2010 (18 %)", id="luteal sample"),
    pytest.param("18.1", KING, {"phase": "follicular_d2_3"},
                 "the limit of King et al. 2010 (18 %) is for another time of the cycle",
                 id="a limit of another phase says so"),
    pytest.param("18.1", KING, {},
                 "the limit of King et al. 2010 (18 %) asks for the time of the cycle: "
                 "not recorded", id="a phase that is not known is not guessed"),
    pytest.param("10.6", HO, {"phase": "follicular_d2_3"},
                 "at or below the limit of Ho et al. 2010 (10.6 %)", id="adverse: on it"),
    pytest.param("10.7", HO, {"phase": "follicular_d2_3"},
                 "not below the limit of Ho et al. 2010 (10.6 %)", id="adverse when low"),
    pytest.param("20", YAMADA, {"comparator": "<"},
                 "cannot be placed by the limit of Yamada et al. 2010 (16.4 %)",
                 id="less than 20 may be on either side"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "one", "context", "words"), CASES)
def test_a_study_answers_on_its_own_terms(value, one, context, words):
    assert says(value, one, **context) == [words]


MODERATE = limit("ACR", kind=Kind.CLASSIFICATION, low="40", high="79", label="moderate")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("40", ["in the band “moderate” of ACR et al. 2010 (40 to 79 %)"]),
        ("79", ["in the band “moderate” of ACR et al. 2010 (40 to 79 %)"]),
        ("39.9", []),
        ("80", []),
    ],
    ids=["lowest of the band", "highest of the band", "below it", "above it"],
)
def test_only_the_band_a_value_lies_in_is_named(value, words):
    assert says(value, MODERATE) == words


def test_a_limit_that_was_withdrawn_before_the_sample_is_history():
    assert says("30", limit("Old", high="20", valid_to=date(2024, 6, 1))) == []


def test_a_limit_in_another_unit_is_never_converted():
    other = Interval("x", "nk_pct", "/uL", high=Decimal(20), kind=Kind.DECISION)
    assert says("30", other) == []


def test_a_reference_interval_is_no_limit_of_a_study():
    assert says("30", limit("Lab", kind=Kind.REFERENCE, high="20")) == []


def test_a_source_without_authors_is_named_as_it_is_cited():
    cited = Source("Website of the clinic; page 2", "")
    one = Interval("x", "nk_pct", "%", high=Decimal(20), kind=Kind.DECISION, source=cited)
    assert says("30", one) == ["above the limit of Website of the clinic (20 %)"]
