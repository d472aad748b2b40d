"""How names and telephone numbers are written when they are sought."""

import re
from collections.abc import Iterator
from typing import Final

from patients.rules.names import sounds_of
from patients.rules.scripts import plain

# Stands before a word that is written as it sounds: no name begins so.
AS_IT_SOUNDS: Final = "="
_NOT_A_DIGIT: Final = re.compile(r"\D")


def search_key(name: str, native_name: str = "") -> str:
    """Give both names for searching, the Latin one first, then how each can sound.

    Every line is one way to write the whole name.
    """
    names = [written for written in (name, native_name) if written]
    sounds = [line for written in names for line in as_they_sound(written)]
    return "\n".join(dict.fromkeys([*map(plain, names), *sounds]))


def as_they_sound(words: str) -> Iterator[str]:
    """Give words as they sound, for each way they can be read."""
    for reading in sounds_of(words):
        yield " ".join(f"{AS_IT_SOUNDS}{sound}" for sound in reading if sound)


def digits_only(number: str) -> str:
    """Give the digits of a telephone number as they are stored and sought."""
    return _NOT_A_DIGIT.sub("", number)
