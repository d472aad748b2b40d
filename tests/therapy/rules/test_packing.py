from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.therapy.rules.clinic_day import grams
from therapy.rules.packing import Shelf, fewest_within, nearest

OCTAGAM = grams("2 5 10 20 30")
FIVE_PCT = Decimal(5)


@pytest.mark.parametrize(
    ("raw", "sizes", "vials"),
    [
        pytest.param(
            "23", "2 5 10 20 30", "10 5 2 2 2 2", id="who starts with 20 is stuck"
        ),
        pytest.param("29", "2 5 10 20 30", "20 5 2 2", id="exact with four vials"),
        pytest.param("22.5", "5 10 20", "20", id="a tie goes down"),
        pytest.param("22.52", "5 10 20", "20 5", id="just above the tie"),
        pytest.param("1", "5 10 20", "5", id="never nothing"),
        pytest.param("24", "10", "10 10", id="one size only"),
        pytest.param("23.75", "1.25 2.5 5", "5 5 5 5 2.5 1.25", id="quarters of a gram"),
        pytest.param("40", "5 10 20 40", "40", id="fewest vials"),
        pytest.param("6", "3 2 4", "4 2", id="of equally few the larger"),
    ],
)
def test_nearest_total(raw, sizes, vials):
    total, packed = nearest(Fraction(raw), grams(sizes))

    assert packed == grams(vials)
    assert total == sum(map(Fraction, packed))


@pytest.mark.parametrize(
    ("raw", "sizes", "vials"),
    [
        pytest.param("29", "2 5 10 20 30", "30", id="one vial within 5 %"),
        pytest.param("20", "19 21", "19", id="both at exactly 5 %: the smaller"),
        pytest.param("20", "18.9 21.1", "18.9", id="nothing within: the nearest"),
        pytest.param("20", "1 19 20", "20", id="of equally few the closest"),
    ],
)
def test_fewest_vials_within_the_tolerance(raw, sizes, vials):
    _, packed = fewest_within(Fraction(raw), grams(sizes), tolerance_pct=FIVE_PCT)

    assert packed == grams(vials)


def test_a_total_no_vials_make_up_is_refused():
    shelf = Shelf(OCTAGAM, up_to=Fraction(40))

    with pytest.raises(ValueError, match="no vials make up 3 g"):
        shelf.vials(Fraction(3))
    with pytest.raises(ValueError, match="no vials make up"):
        shelf.vials(Fraction("2.5"))


SIZES = st.lists(
    st.sampled_from(grams("0.5 1 1.25 2 2.5 3 5 7 10")), min_size=1, max_size=4, unique=True
)
RAW = st.fractions(min_value=Fraction(1, 10), max_value=14, max_denominator=40)


def every_packing(sizes, *, up_to):
    """Try every combination of vials: the slow way that cannot be wrong."""
    most = int(up_to / min(map(Fraction, sizes))) + 1
    return [
        vials
        for count in range(1, most + 1)
        for vials in combinations_with_replacement(sorted(sizes, reverse=True), count)
        if sum(map(Fraction, vials)) <= up_to
    ]


@given(raw=RAW.map(lambda raw: raw / 2), sizes=SIZES.filter(lambda s: min(s) >= 1))
def test_packing_is_as_good_as_trying_everything(raw, sizes):
    total, vials = nearest(raw, sizes)
    tried = every_packing(sizes, up_to=raw + Fraction(min(sizes)))
    totals = {sum(map(Fraction, packing)) for packing in tried}
    closest = min(totals, key=lambda grams: (abs(grams - raw), grams))
    same = [packing for packing in tried if sum(map(Fraction, packing)) == closest]
    fewest = min(map(len, same))

    assert total == closest
    assert vials == max(packing for packing in same if len(packing) == fewest)


@given(raw=RAW, sizes=SIZES)
def test_the_vials_add_up_to_the_grams(raw, sizes):
    for total, vials in (
        nearest(raw, sizes),
        fewest_within(raw, sizes, tolerance_pct=FIVE_PCT),
    ):
        assert sum(map(Fraction, vials)) == total > 0
        assert set(vials) <= set(sizes)
        assert list(vials) == sorted(vials, reverse=True)
