"""A row of what was found: what was typed is text, what is unknown is left out."""

from datetime import UTC, date, datetime

import pytest

from appointments.selectors import Listed, Partner
from clinic.found import Found, rows
from foundation.medicine.dates import ApproximateDate

TYPED = "<b>\"A\" & 'B'</b>"
SHOWN = "&lt;b&gt;&quot;A&quot; &amp; &#x27;B&#x27;&lt;/b&gt;"


def row(**about) -> str:
    woman = Partner(TYPED, TYPED, TYPED, about.pop("born_on", None))
    listed = {
        "pk": 1, "number": "C1", "ended": None, "woman": woman, "man": woman,
        "digits": (), "next_visit": None,
    }  # fmt: skip
    return rows([Found.of(Listed(**listed | about), on=date(2026, 11, 30))])


@pytest.mark.parametrize("place", ["number", "digits"])
def test_what_was_typed_is_text(place):
    written = row(**{place: (TYPED,) if place == "digits" else TYPED})

    assert "<b>" not in written
    assert written.count(SHOWN) == 6 + (place == "number")


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"born_on": date(1990, 12, 1)}, "> 35 y<"),
        ({"ended": ApproximateDate(2023, about=True)}, "> until about 2023<"),
        ({"digits": ("919820011223", "919820044556")}, ">… 1223, … 4556<"),
        ({"next_visit": datetime(2026, 12, 1, 18, 31, tzinfo=UTC)}, ">2 Dec, 00:01<"),
        ({"number": "C7"}, 'href="/couples/C7/">C7<'),
    ],
)
def test_it_tells_one_couple_from_another(about, told):
    assert told in row(**about)


@pytest.mark.parametrize("absent", [" y<", "until", "…"])
def test_what_is_not_known_is_left_out(absent):
    assert absent not in row()
