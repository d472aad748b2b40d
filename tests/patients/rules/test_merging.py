"""In what two records of one person differ, and what no one person can be."""

import pytest

from foundation.medicine.dates import read_date
from patients.rules.merging import Difference, Identity, differences


def who(name: str = "Asha Patil", born: str = "", **fields) -> Identity:
    return Identity(name=name, born=read_date(born) if born else None, **fields)


@pytest.mark.parametrize(
    ("kept", "merged", "found"),
    [
        pytest.param(who(), who(), [], id="nothing known differs"),
        pytest.param(who(), who("ASHA patil"), [], id="capitals are no difference"),
        pytest.param(
            who(), who("Asha Pateel"), [("Name", False)], id="a name spelt otherwise"
        ),
        pytest.param(who(born="1992"), who(), [], id="known to one of them only"),
        pytest.param(
            who(born="12.4.1992"), who(born="13.4.1992"), [("Born", True)],
            id="two days of birth",
        ),
        pytest.param(
            who(born="1992"), who(born="12.4.1992"), [("Born", False)],
            id="a year and a day of it",
        ),
        pytest.param(
            who(born="about 1990"), who(born="12.4.1992"), [("Born", False)],
            id="about a year is not sure",
        ),
        pytest.param(
            who(abo="O"), who("Asha Pateel", abo="A"),
            [("ABO group", True), ("Name", False)],
            id="two blood groups, the grave first",
        ),
        pytest.param(who(rhd="positive"), who(rhd="negative"), [("RhD", True)], id="RhD"),
        pytest.param(who(abo="O"), who(), [], id="an unknown group contradicts nothing"),
        pytest.param(
            who(others=(("E-mail", "a@example.org"),)),
            who(others=(("E-mail", "b@example.org"),)),
            [("E-mail", False)],
            id="two addresses",
        ),
    ],
)  # fmt: skip
def test_what_differs(kept, merged, found):
    assert [(each.what, each.is_grave) for each in differences(kept, merged)] == found


def test_each_difference_says_both():
    [one] = differences(who(born="12.4.1992"), who(born="1993"))
    assert one == Difference("Born", "12 Apr 1992", "1993", is_grave=True)
