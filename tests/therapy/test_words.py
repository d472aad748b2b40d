"""The words of the day are those the rules know."""

import pytest

from therapy import choices
from therapy.rules.gates import GateOutcome, Route
from therapy.rules.limits import Override


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        (choices.RouteWords, Route),
        (choices.Outcome, GateOutcome),
        (choices.Signatures, Override),
    ],
)
def test_the_words_are_those_of_the_rules(words, rules):
    assert set(words.values) == {each.value for each in rules}
