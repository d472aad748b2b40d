"""Every entry of the catalogue says where it comes from, and nothing is in force."""

import pytest
import yaml

from foundation.medicine.sources import Tag
from tests.patients.rules.stories import CATALOGUE, entries

SHELF = sorted(path.stem for path in CATALOGUE.glob("*.yaml"))
ENTRIES = [
    pytest.param(entry, id=f"{name}: {entry['code']}")
    for name in SHELF
    for entry in entries(name)
]
TAGS = {tag.value for tag in Tag}


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_has_source_tag_and_version(entry):
    value_tags = entry.get("value_tags", {})

    assert entry["label"]
    assert entry["version"] >= 1
    assert {entry["tag"], *value_tags.values()} <= TAGS
    assert set(value_tags) <= set(entry["values"])
    assert entry["sources"]
    assert all(source["citation"] and source["locator"] for source in entry["sources"])


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_is_in_force_before_a_clinician_confirms_it(entry):
    assert (entry["status"], entry["reviews"]) == ("proposed", [])
    assert (entry["valid_from"], entry["valid_to"]) == (None, None)


@pytest.mark.parametrize("name", SHELF)
def test_an_edition_stands_in_its_catalogue_once(name):
    editions = [(entry["code"], entry["version"]) for entry in entries(name)]

    assert len(set(editions)) == len(editions)


def test_every_evidence_note_of_the_work_up_can_be_read():
    laboratory = CATALOGUE.parents[1] / "immunology" / "catalogue"
    notes = yaml.safe_load((laboratory / "evidence_notes.yaml").read_text())
    wanted = {entry["values"]["evidence_note"] for entry in entries("workup")} - {None}

    assert wanted <= {note["code"] for note in notes}
