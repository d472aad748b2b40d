"""Flags of a result: quantities, words and titres."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from foundation.medicine.intervals import Context, Flag, Interval, NoFlag
from foundation.medicine.quantities import Comparator, Quantity
from foundation.medicine.readings import ResultType, Scale, read_value
from immunology.rules.analytes import Analyte, UnitFactor
from immunology.rules.flags import (
    RULE_VERSION,
    TitreCutoff,
    flag_ordinal,
    flag_quantity,
    flag_result,
    flag_titre,
    flag_words,
)

D = Decimal
CONTEXT = Context(collected=date(2026, 3, 1))
VITAMIN_D = Interval("vd", "vitd_25oh", "ng/mL", D(30), D(100))
NMOL = UnitFactor("vitd_25oh", "ng/mL", "nmol/L", D("2.496"))


def vitamin(value, unit, *, interval=VITAMIN_D, comparator="", factors=(NMOL,)):
    return flag_quantity(
        Quantity(D(value), Comparator(comparator), unit),
        analyte="vitd_25oh",
        intervals=[interval],
        context=CONTEXT,
        factors=factors,
    )


@pytest.mark.parametrize(
    ("value", "unit", "flag"),
    [
        pytest.param("30", "ng/mL", "N", id="no conversion, on the limit"),
        pytest.param("74.88", "nmol/L", "N", id="converted, exactly on the limit"),
        pytest.param("74.87", "nmol/L", "L", id="converted, just below"),
        pytest.param("249.6", "nmol/L", "N", id="converted, on the upper limit"),
        pytest.param("249.7", "nmol/L", "H", id="converted, just above"),
    ],
)
def test_a_listed_factor_converts_exactly(value, unit, flag):
    flagged = vitamin(value, unit)

    assert flagged.flag == flag
    assert flagged.interval is VITAMIN_D
    assert flagged.factor == (None if unit == "ng/mL" else NMOL)


def test_a_listed_factor_converts_both_ways():
    in_nmol = replace(VITAMIN_D, unit="nmol/L", low=D("74.88"), high=D("249.6"))

    assert vitamin("30", "ng/mL", interval=in_nmol).flag is Flag.NORMAL
    assert vitamin("29.99", "ng/mL", interval=in_nmol).flag is Flag.LOW


def test_a_censored_value_stays_censored_when_converted():
    assert vitamin("74.88", "nmol/L", comparator="<").flag is Flag.LOW
    assert vitamin("74.88", "nmol/L", comparator="<=").flag is Flag.INDETERMINATE


@pytest.mark.parametrize(
    ("unit", "factors"),
    [
        pytest.param("umol/L", (NMOL,), id="a unit that is not listed"),
        pytest.param("nmol/L", (), id="nothing is listed"),
        pytest.param("nmol/L", (replace(NMOL, analyte="ft4"),), id="for another test"),
        pytest.param("", (NMOL,), id="no unit"),
    ],
)
def test_an_unlisted_unit_is_never_converted(unit, factors):
    flagged = vitamin("60", unit, factors=factors)

    assert (flagged.flag, flagged.reason) == (None, NoFlag.UNIT_MISMATCH)
    assert flagged.interval is VITAMIN_D


def test_without_an_interval_nothing_is_normal():
    flagged = flag_quantity(
        Quantity(D(60), unit="ng/mL"), analyte="ft4", intervals=[VITAMIN_D], context=CONTEXT
    )

    assert (flagged.flag, flagged.interval) == (None, None)
    assert flagged.reason is NoFlag.NO_INTERVAL


def test_an_impossible_value_has_no_flag():
    flagged = vitamin("0", "ng/mL", comparator="<")

    assert (flagged.flag, flagged.reason) == (None, NoFlag.IMPOSSIBLE)


@pytest.mark.parametrize(
    ("floor", "flag"),
    [
        pytest.param(D(0), None, id="less than -5 of a count cannot be"),
        pytest.param(D(-200), "L", id="less than -5 of a suppression is low"),
        pytest.param(None, "L", id="no floor at all"),
    ],
)
def test_the_floor_belongs_to_the_test(floor, flag):
    flagged = flag_quantity(
        Quantity(D(-5), Comparator.LESS, "ng/mL"),
        analyte="vitd_25oh",
        intervals=[VITAMIN_D],
        context=CONTEXT,
        floor=floor,
    )

    assert flagged.flag == flag


@pytest.mark.parametrize(
    ("word", "expected", "flag", "reason"),
    [
        pytest.param("neg", "negative", "N", None, id="negative where that is expected"),
        pytest.param("reactive", "negative", "A", None, id="reactive is not"),
        pytest.param("3+", "negative", "A", None, id="a grade is positive"),
        pytest.param("Immune", "positive", "N", None, id="immune to rubella"),
        pytest.param("non-immune", "positive", "A", None, id="not immune to rubella"),
        pytest.param("Equivocal", "negative", "IND", None, id="equivocal is neither"),
        pytest.param("Equivocal", "positive", "IND", None, id="nor here"),
        pytest.param("haemolysed", "negative", None, "unknown_word", id="unknown word"),
        pytest.param("positive", "none", None, "no_expectation", id="past exposure"),
        pytest.param("equivocal", "none", None, "no_expectation", id="neither expected"),
        pytest.param("negative", "", None, "no_expectation", id="the catalogue is silent"),
    ],
)
def test_a_word_is_compared_with_what_is_expected(word, expected, flag, reason):
    flagged = flag_ordinal(word, expected=expected)

    assert (flagged.flag, flagged.reason) == (flag, reason)


COUNTED = TitreCutoff(D(160), counts_itself=True)
NOT_COUNTED = TitreCutoff(D(160), counts_itself=False)


@pytest.mark.parametrize(
    ("titre", "counted", "not_counted"),
    [
        pytest.param("1:80", "N", "N", id="below"),
        pytest.param("1:160", "A", "N", id="at the cut-off: a setting"),
        pytest.param("1:320", "A", "A", id="above"),
        pytest.param("1/320", "A", "A", id="with a slash"),
        pytest.param("<1:80", "N", "N", id="less than something below"),
        pytest.param("<1:160", "N", "N", id="less than the cut-off"),
        pytest.param("<=1:160", "IND", "N", id="at most the cut-off"),
        pytest.param("<1:320", "IND", "IND", id="less than something above"),
        pytest.param(">1:80", "IND", "IND", id="more than something below"),
        pytest.param(">1:160", "A", "A", id="more than the cut-off, either way"),
        pytest.param(">=1:160", "A", "IND", id="at least the cut-off"),
        pytest.param("> 1:640", "A", "A", id="more than something above"),
        pytest.param("negative", "N", "N", id="negative"),
        pytest.param("positive", "IND", "IND", id="positive, but at which titre?"),
        pytest.param("speckled", None, None, id="an unknown word"),
    ],
)
def test_a_titre_is_compared_with_its_cutoff(titre, counted, not_counted):
    assert flag_titre(titre, cutoff=COUNTED).flag == counted
    assert flag_titre(titre, cutoff=NOT_COUNTED).flag == not_counted


def test_a_titre_without_a_cutoff_has_no_flag():
    flagged = flag_titre("1:160", cutoff=None)

    assert (flagged.flag, flagged.reason) == (None, NoFlag.NO_CUTOFF)


HIV = Analyte("hiv", "HIV-1/2", Scale(ResultType.ORDINAL), "negative")
ANA = Analyte("ana_titre", "ANA titre", Scale(ResultType.TITRE, "{titer}"))
VITD = Analyte("vitd_25oh", "25-OH vitamin D", Scale(ResultType.QUANTITATIVE, "ng/mL"))
KARYOTYPE = Analyte("karyotype", "Karyotype", Scale(ResultType.NOMINAL))


@pytest.mark.parametrize(
    ("analyte", "typed", "flag", "rule"),
    [
        pytest.param(HIV, "NR", "N", "flag_ordinal", id="a word"),
        pytest.param(ANA, ">1:640", "A", "flag_titre", id="a titre"),
        pytest.param(VITD, "12", "L", "flag_quantity", id="a number"),
        pytest.param(KARYOTYPE, "46,XX", None, "flag_result", id="a name has no flag"),
    ],
)
def test_every_kind_of_result_is_flagged_in_its_way(analyte, typed, flag, rule):
    flagged = flag_result(
        read_value(typed, analyte.scale),
        analyte=analyte,
        intervals=[VITAMIN_D],
        context=CONTEXT,
        cutoff=COUNTED,
    )

    assert (flagged.flag, flagged.rule, flagged.rule_version) == (flag, rule, RULE_VERSION)


def test_flags_are_said_in_words():
    low, unplaced = vitamin("12", "ng/mL"), vitamin("40", "ng/mL", comparator="<")

    assert flag_words(low, reported="12 ng/mL") == "low"
    assert flag_words(unplaced, reported="<40 ng/mL") == (
        "cannot be placed: reported as <40 ng/mL"
    )


@pytest.mark.parametrize("flag", [*Flag, *NoFlag])
def test_every_flag_and_every_absence_has_words(flag):
    bare = vitamin("12", "ng/mL")
    has_flag = isinstance(flag, Flag)
    flagged = replace(
        bare, flag=flag if has_flag else None, reason=None if has_flag else flag
    )

    assert flag_words(flagged, reported="12")
