from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.therapy.rules.clinic_day import LIMITS, TODAY
from therapy.rules import catalogue
from therapy.rules.catalogue import UnusableCatalogue, entries, number, safety_limits
from therapy.rules.limits import Tag

NAMES = sorted(path.stem for path in catalogue.SHELF.glob("*.yaml"))
ENTRIES = [
    pytest.param(entry, id=f"{name}:{entry['code']}")
    for name in NAMES
    for entry in entries(name)
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_says_where_it_comes_from_and_that_nobody_has_signed_it(entry):
    assert entry["source"]["citation"]
    assert entry["source"]["locator"]
    assert entry["tag"] in set(Tag)
    assert (entry["status"], entry["reviews"]) == ("proposed", [])


@pytest.mark.parametrize("name", NAMES)
def test_a_code_stands_once_per_version(name):
    keys = [(entry["code"], entry.get("version")) for entry in entries(name)]

    assert len(keys) == len(set(keys))


def test_every_gate_and_every_override_is_known():
    gates = {entry["code"] for entry in entries("gates")}

    assert {entry["gate"] for entry in entries("safety_limits")} <= gates
    assert {entry["gate"] for entry in entries("overrides")} <= gates


def test_every_tag_has_words_for_the_screen():
    assert Tag.POLICY.words == "proposed clinic policy (unverified)"
    assert all(("unverified" in tag.words) == (tag is not Tag.VERIFIED) for tag in Tag)


def read(limits, on=TODAY):
    return safety_limits(
        limits, gates=entries("gates"), overrides=entries("overrides"), on=on
    )


def test_a_changed_number_is_a_new_version_and_the_old_one_stays():
    shipped = entries("safety_limits")
    [consent] = [entry for entry in shipped if entry["code"] == "consent_valid_days"]
    newer = {**consent, "value": 90, "version": 2, "valid_from": TODAY}
    limits = [newer, *shipped]

    after, before = read(limits), read(limits, on=TODAY - timedelta(days=1))

    assert (after.version, after.consent_valid_days) == (2, 90)
    assert (before.version, before.consent_valid_days) == (1, 180)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param({"code": "moon_phase"}, "nothing uses the limit moon_phase", id="new"),
        pytest.param({"value": "180"}, "consent_valid_days", id="text where days belong"),
        pytest.param({"value": True}, "consent_valid_days", id="yes is no number"),
        pytest.param({"value": None}, "consent_valid_days", id="empty"),
    ],
)
def test_a_limit_that_cannot_be_used_is_refused(change, complaint):
    shipped = entries("safety_limits")
    odd = {**shipped[0], "version": 2, "valid_from": TODAY, **change}

    with pytest.raises(UnusableCatalogue, match=complaint):
        read([*shipped, odd])


def test_a_missing_limit_is_refused():
    with pytest.raises(UnusableCatalogue, match="consent_valid_days"):
        read(entries("safety_limits")[1:])


def test_there_are_no_limits_before_the_first_version():
    with pytest.raises(UnusableCatalogue, match="no limit is valid on 1999-12-31"):
        read(entries("safety_limits"), on=date(1999, 12, 31))


def test_numbers_are_exact():
    assert LIMITS.iga_deficient_below_g_per_l == Decimal("0.07")
    assert number("0.1") == Decimal("0.1")
    with pytest.raises(UnusableCatalogue, match="in quotes"):
        number(0.1)
