"""In which order pregnancies came, when dates are as patients remember them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.dates import read_date
from patients.rules.pregnancies import Outcome, PastPregnancy, in_order


def ended(*dates):
    """Number pregnancies as entered; None has no date, "ongoing" has not ended."""
    return [
        PastPregnancy(
            seq=seq,
            outcome=Outcome.ONGOING if typed == "ongoing" else Outcome.MISCARRIAGE,
            ended=None if typed == "ongoing" else read_date(typed or ""),
        )
        for seq, typed in enumerate(dates, start=1)
    ]


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        pytest.param(["2021", "2018", "2020"], [2, 3, 1], id="by date, not as entered"),
        pytest.param(["2021", None, "2020"], [1, 2, 3], id="one date missing: as entered"),
        pytest.param(["ongoing", "2021", "2018"], [3, 2, 1], id="ongoing last, dated"),
        pytest.param(["ongoing", "2021", None], [2, 3, 1], id="ongoing last, undated"),
        pytest.param(["2 May 2020", "2 May 2020"], [1, 2], id="the same day: as entered"),
        pytest.param(["2018", "May 2018"], [1, 2], id="within the year: as entered"),
        pytest.param(["May 2018", "2018"], [1, 2], id="within the year, entered before"),
        pytest.param(
            ["Dec 2018", "2018", "Mar 2018"],
            [2, 3, 1],
            id="what is certain keeps its order",
        ),
    ],
)
def test_order(dates, order):
    assert [pregnancy.seq for pregnancy in in_order(ended(*dates))] == order


@given(
    st.lists(st.sampled_from(["2018", "May 2018", "2 May 2018", "2019", "Jan 2019"])),
    st.randoms(use_true_random=False),
)
def test_certain_order_is_kept_whatever_the_entry_order(dates, random):
    entered = ended(*dates)
    random.shuffle(entered)
    ordered = in_order(entered)

    assert ordered == in_order(ended(*dates))
    for place, earlier in enumerate(ordered):
        assert not any(
            later.ended.surely_before(earlier.ended) for later in ordered[place:]
        )


def test_the_father_is_the_partner_unless_another_is_named():
    assert PastPregnancy(seq=1, outcome=Outcome.UNKNOWN, partner="A").father == "A"
    assert (
        PastPregnancy(
            seq=1, outcome=Outcome.UNKNOWN, partner="A", genetic_father="donor"
        ).father
        == "donor"
    )
    assert PastPregnancy(seq=1, outcome=Outcome.UNKNOWN).father is None
