"""What holds for every series of transfers, under every definition."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.implantation import implantation_failure
from patients.rules.transfer_series import EVERYTHING, Missing, Reading, series_of
from patients.rules.transfers import (
    CycleSort,
    EmbryoTransfer,
    Ploidy,
    Stage,
    TransferResult,
)
from tests.patients.rules.transfer_stories import DEFINITIONS, TABLE_BY_AGE

transfers = st.lists(
    st.builds(
        EmbryoTransfer,
        seq=st.integers(1, 20),
        result=st.none() | st.sampled_from(TransferResult),
        embryos=st.none() | st.integers(1, 3),
        good_embryos=st.none() | st.integers(0, 1),
        stage=st.none() | st.sampled_from(Stage),
        ploidy=st.sampled_from(Ploidy),
        egg_age_years=st.none() | st.integers(28, 44),
        predicted_chance=st.none() | st.decimals(0, 1, places=2),
        cycle=st.none() | st.integers(1, 3),
        cycle_sort=st.none() | st.sampled_from(CycleSort),
        is_frozen=st.none() | st.booleans(),
    ),
    max_size=6,
    unique_by=lambda transfer: transfer.seq,
)
definitions = st.sampled_from(list(DEFINITIONS.values()))
ages = st.none() | st.integers(25, 45)
tables = st.sampled_from([None, TABLE_BY_AGE])


@given(transfers, definitions, ages, tables, st.sets(st.sampled_from(Missing)))
def test_reading_more_in_favour_never_takes_the_diagnosis_away(
    hers, definition, age, table, some
):
    less, more = (
        series_of(hers, definition.criteria, reading=Reading(resolved, age, table))
        for resolved in (frozenset(some), EVERYTHING)
    )

    assert more.meets or not less.meets


@given(transfers, definitions, ages, tables, st.data())
def test_what_is_decided_stays_decided_however_the_rest_turns_out(
    hers, definition, age, table, data
):
    answer = implantation_failure(hers, definition, age_years=age, euploidy=table)
    filled = [filled_in(transfer, data) for transfer in hers]
    later_age = age if age is not None else data.draw(st.integers(25, 45))
    later = implantation_failure(
        filled, definition, age_years=later_age, euploidy=table or TABLE_BY_AGE
    )

    assert later.rif is not None
    if answer.rif is not None:
        assert later.rif is answer.rif


def filled_in(transfer, data):
    """Fill in whatever is not known of a transfer, in any way it can be."""
    turned_out = [result for result in TransferResult if result != TransferResult.PENDING]
    embryos = transfer.embryos or data.draw(
        st.integers(max(1, transfer.good_embryos or 0), 3)
    )
    good = transfer.good_embryos
    age, chance = transfer.egg_age_years, transfer.predicted_chance
    return replace(
        transfer,
        result=transfer.result or data.draw(st.sampled_from(turned_out)),
        embryos=embryos,
        good_embryos=data.draw(st.integers(0, embryos)) if good is None else good,
        stage=transfer.stage or data.draw(st.sampled_from(Stage)),
        egg_age_years=data.draw(st.integers(30, 44)) if age is None or age < 30 else age,
        predicted_chance=data.draw(st.decimals(0, 1, places=2))
        if chance is None
        else chance,
    )


@given(transfers, definitions, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(hers, definition, random):
    shuffled = hers.copy()
    random.shuffle(shuffled)

    assert implantation_failure(shuffled, definition, age_years=35) == implantation_failure(
        hers, definition, age_years=35
    )
