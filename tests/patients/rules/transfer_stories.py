"""Embryo transfers as short words, and the definitions of implantation failure."""

from decimal import Decimal

from patients.rules.implantation import (
    failure_definition_from_entry,
    implantation_failure,
)
from patients.rules.transfer_series import Euploidy
from patients.rules.transfers import (
    CycleSort,
    EmbryoTransfer,
    Ploidy,
    Stage,
    TransferResult,
)
from tests.patients.rules.stories import entries

DEFINITIONS = {
    entry["code"]: failure_definition_from_entry(entry)
    for entry in entries("implantation_failure")
}
TABLE_BY_AGE = Euploidy(((30, Decimal("0.6")), (38, Decimal("0.4"))))
FACTS = {
    "good": {"good_embryos": 1},
    "two": {"embryos": 2, "good_embryos": 2},
    "three": {"embryos": 3, "good_embryos": 3},
    "mixed": {"embryos": 2, "good_embryos": 1},
    "poor": {"good_embryos": 0},
    "quality?": {"good_embryos": None},
    "number?": {"embryos": None, "good_embryos": 1},
    "cleavage": {"stage": Stage.CLEAVAGE},
    "stage?": {"stage": None},
    "euploid": {"ploidy": Ploidy.EUPLOID},
    "aneuploid": {"ploidy": Ploidy.NOT_EUPLOID},
    "biochemical": {"result": TransferResult.BIOCHEMICAL},
    "clinical": {"result": TransferResult.CLINICAL},
    "born": {"result": TransferResult.LIVE_BIRTH},
    "pending": {"result": TransferResult.PENDING},
    "result?": {"result": None},
    "frozen": {"is_frozen": True},
    "fresh": {"is_frozen": False},
    "thawing": {"cycle_sort": CycleSort.FROZEN},
    "all-frozen": {"cycle_sort": CycleSort.FREEZE_ALL},
}
USUAL = {
    "result": TransferResult.NEGATIVE,
    "embryos": 1,
    "good_embryos": 1,
    "stage": Stage.BLASTOCYST,
}


def facts_of(word):
    """Read one word: p0.5 is a predicted chance, egg38 the egg's age, c1 a cycle."""
    if word in FACTS:
        return FACTS[word]
    if word.startswith("egg"):
        return {"egg_age_years": int(word[3:])}
    if word.startswith("c") and word[1:].isdecimal():
        return {"cycle": int(word[1:])}
    return {"predicted_chance": Decimal(word.removeprefix("p"))}


def told(words):
    """Tell transfers in words: told("two, poor biochemical") is two of them."""
    hers = []
    for seq, one in enumerate(filter(None, words.split(",")), start=1):
        facts = dict(USUAL)
        for word in one.split():
            facts |= facts_of(word)
        hers.append(EmbryoTransfer(seq=seq, **facts))
    return hers


def judged(code, words, *, age=35, euploidy=None):
    return implantation_failure(
        told(words), DEFINITIONS[code], age_years=age, euploidy=euploidy
    )
