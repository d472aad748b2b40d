"""What holds for every history, under every definition."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.classification import classify
from patients.rules.definitions import with_switches
from patients.rules.pregnancies import Outcome, PastPregnancy, Seen
from tests.patients.rules.stories import DEFINITIONS, history

stories = st.builds(
    dict,
    outcome=st.sampled_from(Outcome),
    ga_days=st.none() | st.integers(14, 310),
    seen=st.sampled_from(Seen),
    partner=st.sampled_from(["A", "B"]),
)
histories = st.lists(stories, max_size=7).map(lambda told: history(*told))
definitions = st.builds(
    with_switches,
    st.sampled_from(list(DEFINITIONS.values())),
    st.fixed_dictionaries(
        {},
        optional={
            "neutral_breaks": st.booleans(),
            "consecutive": st.booleans(),
            "requires_visualised": st.booleans(),
            "count_nonvisualised": st.booleans(),
            "min": st.integers(1, 4),
        },
    ),
)


@given(histories, definitions, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(pregnancies, definition, random):
    shuffled = pregnancies.copy()
    random.shuffle(shuffled)

    assert classify(shuffled, definition, current_partner="A") == classify(
        pregnancies, definition, current_partner="A"
    )


@given(histories, definitions)
def test_the_counts_agree_with_each_other(pregnancies, definition):
    answer = classify(pregnancies, definition)

    assert 0 <= answer.consecutive <= answer.total <= len(pregnancies)
    assert answer.first_trimester + answer.second_trimester <= answer.total
    assert (answer.kind is not None) == (answer.rpl is True) == (answer.status is not None)


@given(histories, definitions)
def test_the_couple_never_has_more_than_she_has(pregnancies, definition):
    answer = classify(pregnancies, definition, current_partner="A")

    assert answer.couple.total <= answer.total


USUAL_DAYS = {Outcome.LIVE_BIRTH: 273, Outcome.STILLBIRTH: 210}


def resolved(pregnancy: PastPregnancy, *, as_loss: bool, how: Seen):
    """Fill in whatever is not known of a pregnancy, for or against a loss that counts."""
    outcome, days = pregnancy.outcome, pregnancy.ga_days
    if outcome is Outcome.UNKNOWN:
        outcome = Outcome.MISCARRIAGE if as_loss else Outcome.LIVE_BIRTH
    if days is None:
        late = outcome is Outcome.LOSS_UNSPECIFIED and not as_loss
        days = 210 if late else USUAL_DAYS.get(outcome, 56)
    sight = how if pregnancy.seen is Seen.UNKNOWN else pregnancy.seen
    return replace(pregnancy, outcome=outcome, ga_days=days, seen=sight)


@given(
    histories,
    definitions,
    st.booleans(),
    st.sampled_from([Seen.ULTRASOUND, Seen.HCG_ONLY]),
)
def test_a_decided_history_stays_decided_however_it_turns_out(
    pregnancies, definition, as_loss, how
):
    answer = classify(pregnancies, definition).rpl
    later = [resolved(pregnancy, as_loss=as_loss, how=how) for pregnancy in pregnancies]

    if answer is not None:
        assert classify(later, definition).rpl is answer


@given(histories, definitions)
def test_inputs_have_one_name_in_every_order_and_another_when_changed(
    pregnancies, definition
):
    name = classify(pregnancies, definition).inputs_hash
    one_more = [*pregnancies, PastPregnancy(seq=99, outcome=Outcome.ONGOING)]

    assert classify(pregnancies[::-1], definition).inputs_hash == name
    assert classify(one_more, definition).inputs_hash != name
    assert classify(pregnancies, replace(definition, version=2)).inputs_hash != name
    assert classify(pregnancies, definition, current_partner="A").inputs_hash != name
