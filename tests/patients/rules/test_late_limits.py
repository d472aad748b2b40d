"""Miscarriage or stillbirth: the same loss in other countries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.late_limits import (
    DeathBeforeBirth,
    late_label,
    late_limit_from_entry,
)
from tests.patients.rules.stories import entries

LIMITS = {entry["code"]: late_limit_from_entry(entry) for entry in entries("late_limits")}
M, S = "miscarriage", "stillbirth"

#   limit, gestation, weight, label
TABLE = [
    ("eshre_rcog", 167, None, M),
    ("eshre_rcog", 168, None, S),
    ("united_states", 139, None, M),
    ("united_states", 140, None, S),
    ("eshre_rcog", 154, None, M),
    ("united_states", 154, None, S),
    ("australia", 139, None, M),
    ("australia", 139, 399, M),
    ("australia", 139, 400, S),
    ("australia", 140, 300, S),
    ("australia", None, 400, S),
    ("australia", None, 399, None),
    ("icd_10_early", 153, None, M),
    ("icd_10_early", 154, None, S),
    ("icd_10_early", 154, 499, M),
    ("icd_10_early", 153, 500, S),
    ("icd_10_early", None, 499, M),
    ("icd_10_late", 196, 999, M),
    ("icd_10_late", 195, 1000, S),
    ("icd_10_late", 196, None, S),
    ("india", 195, None, M),
    ("india", 196, None, S),
    ("india", None, 900, None),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r[0]}: {r[1]} days, {r[2]} g")
def test_the_label_follows_the_limit(row):
    code, days, weight, label = row

    assert late_label(DeathBeforeBirth(days, weight_g=weight), LIMITS[code]) == label


@pytest.mark.parametrize(
    ("earliest", "latest", "label"),
    [
        pytest.param(160, 167, M, id="all below"),
        pytest.param(160, 168, None, id="across the limit"),
        pytest.param(168, 175, S, id="all above"),
    ],
)
def test_a_range_across_the_limit_cannot_be_named(earliest, latest, label):
    death = DeathBeforeBirth(earliest, ga_days_latest=latest)

    assert late_label(death, LIMITS["eshre_rcog"]) == label


def test_no_other_limit_is_on_file():
    assert set(LIMITS) == {row[0] for row in TABLE}


@given(st.integers(14, 310), st.sampled_from(list(LIMITS.values())))
def test_a_later_death_is_never_named_an_earlier_one(days, limit):
    order = [M, S]
    now, later = (late_label(DeathBeforeBirth(d), limit) for d in (days, days + 1))

    assert order.index(later) >= order.index(now)
