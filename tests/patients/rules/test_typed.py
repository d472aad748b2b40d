"""What was typed into the search box is recognised as people write it."""

import pytest

from foundation.medicine.dates import read_date
from patients.rules.typed import Typed, read_typed

BORN = read_date("12 Mar 1990")


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        pytest.param("", Typed(), id="nothing"),
        pytest.param("  ", Typed(), id="blanks"),
        pytest.param("PATIL  Asha", Typed(words=("patil", "asha")), id="two words"),
        pytest.param("Əliyev", Typed(words=("eliyev",)), id="accents"),
        pytest.param("पाटील", Typed(words=("पाटील",)), id="Devanagari"),
        pytest.param("a", Typed(words=("a",)), id="one letter begins a name"),
        pytest.param("c1042", Typed(number="C1042"), id="number of a couple"),
        pytest.param("C 1042 f", Typed(number="C1042"), id="number of her"),
        pytest.param("C1042X", Typed(words=("c1042x",)), id="no number"),
        pytest.param(
            "1042", Typed(number="C1042", digits=("1042",)), id="number or last digits"
        ),
        pytest.param("104", Typed(number="C104"), id="too few for a telephone"),
        pytest.param("99", Typed(), id="too few for anything"),
        pytest.param(
            "(0)98200-11223", Typed(digits=("9820011223",)), id="punctuation and zero"
        ),
        pytest.param("+44 (0)20 7946", Typed(digits=("44207946",)), id="zero within"),
        pytest.param(
            "00 44 20 7946", Typed(number="C0044207946", digits=("44207946",)), id="00"
        ),
        pytest.param(
            "8 900 200-12-34",
            Typed(digits=("89002001234", "9002001234")),
            id="the 8 of Russia may be dialled or belong to the number",
        ),
        pytest.param("8 900 200-12-3", Typed(digits=("8900200123",)), id="one too few"),
        pytest.param("12.3.1990", Typed(born=BORN), id="points"),
        pytest.param("12/03/1990", Typed(born=BORN), id="strokes"),
        pytest.param("1990-03-12", Typed(born=BORN), id="year first"),
        pytest.param("12 March 1990", Typed(born=BORN), id="the month as a word"),
        pytest.param("Mar 1990", Typed(born=read_date("Mar 1990")), id="only a month"),
        pytest.param(
            "12031990",
            Typed(number="C12031990", digits=("12031990",), born_together=BORN),
            id="figures alone may be anything",
        ),
        pytest.param(
            "19900312",
            Typed(number="C19900312", digits=("19900312",), born_together=BORN),
            id="figures alone, year first",
        ),
        pytest.param(
            "31021990", Typed(number="C31021990", digits=("31021990",)), id="no such day"
        ),
        pytest.param("1990", Typed(number="C1990", digits=("1990",)), id="a year alone"),
        pytest.param(
            "Asha 1990",
            Typed(words=("asha",), born=read_date("1990")),
            id="a year beside a name",
        ),
        pytest.param(
            "Patil 12 Mar 1990", Typed(words=("patil",), born=BORN), id="name and date"
        ),
        pytest.param(
            "12.3.1990 Patil Asha",
            Typed(words=("patil", "asha"), born=BORN),
            id="date and name",
        ),
        pytest.param(
            "Asha 98200 11223",
            Typed(words=("asha",), digits=("9820011223",)),
            id="name and telephone",
        ),
        pytest.param("Asha 99", Typed(words=("asha",)), id="few figures beside a name"),
        pytest.param("31.2.1990 x", Typed(words=("x",), digits=("3121990",)), id="no day"),
        pytest.param("a b c d e f g", Typed(words=tuple("abcdef")), id="at most six"),
        pytest.param("%", Typed(), id="a sign"),
        pytest.param("?", Typed(), id="a date that is not known is no date"),
    ],
)
def test_what_was_typed(text, typed):
    assert read_typed(text) == typed
