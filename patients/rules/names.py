"""Do two names sound alike, however they are spelt and in whatever script?

Patil, Pateel, पाटील     Melnyk, Мельник     Natalia, Nataliia, Наталья
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from patients.rules.scripts import latin_readings


class Likeness(StrEnum):
    """How much two names are alike."""

    SAME = "same"
    ALIKE = "alike"
    PART = "part"
    NONE = "none"


# How spellings of one sound are folded into one, in this order.
_FOLDS: Final = tuple(
    (re.compile(spelt), sound)
    for spelt, sound in (
        (r"dny|jny|jn|gy", "gn"),
        (r"shch|sch|sh", "s"),
        (r"tch|chh|ch", "C"),
        (r"dzh|dj", "j"),
        (r"zh", "Z"),
        (r"ck|q", "k"),
        (r"^x", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ph", "f"),
        (r"[ao][uw](?=[^aeiouy])", "o"),
        (r"w", "v"),
        (r"(?<=[kgjtdpbv])h", ""),
        (r"(?<=[aeiou])h$", ""),
        (r"f+$", "v"),
        (r"ee|ii|iy|yi", "i"),
        (r"oo|uu", "u"),
        (r"aa", "a"),
        (r"ao$", "av"),
        (r"[ae][iy](?![aeiou])", "e"),
        (r"y", "i"),
        (r"^ie", "e"),
        (r"(.)\1+", r"\1"),
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")


def sounds_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Give the words of a name as they sound, for each way it can be read."""
    readings = (
        tuple(_sound(word) for word in _WORD.findall(reading))
        for reading in latin_readings(name)
    )
    return tuple(dict.fromkeys(words for words in readings if words))


def name_likeness(
    one: Iterable[str], other: Iterable[str], *, letters_per_error: int
) -> Likeness:
    """Compare the names of two people, each given in one or several scripts.

    The order of the words does not matter. Names are the same when every word of the
    shorter sounds like one of the longer; a single word beside several is only a part. A
    word may have one typing error for every so many letters, then it is alike; so is an
    initial that fits.
    """
    pairs = (
        _compared(mine, theirs, letters_per_error)
        for mine in _all_sounds(one)
        for theirs in _all_sounds(other)
    )
    return min(pairs, key=list(Likeness).index, default=Likeness.NONE)


@lru_cache(maxsize=1024)
def _sound(word: str) -> str:
    for spelt, sound in _FOLDS:
        word = spelt.sub(sound, word)
    return word


def _all_sounds(names: Iterable[str]) -> set[tuple[str, ...]]:
    return {words for name in names for words in sounds_of(name)}


def _compared(one: Sequence[str], other: Sequence[str], letters_per_error: int) -> Likeness:
    shorter, longer = sorted([one, other], key=len)
    waiting, found = list(longer), []
    for word in sorted(shorter, key=len, reverse=True):
        best = min(waiting, key=lambda other: _unlike(word, other, letters_per_error))
        unlike = _unlike(word, best, letters_per_error)
        found.append(unlike)
        if unlike < _DIFFERENT:
            waiting.remove(best)
    return _summed(found, whole=len(shorter) > 1 or len(longer) == 1)


def _summed(found: Sequence[int], *, whole: bool) -> Likeness:
    if whole and not any(found):
        return Likeness.SAME
    if whole and _DIFFERENT not in found:
        return Likeness.ALIKE
    return Likeness.PART if 0 in found else Likeness.NONE


_EQUAL, _NEARLY, _DIFFERENT = range(3)


def _unlike(word: str, other: str, letters_per_error: int) -> int:
    if word == other:
        return _EQUAL
    shortest, longest = sorted([word, other], key=len)
    if len(shortest) == 1:
        return _NEARLY if longest.startswith(shortest) else _DIFFERENT
    allowed = len(longest) // letters_per_error
    near = len(longest) - len(shortest) <= allowed and errors(word, other) <= allowed
    return _NEARLY if near else _DIFFERENT


def errors(word: str, other: str) -> int:
    """Count the typing errors between two words.

    A letter too many, too few or wrong, or two neighbours exchanged, is one error.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, start=1):
        now = [row]
        for column, theirs in enumerate(other, start=1):
            cost = min(
                last[column] + 1,
                now[column - 1] + 1,
                last[column - 1] + (letter != theirs),
            )
            exchanged = (
                row > 1
                and column > 1
                and letter == other[column - 2]
                and word[row - 2] == theirs
            )
            now.append(min(cost, before[column - 2] + 1) if exchanged else cost)
        before, last = last, now
    return last[-1]
