"""Runs of numbers behave as the sets they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.records.audit.runs import as_multirange, in_words, merged, without

RUNS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 6)).map(lambda p: [p[0], p[0] + p[1]]),
    max_size=8,
)


def numbers(runs) -> set[int]:
    return {n for first, last in runs for n in range(first, last + 1)}


def in_order(runs) -> bool:
    return all(a[1] + 1 < b[0] for a, b in zip(runs, runs[1:], strict=False))


@given(RUNS, RUNS)
def test_runs_are_joined_and_taken_away_like_sets(some, others):
    joined, left = merged(some, others), without(some, others)

    assert numbers(joined) == numbers(some) | numbers(others)
    assert numbers(left) == numbers(some) - numbers(others)
    assert in_order(joined)
    assert in_order(left)


def test_postgresql_reads_them():
    assert as_multirange([[1, 6], [8, 8]]) == "{[1,6],[8,8]}"


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([], ""),
        ([[7, 7]], "7"),
        ([[1, 6], [8, 8]], "1 to 6, 8"),
        ([[n, n] for n in range(1, 14, 2)], "1, 3, 5, 7, 9, and more"),
    ],
)
def test_people_read_them(runs, words):
    assert in_words(runs) == words
