"""What a column of a register can say: the questions of the clinic's own forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms

from patients.forms import PLACES, CoupleForm
from patients.forms.pregnancies import PregnancyForm

REGISTER = "register"
NOT_ASKED_HERE = {"confirmed", "woman_another", "man_another"}
YES = ("yes", "y", "true", "1", "x", "+", "ja", "да", "так")
NO = ("no", "n", "false", "0", "-", "nein", "нет", "ні")


@dataclass(frozen=True, slots=True)
class Column:
    """One answer of a form that a column can hold."""

    code: str
    label: str
    group: str
    field: forms.Field

    @property
    def words(self) -> Mapping[str, str]:
        """The words that are read here, as they are plainly written, with their code."""
        return _words(self.code)

    @property
    def is_of_the_couple(self) -> bool:
        return self.group != PREGNANCY


PREGNANCY = "One pregnancy"
COUPLE = "The couple"


@cache
def columns() -> Mapping[str, Column]:
    """Every column by its code, in the order of the forms."""
    return {column.code: column for column in _columns()}


def labels() -> dict[str, str]:
    """What each column is called."""
    return {code: column.label for code, column in columns().items()}


def plain(text: str) -> str:
    """A word of a list as it is compared: small letters, one blank."""
    return " ".join(text.casefold().replace("_", " ").split())


def _columns() -> Iterator[Column]:
    yield Column(REGISTER, "Number in the old register", COUPLE, forms.CharField())
    for code in ("relation", "kinship"):
        bond = CoupleForm.base_fields[code]
        yield Column(code, str(bond.label), COUPLE, bond)
    for place, words in PLACES.items():
        for code, asked in CoupleForm.base_fields.items():
            if code.startswith(f"{place}_") and code not in NOT_ASKED_HERE:
                label = str(asked.label)
                if "_may_" in code:
                    label = f"May we contact {words.object}: {label}"
                yield Column(code, label, words.title, asked)
    for code, asked in PregnancyForm.base_fields.items():
        if code not in NOT_ASKED_HERE:
            label = str(asked.label or code.replace("_", " ").capitalize())
            yield Column(code, label, PREGNANCY, asked)


@cache
def _words(code: str) -> Mapping[str, str]:
    asked: Any = columns()[code].field
    if isinstance(asked, forms.BooleanField):
        return dict.fromkeys(YES, "on") | dict.fromkeys(NO, "")
    if not isinstance(asked, forms.ChoiceField):
        return {}
    read: dict[str, str] = {}
    listed: Any = asked.choices
    for value, word in listed:
        if value != "":
            read |= {plain(str(word)): str(value), plain(str(value)): str(value)}
    if "true" in read:
        read |= dict.fromkeys(YES, "True") | dict.fromkeys(NO, "False")
    if "yes" in read:
        read |= dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
    return read
