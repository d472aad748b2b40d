from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.medicine.quantities import Comparator, Quantity, UnreadableValue
from foundation.medicine.readings import Ordinal, ResultType, Scale, read_value

D = Decimal
NUMBER = Scale(ResultType.QUANTITATIVE, "pg/mL", decimals=1)
TITRE = Scale(ResultType.TITRE, "{titer}", decimals=0)
WORD = Scale(ResultType.ORDINAL)
NAME = Scale(ResultType.NOMINAL)
HLA = Scale(ResultType.HLA_GENOTYPE)
GENES = Scale(ResultType.GENOTYPE_LIST)


@pytest.mark.parametrize(
    ("typed", "value", "comparator"),
    [
        pytest.param("12.4", "12.4", "", id="a number"),
        pytest.param("12,4", "12.4", "", id="a decimal comma"),
        pytest.param("5,2", "5.2", "", id="another decimal comma"),
        pytest.param("0,123", "0.123", "", id="three decimals after a zero"),
        pytest.param("12.40", "12.40", "", id="the laboratory's zero stays"),
        pytest.param(" 12.4  pg/ml", "12.4", "", id="with its own unit"),
        pytest.param("<0.5", "0.5", "<", id="below detection"),
        pytest.param("< 0,5", "0.5", "<", id="below detection, comma"),
        pytest.param("≤0.5", "0.5", "<=", id="at most, one sign"),
        pytest.param("=<0.5", "0.5", "<=", id="at most, turned"),
        pytest.param(">=40", "40", ">=", id="at least"),
        pytest.param("≥ 40", "40", ">=", id="at least, one sign"),
        pytest.param(">100", "100", ">", id="above the range"),
        pytest.param("-20", "-20", "", id="negative"),
        pytest.param("−20", "-20", "", id="a printed minus"),
        pytest.param(".5", "0.5", "", id="without a leading zero"),
    ],
)
def test_a_number_is_read_as_typed(typed, value, comparator):
    read = read_value(typed, NUMBER)

    assert read.quantity == Quantity(D(value), Comparator(comparator), "pg/mL")
    assert str(read.quantity.value) == value
    assert (read.ordinal, read.genotype, read.genes) == (None, None, ())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("12,4,5", "12,4,5 has more than one decimal mark", id="two commas"),
        pytest.param("12.4.5", "12.4.5 has more than one decimal mark", id="two points"),
        pytest.param("1,234.5", "1,234.5 has more than one decimal mark", id="both marks"),
        pytest.param("1,234", "1,234 can be a thousand or a fraction", id="both readings"),
        pytest.param("<12,345", "<12,345 can be a thousand or a", id="both, censored"),
        pytest.param("12.4 mg/L", "“mg/L” is not the unit of this test", id="other unit"),
        pytest.param("5.", "“5.” is not a number.", id="a point and nothing"),
        pytest.param("1 234", "“1 234” is not a number.", id="a space inside"),
        pytest.param("<", "“<” is not a number.", id="only a sign"),
        pytest.param("pending", "“pending” is not a number.", id="a word"),
        pytest.param("neg", "“neg” is a word; this test reports a number.", id="negative"),
        pytest.param("1:40", "1:40 is a titre; this test reports a number.", id="a titre"),
    ],
)
def test_what_is_no_number_is_refused_in_words(typed, sentence):
    with pytest.raises(UnreadableValue) as refusal:
        read_value(typed, NUMBER)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("scale", [NUMBER, TITRE, WORD, NAME, HLA, GENES])
@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_is_no_result(scale, typed):
    assert read_value(typed, scale) is None


@pytest.mark.parametrize(
    ("typed", "reciprocal", "comparator", "shown"),
    [
        pytest.param("1:160", 160, "", "1:160", id="a titre"),
        pytest.param("1/320", 320, "", "1:320", id="with a slash"),
        pytest.param("160", 160, "", "1:160", id="only its reciprocal"),
        pytest.param(">=1:40", 40, ">=", "≥1:40", id="at least"),
        pytest.param("≥1:40", 40, ">=", "≥1:40", id="at least, one sign"),
        pytest.param("> 1:640", 640, ">", ">1:640", id="above"),
        pytest.param("<1:80", 80, "<", "<1:80", id="below"),
    ],
)
def test_a_titre_is_read_as_typed(typed, reciprocal, comparator, shown):
    read = read_value(typed, TITRE)

    assert read.quantity == Quantity(D(reciprocal), Comparator(comparator), "{titer}")
    assert read.text() == shown


def test_a_titre_may_be_a_word():
    read = read_value("neg", TITRE)

    assert (read.ordinal, read.quantity, read.text()) == (
        Ordinal.NEGATIVE,
        None,
        "negative",
    )


@pytest.mark.parametrize("typed", ["2:160", "1:12.5", "1:", "1:-4", "high"])
def test_what_is_no_titre_is_refused_in_words(typed):
    with pytest.raises(UnreadableValue, match="is not a titre"):
        read_value(typed, TITRE)


@pytest.mark.parametrize(
    ("typed", "ordinal", "shown", "grade"),
    [
        pytest.param("neg", "negative", "negative", None, id="neg"),
        pytest.param("Negative.", "negative", "negative", None, id="with a full stop"),
        pytest.param("NR", "negative", "non-reactive", None, id="NR is non-reactive"),
        pytest.param("Non-Reactive", "negative", "non-reactive", None, id="non-reactive"),
        pytest.param("not detected", "negative", "not detected", None, id="not detected"),
        pytest.param("non-immune", "negative", "non-immune", None, id="non-immune"),
        pytest.param("Reactive", "positive", "reactive", None, id="reactive"),
        pytest.param("positive", "positive", "positive", None, id="positive"),
        pytest.param("Immune", "positive", "immune", None, id="immune"),
        pytest.param("+", "positive", "positive", None, id="one plus has no grade"),
        pytest.param("3+", "positive", "positive (3+)", 3, id="3+"),
        pytest.param("+2", "positive", "positive (2+)", 2, id="+2"),
        pytest.param("+++", "positive", "positive (3+)", 3, id="three plus signs"),
        pytest.param("equivocal", "indeterminate", "equivocal", None, id="equivocal"),
        pytest.param("Grey  zone", "indeterminate", "borderline", None, id="grey zone"),
    ],
)
def test_a_word_is_read_as_typed(typed, ordinal, shown, grade):
    read = read_value(typed, WORD)

    assert (read.ordinal, read.text(), read.grade) == (Ordinal(ordinal), shown, grade)


@pytest.mark.parametrize("typed", ["haemolysed", "not done", "-", "5+", "0.4"])
def test_an_unknown_word_is_refused_and_never_negative(typed):
    with pytest.raises(UnreadableValue, match="is not a result of this test"):
        read_value(typed, WORD)


def test_a_name_is_kept_as_typed():
    assert read_value(" 46,XX ", NAME).text() == "46,XX"


@pytest.mark.parametrize(
    ("typed", "shown", "resolutions", "homozygous"),
    [
        pytest.param("A*02:01, A*24:02", "A*02:01, A*24:02", [2, 2], False, id="two"),
        pytest.param("HLA-A*02:01 a*24", "A*02:01, A*24", [2, 1], False, id="prefix, case"),
        pytest.param("A*02:01", "A*02:01", [2], False, id="one is not homozygous"),
        pytest.param(
            "A*02:01 homozygous", "A*02:01 (homozygous)", [2], True, id="the lab says so"
        ),
        pytest.param("DRB1*15:01:01G", "DRB1*15:01:01G", [3], False, id="a G group"),
        pytest.param("A2; A24", "A2, A24", [0, 0], False, id="serology is only text"),
        pytest.param("A*02:AB, A*03:01", "A*02:AB, A*03:01", [0, 2], False, id="coded"),
    ],
)
def test_an_hla_genotype_is_read_as_typed(typed, shown, resolutions, homozygous):
    genotype = read_value(typed, HLA).genotype

    assert genotype.text() == shown
    assert [allele.resolution for allele in genotype.alleles] == resolutions
    assert genotype.homozygous is homozygous


def test_a_null_allele_is_known_as_one():
    null, expressed = read_value("C*04:09N, C*07:02", HLA).genotype.alleles

    assert (null.is_null, expressed.is_null) == (True, False)
    assert null.fields == ("04", "09")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("A*02:01 A*24:02 A*03:01", "write one or two alleles", id="three"),
        pytest.param("A*02:01 B*07:02", "names two loci: A, B", id="two loci"),
        pytest.param("homozygous", "write one or two alleles", id="no allele"),
    ],
)
def test_an_impossible_genotype_is_refused_in_words(typed, sentence):
    with pytest.raises(UnreadableValue, match=sentence):
        read_value(typed, HLA)


def test_a_gene_list_is_read_in_the_catalogue_order():
    assert read_value("3dp1, KIR2DL3; 2DL1 2DL1", GENES).genes == ("2DL1", "2DL3", "3DP1")


@pytest.mark.parametrize("typed", ["2DL9", "2DL1, 2DL1P", ","])
def test_an_unknown_gene_is_refused_in_words(typed):
    with pytest.raises(UnreadableValue, match=r"no such gene|genes that are present"):
        read_value(typed, GENES)


@given(
    st.sampled_from(Comparator),
    st.decimals(min_value=-9999, max_value=9999, places=2, allow_nan=False),
)
def test_a_number_survives_being_shown_and_read(comparator, value):
    quantity = Quantity(value, comparator, "pg/mL")
    again = read_value(quantity.text(), NUMBER).quantity

    assert (again.value, again.comparator) == (value, comparator)
    assert isinstance(again.value, Decimal)


@given(st.text(max_size=16), st.sampled_from([NUMBER, TITRE, WORD, NAME, HLA, GENES]))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text, scale):
    with suppress(UnreadableValue):
        read = read_value(text, scale)
        assert read is None or read.text()
