"""How a laboratory value is read as it was typed.

    typed          read as
    12.4   12,4    12.4                      one comma is a decimal mark
    <0.5   ≥ 40    <0.5, ≥40                 a censored value stays censored
    1:160  >=1:40  titre 1:160, ≥1:40
    NR     3+      non-reactive, positive (3+)
    12,4,5         refused, in words

Nothing is rounded, converted or guessed. What can be read in two ways is refused.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from foundation.medicine.genotypes import Genotype, read_genes, read_genotype
from foundation.medicine.quantities import Comparator, Quantity, UnreadableValue
from foundation.medicine.units import is_same_unit, unit_text


class ResultType(StrEnum):
    """What kind of answer a test gives."""

    QUANTITATIVE = "quantitative"
    TITRE = "titre"
    ORDINAL = "ordinal"
    NOMINAL = "nominal"
    HLA_GENOTYPE = "hla_genotype"
    GENOTYPE_LIST = "genotype_list"


class Ordinal(StrEnum):
    """The answers of a test that is not a number."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Scale:
    """What a test can report: kind, unit, decimals, and what is impossible or unusual.

    Outside the hard limits a value is refused, outside the soft ones it asks. All four
    limits still belong to the allowed values. They are engineering limits, not medicine.
    """

    result_type: ResultType
    unit: str = ""
    decimals: int | None = None
    hard_low: Decimal | None = None
    hard_high: Decimal | None = None
    soft_low: Decimal | None = None
    soft_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it was understood. Exactly the parts that belong to its kind are set."""

    result_type: ResultType
    shown: str
    quantity: Quantity | None = None
    ordinal: Ordinal | None = None
    grade: int | None = None
    genotype: Genotype | None = None
    genes: tuple[str, ...] = ()

    def text(self) -> str:
        """Show it as read."""
        return self.shown


_COMPARATORS: Final[Mapping[str, Comparator]] = {
    "": Comparator.NONE,
    "<": Comparator.LESS,
    "<=": Comparator.AT_MOST,
    "=<": Comparator.AT_MOST,
    "≤": Comparator.AT_MOST,
    ">": Comparator.GREATER,
    ">=": Comparator.AT_LEAST,
    "=>": Comparator.AT_LEAST,
    "≥": Comparator.AT_LEAST,
}
_BEFORE = r"(?P<comparator><=|>=|=<|=>|<|>|≤|≥)?\s*"
_UNIT_BEHIND = r"(?P<unit>[^\W\d].*|[%/{\[µμ].*|)"
_NUMBER = re.compile(_BEFORE + r"(?P<sign>[-+−]?)(?P<number>\d*[.,]?\d+)\s*" + _UNIT_BEHIND)
_TITRE = re.compile(_BEFORE + r"(?:1\s*[:/]\s*)?(?P<number>\d+)")
_LOOKS_LIKE_TITRE = re.compile(r".*\d\s*[:/]\s*\d.*")
_SEVERAL_MARKS = re.compile(r"[-+−<>=≤≥\s]*\d+[.,]\d+(?:[.,]\d+)+.*")
_PERHAPS_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")
_GRADE = re.compile(r"(?P<before>[1-4])\s*\+|\+\s*(?P<after>[1-4])|(?P<signs>\+{2,4})")

_WORDS: Final[Mapping[Ordinal, Mapping[str, tuple[str, ...]]]] = {
    Ordinal.NEGATIVE: {
        "negative": ("negative", "neg", "-ve"),
        "non-reactive": ("non-reactive", "nonreactive", "non reactive", "nr"),
        "not detected": ("not detected", "undetected", "target not detected"),
        "absent": ("absent",),
        "non-immune": ("non-immune", "nonimmune", "non immune", "not immune"),
    },
    Ordinal.POSITIVE: {
        "positive": ("positive", "pos", "+ve", "+"),
        "reactive": ("reactive",),
        "detected": ("detected",),
        "present": ("present",),
        "immune": ("immune",),
    },
    Ordinal.INDETERMINATE: {
        "indeterminate": ("indeterminate", "indet", "ind", "inconclusive"),
        "equivocal": ("equivocal",),
        "borderline": ("borderline", "grey zone", "gray zone"),
    },
}
_SPELLINGS: Final = {
    spelling: (ordinal, shown)
    for ordinal, words in _WORDS.items()
    for shown, spellings in words.items()
    for spelling in spellings
}


def read_value(typed: str, scale: Scale) -> Reading | None:
    """Read what was typed for a test. Nothing typed is None: not reported, never normal.

    Raises:
        UnreadableValue: it cannot be read as this kind of result, or in two ways.
    """
    text = " ".join(typed.split())
    if not text:
        return None
    return _READERS[scale.result_type](text, scale)


def read_ordinal(text: str) -> Reading | None:
    """Read a word or a grade such as 3+. An unknown word is None; nobody guesses."""
    plain = " ".join(text.lower().split()).rstrip(".")
    if plain in _SPELLINGS:
        ordinal, shown = _SPELLINGS[plain]
        return Reading(ResultType.ORDINAL, shown, ordinal=ordinal)
    if grade := _GRADE.fullmatch(plain):
        plus = int(grade["before"] or grade["after"] or len(grade["signs"]))
        shown = f"positive ({plus}+)"
        return Reading(ResultType.ORDINAL, shown, ordinal=Ordinal.POSITIVE, grade=plus)
    return None


def read_titre(text: str, *, unit: str = "{titer}") -> Reading | None:
    """Read a titre: 1:160, 1/320, >1:640, or a word. None when it is neither.

    The number is the reciprocal: 160 for 1:160.
    """
    if found := _TITRE.fullmatch(text.strip()):
        comparator = _COMPARATORS[found["comparator"] or ""]
        quantity = Quantity(Decimal(found["number"]), comparator, unit)
        shown = f"{quantity.comparator_shown}1:{found['number']}"
        return Reading(ResultType.TITRE, shown, quantity=quantity)
    word = read_ordinal(text)
    if word is None:
        return None
    return Reading(ResultType.TITRE, word.shown, ordinal=word.ordinal, grade=word.grade)


def read_number(text: str, *, unit: str = "") -> Quantity:
    """Read a number with what stands before it; a unit typed behind it must be the unit.

    Raises:
        UnreadableValue: it is no number, has two decimal marks, may be thousands, or
            carries another unit.
    """
    if _LOOKS_LIKE_TITRE.fullmatch(text):
        raise UnreadableValue(f"{text} is a titre; this test reports a number.")
    if _SEVERAL_MARKS.fullmatch(text):
        raise UnreadableValue(f"{text} has more than one decimal mark: write it as 12.4.")
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise UnreadableValue(f"“{text}” is not a number. Write it as 12.4 or <0.5.")
    if _PERHAPS_THOUSANDS.fullmatch(found["number"]):
        raise UnreadableValue(
            f"{text} can be a thousand or a fraction: write it without the comma."
        )
    _refuse_other_unit(found["unit"], unit)
    sign = "-" if found["sign"] in {"-", "−"} else ""
    value = Decimal(sign + found["number"].replace(",", "."))
    return Quantity(value, _COMPARATORS[found["comparator"] or ""], unit)


def _refuse_other_unit(typed: str, unit: str) -> None:
    if typed and not is_same_unit(typed, unit):
        expected = unit_text(unit) or "no unit"
        raise UnreadableValue(
            f"“{typed}” is not the unit of this test, which is {expected}."
        )


def _as_number(text: str, scale: Scale) -> Reading:
    if read_ordinal(text):
        raise UnreadableValue(f"“{text}” is a word; this test reports a number.")
    quantity = read_number(text, unit=scale.unit)
    return Reading(ResultType.QUANTITATIVE, quantity.text(), quantity=quantity)


def _as_titre(text: str, scale: Scale) -> Reading:
    reading = read_titre(text, unit=scale.unit)
    if reading is None:
        raise UnreadableValue(f"“{text}” is not a titre. Write 1:160, <1:40 or negative.")
    return reading


def _as_ordinal(text: str, scale: Scale) -> Reading:
    reading = read_ordinal(text)
    if reading is None:
        raise UnreadableValue(
            f"“{text}” is not a result of this test. "
            "Write negative, positive, indeterminate, reactive, non-reactive or 3+."
        )
    return reading


def _as_words(text: str, scale: Scale) -> Reading:
    return Reading(ResultType.NOMINAL, text)


def _as_genotype(text: str, scale: Scale) -> Reading:
    genotype = read_genotype(text)
    return Reading(ResultType.HLA_GENOTYPE, genotype.text(), genotype=genotype)


def _as_genes(text: str, scale: Scale) -> Reading:
    genes = read_genes(text)
    return Reading(ResultType.GENOTYPE_LIST, ", ".join(genes), genes=genes)


_READERS: Final[Mapping[ResultType, Callable[[str, Scale], Reading]]] = {
    ResultType.QUANTITATIVE: _as_number,
    ResultType.TITRE: _as_titre,
    ResultType.ORDINAL: _as_ordinal,
    ResultType.NOMINAL: _as_words,
    ResultType.HLA_GENOTYPE: _as_genotype,
    ResultType.GENOTYPE_LIST: _as_genes,
}
