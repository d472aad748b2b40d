"""Two weeks of backups stay, the first of each month for a year, the newest always."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.safekeeping.rules.retention import to_remove

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


def day(month: int, number: int, year: int = 2026) -> datetime:
    return datetime(year, month, number, 2, 30, tzinfo=UTC)


def nights(number: int) -> list[datetime]:
    return [AT - timedelta(minutes=30, days=back) for back in range(number)]


def test_every_one_of_two_weeks_stays():
    assert to_remove(nights(14), at=AT) == []


def test_an_older_one_goes_unless_it_is_the_first_of_its_month():
    assert to_remove([day(10, 1), day(10, 2), day(11, 19)], at=AT) == [day(10, 2)]


def test_the_first_that_was_made_in_a_month_stands_for_it():
    assert to_remove([day(9, 7), day(9, 8), day(11, 19)], at=AT) == [day(9, 8)]


def test_after_a_year_a_month_goes_too():
    made = [day(11, 1, 2025), day(12, 1, 2025), day(11, 19)]
    assert to_remove(made, at=AT) == [day(11, 1, 2025)]


def test_the_newest_stays_however_old_it_is():
    assert to_remove([day(1, 2, 2020)], at=AT) == []


def test_two_years_of_nights_become_two_weeks_and_a_year_of_months():
    kept = set(nights(730)) - set(to_remove(nights(730), at=AT))
    assert len(kept) == 14 + 12


@given(st.lists(st.integers(0, 3000).map(lambda days: AT - timedelta(days=days))))
def test_nothing_of_two_weeks_and_never_the_newest_is_removed(made):
    removed = to_remove(made, at=AT)
    assert not [moment for moment in removed if AT - moment <= timedelta(days=14)]
    assert max(made, default=None) not in removed
    assert to_remove([m for m in made if m not in removed], at=AT) == []
