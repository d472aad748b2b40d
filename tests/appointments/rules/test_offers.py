"""What can be offered: open minus busy."""

import pytest

from appointments.rules.offers import Candidate, Offer, Search, nearest, offers

DAY = set(range(100, 120))


def found(*, length=2, clinicians=None, rooms=None, marks=None) -> list[int]:
    search = Search(
        length=length,
        clinicians=clinicians or [Candidate(7, DAY)],
        rooms=rooms or [Candidate(1, DAY)],
        marks=marks,
    )
    return [offer.quarter for offer in offers(search, sorted(DAY))]


def test_a_visit_must_end_before_closing():
    assert found(length=18) == [100, 101, 102]


def test_a_visit_fits_exactly_between_two_others():
    assert found(rooms=[Candidate(1, {104, 105})]) == [104]


def test_clinician_and_room_must_be_free_together():
    assert (
        found(clinicians=[Candidate(7, {100, 101})], rooms=[Candidate(1, {102, 103})]) == []
    )


def test_a_day_without_a_free_clinician_offers_nothing():
    assert found(clinicians=[Candidate(7, set())]) == []


def test_the_first_free_pair_is_offered_once():
    search = Search(
        length=1,
        clinicians=[Candidate(7, {105}), Candidate(8, {105, 106})],
        rooms=[Candidate(1, {106}), Candidate(2, {105})],
    )
    assert list(offers(search, [105, 106])) == [Offer(105, 7, 2), Offer(106, 8, 1)]


def test_half_hours_are_offered_as_a_habit():
    assert found(marks={100, 102, 104}) == [100, 102, 104]


def test_a_quarter_is_offered_where_it_closes_a_gap():
    free = DAY - {102}  # somebody has the quarter before 103
    assert found(rooms=[Candidate(1, free)], marks={100, 104}) == [100, 103, 104]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(110, [108, 109, 111], id="before and after"),
        pytest.param(100, [100, 101, 102], id="at the opening"),
        pytest.param(200, [117, 118, 119], id="after the last"),
    ],
)
def test_the_nearest_are_the_closest_in_order(wanted, expected):
    free = [Offer(quarter, 7, 1) for quarter in sorted(DAY - {110})]
    assert [offer.quarter for offer in nearest(free, to=wanted, count=3)] == expected


def test_a_visit_takes_place_somewhere():
    with pytest.raises(ValueError, match="somewhere"):
        found(rooms=[Candidate(None, DAY)])
