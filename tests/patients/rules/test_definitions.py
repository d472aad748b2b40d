"""The definitions of the catalogue, checked against what they were taken from."""

import pytest
import yaml

from foundation.medicine.sources import Tag
from patients.rules.definitions import UnknownSwitch, with_switches
from tests.patients.rules.stories import CATALOGUE, DEFINITIONS

ENTRIES = yaml.safe_load((CATALOGUE / "loss_definitions.yaml").read_text())

#   code, min, in a row, limit, must be seen, unseen counted, success
TABLE = [
    ("eshre_2017", 2, False, 168, False, True, "viable"),
    ("eshre_2022", 2, False, 168, False, True, "viable"),
    ("asrm_2012", 2, False, 140, True, False, "live_birth"),
    ("rcog_2011", 3, True, 168, False, True, "viable"),
    ("rcog_2023", 3, False, 168, False, True, "viable"),
    ("who_3c", 3, True, 140, False, False, "live_birth"),
    ("clinic_founding_000", 3, True, 140, False, False, "live_birth"),
    ("clinic_icprm_site", 2, True, 140, True, False, "viable"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_every_school_of_thought_has_its_numbers(row):
    d = DEFINITIONS[row[0]]

    assert row == (
        d.code,
        d.min,
        d.consecutive,
        d.limit_days,
        d.requires_visualised,
        d.count_nonvisualised,
        d.kind_basis,
    )


def test_no_other_definition_is_on_file():
    assert list(DEFINITIONS) == [row[0] for row in TABLE]


@pytest.mark.parametrize("code", [c for c in DEFINITIONS if c != "rcog_2023"])
def test_only_rcog_2023_counts_by_trimester_and_advises_without_the_diagnosis(code):
    d = DEFINITIONS[code]

    assert (d.trimester, d.consider_first_trimester, d.offer_second_trimester) == (
        None,
    ) * 3


def test_rcog_2023_counts_the_first_trimester_to_13_weeks_6_days():
    d = DEFINITIONS["rcog_2023"]

    assert (d.trimester, d.t1_end_days) == (1, 97)
    assert (d.consider_first_trimester, d.offer_second_trimester) == (2, 1)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["code"])
def test_every_entry_says_where_it_comes_from_and_is_not_signed(entry):
    tags = [entry["tag"], *entry["value_tags"].values()]

    assert all(source["citation"] and source["locator"] for source in entry["sources"])
    assert set(tags) <= {tag.value for tag in Tag}
    assert set(entry["value_tags"]) <= set(entry["values"])
    assert (entry["status"], entry["reviews"]) == ("proposed", [])


def test_a_switch_leaves_the_catalogue_alone():
    eshre = DEFINITIONS["eshre_2022"]

    assert with_switches(eshre, {"min": 3}).min == 3
    assert eshre.min == 2


@pytest.mark.parametrize("name", ["code", "label", "tertiary_each_side", "moon"])
def test_what_is_no_switch_cannot_be_switched(name):
    with pytest.raises(UnknownSwitch, match=name):
        with_switches(DEFINITIONS["eshre_2022"], {name: 1})
