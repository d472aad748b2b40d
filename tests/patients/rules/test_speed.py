"""A history is recomputed at every look at it, so it must cost next to nothing."""

import sys
import time
from dataclasses import replace

import pytest

from foundation.medicine.dates import read_date
from patients.rules.classification import classify, classify_each
from tests.patients.rules.stories import DEFINITIONS, told

MOST_MS = 2.0
ROUNDS, TIMES = 20, 10
HERS = [
    replace(pregnancy, ended=read_date(f"Mar {2010 + pregnancy.seq}"), partner="A")
    for pregnancy in told("loss chemical loss birth undated late ectopic loss")
]


def classified():
    return classify_each(HERS, DEFINITIONS.values(), current_partner="A")


def cpu_ms(work):
    """Measure the processor's time alone: the machine is shared. The best round counts.

    What follows every line for the report of coverage looks away meanwhile.
    """
    best, follower = float("inf"), sys.gettrace()
    sys.settrace(None)
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            work()
        best = min(best, (time.process_time() - began) / TIMES)
    sys.settrace(follower)
    return best * 1000


def test_eight_pregnancies_under_eight_definitions_take_two_milliseconds_at_most():
    assert (len(HERS), len(DEFINITIONS)) == (8, 8)
    classified()

    assert cpu_ms(classified) <= MOST_MS


@pytest.mark.parametrize("partner", ["A", None])
def test_side_by_side_says_what_each_definition_says_alone(partner):
    side_by_side = classify_each(HERS, DEFINITIONS.values(), current_partner=partner)

    assert side_by_side == [
        classify(HERS, definition, current_partner=partner)
        for definition in DEFINITIONS.values()
    ]
