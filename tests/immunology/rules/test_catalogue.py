"""The laboratory catalogue as the rules see it."""

import csv
from collections import Counter

import pytest
import yaml

from foundation.medicine.intervals import Kind
from foundation.medicine.readings import ResultType
from foundation.medicine.sources import Source, Tag
from immunology.rules.analytes import interval_from_row
from tests.vectors.interpretation import CATALOGUE, analytes, unit_factors


def read_yaml(name):
    return yaml.safe_load((CATALOGUE / name).read_text())


SOURCES = {
    e["code"]: Source(e["citation"], e["locator"]) for e in read_yaml("sources.yaml")
}
with (CATALOGUE / "intervals.csv").open(newline="", encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines))
INTERVALS = [interval_from_row(row, SOURCES) for row in ROWS]


def test_every_test_and_interval_is_there_once():
    assert len(analytes()) == 135
    assert len(INTERVALS) == len({interval.code for interval in INTERVALS}) == 134


@pytest.mark.parametrize("interval", INTERVALS, ids=lambda interval: interval.code)
def test_an_interval_speaks_of_a_known_test_in_its_unit(interval):
    test = analytes()[interval.analyte]

    assert interval.unit == test.scale.unit
    assert test.scale.result_type in {ResultType.QUANTITATIVE, ResultType.TITRE}


def test_every_interval_is_only_proposed():
    assert {row["status"] for row in ROWS} == {"proposed"}


def test_an_interval_without_a_source_is_from_memory():
    without = [row["interval_id"] for row in ROWS if not row["source"]]
    from_memory = [row["interval_id"] for row in ROWS if row["verified"] != "yes"]

    assert without == from_memory
    assert len(from_memory) == 4


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["source"]], ids=lambda r: r["interval_id"]
)
def test_the_source_of_an_interval_can_be_followed(row):
    assert row["source"] in SOURCES


def test_only_reference_rows_can_flag():
    assert Counter(interval.kind for interval in INTERVALS)[Kind.REFERENCE] > 0
    assert {row["kind"] for row in ROWS} == {kind.value for kind in Kind}


@pytest.mark.parametrize("code", analytes())
def test_limits_of_a_test_lie_inside_each_other(code):
    scale = analytes()[code].scale
    limits = [scale.hard_low, scale.soft_low, scale.soft_high, scale.hard_high]
    known = [limit for limit in limits if limit is not None]

    assert known == sorted(known)
    assert len(known) == (
        4 if scale.result_type in {ResultType.QUANTITATIVE, ResultType.TITRE} else 0
    )


@pytest.mark.parametrize("code", analytes())
def test_an_ordinal_test_says_what_is_expected(code):
    test = analytes()[code]
    ordinal = test.scale.result_type is ResultType.ORDINAL

    assert test.expected in ({"negative", "positive", "none"} if ordinal else {""})


def test_every_conversion_speaks_of_a_known_test_in_its_unit():
    for factor in unit_factors():
        assert analytes()[factor.analyte].scale.unit == factor.unit


@pytest.mark.parametrize(
    "name", ["unit_factors.yaml", "result_checks.yaml", "evidence_notes.yaml"]
)
def test_every_entry_says_where_it_comes_from_and_is_not_signed(name):
    for entry in read_yaml(name):
        assert entry["tag"] in {tag.value for tag in Tag}
        assert all(source["citation"] and source["locator"] for source in entry["sources"])
        assert (entry["version"], entry["status"], entry["reviews"]) == (1, "proposed", [])
