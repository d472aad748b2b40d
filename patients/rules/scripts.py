"""Names in any script, written in plain Latin letters so that they can be compared.

    पाटील -> patil      Мельник -> melnik      Əliyev -> eliyev, aliyev

This is for finding a person again. A name itself is kept exactly as it was given.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# Letters no accent can be taken from, as people type them on a plain keyboard.
_PLAIN: Final = str.maketrans(
    {"ə": "e", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "’": "", "ʼ": "", "'": ""}
)
# Accents of Latin and Cyrillic letters; the vowel signs of Devanagari are letters to keep.
_ACCENTS: Final = re.compile("[\u0300-\u036f]")

# Letters that stand for two in English spelling; without their accent they would be lost.
_HISSING: Final = str.maketrans(
    {"ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ğ": "g", "ґ": "g"}
)
# Letters that languages read differently: all in the first way, then all in the second.
_TWO_WAYS: Final = (
    str.maketrans({"ə": "e", "г": "g"}),
    str.maketrans({"ə": "a", "г": "h"}),
)


def _pairs(text: str) -> dict[str, str]:
    """Read a table of letters: each is followed by how it is written in Latin."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_CYRILLIC: Final = str.maketrans(
    _pairs(
        """
        а a  б b  в v  г g  д d  е e  є ye  ж zh  з z  и i  і i  к k  л l  м m  н n  о o
        п p  р r  с s  т t  у u  ф f  х kh  ц ts  ч ch  ш sh  щ shch  ы y  э e  ю yu  я ya
        """
    )
    | {"ъ": "", "ь": ""}
)


def plain(text: str) -> str:
    """Fold case, accents, apostrophes and spaces: Nərgiz Əliyeva is nergiz eliyeva."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = _ACCENTS.sub("", folded).translate(_PLAIN)
    return " ".join(unicodedata.normalize("NFC", bare).split())


def latin_readings(name: str) -> tuple[str, ...]:
    """Give a name in plain Latin letters, in each way its letters are read."""
    folded = unicodedata.normalize("NFC", name.casefold()).translate(_HISSING)
    readings = (
        " ".join(
            _from_indic(word)
            for word in plain(folded.translate(way)).translate(_CYRILLIC).split()
        )
        for way in _TWO_WAYS
    )
    return tuple(dict.fromkeys(readings))


# --- Devanagari and Gujarati --------------------------------------------------------

_VIRAMA, _NUKTA, _VISARGA = "\u094d", "\u093c", "\u0903"
_NASALS: Final = frozenset("\u0901\u0902")
_CONSONANTS: Final = _pairs(
    """
    क k  ख kh  ग g  घ gh  ङ n  च ch  छ chh  ज j  झ jh  ञ n
    ट t  ठ th  ड d  ढ dh  ण n  त t  थ th  द d  ध dh  न n
    प p  फ ph  ब b  भ bh  म m  य y  र r  ल l  ळ l  व v  श sh  ष sh  स s  ह h
    """
)
_VOWELS: Final = _pairs("अ a  आ a  इ i  ई i  उ u  ऊ u  ऋ ri  ए e  ऐ ai  ओ o  औ au")
_SIGNS: Final = dict(
    zip("ािीुूृेैोौ", ("a", "i", "i", "u", "u", "ri", "e", "ai", "o", "au"), strict=True)
)
_WITH_NUKTA: Final = {"j": "z", "ph": "f"}
# Gujarati letters stand in the same order as those of Devanagari, so much further on.
_GUJARATI, _FURTHER = range(0x0A80, 0x0B00), 0x180


@dataclass(slots=True)
class _Syllable:
    """Consonants and a vowel. An inherent vowel is not written, and may be silent."""

    consonants: list[str]
    vowel: str
    inherent: bool = False
    nasal: str = ""

    @property
    def may_be_silent(self) -> bool:
        return self.inherent and not self.nasal and len(self.consonants) == 1

    def latin(self) -> str:
        return "".join(self.consonants) + self.vowel + self.nasal


def _from_indic(word: str) -> str:
    devanagari = "".join(
        chr(ord(letter) - _FURTHER) if ord(letter) in _GUJARATI else letter
        for letter in unicodedata.normalize("NFD", word)
    )
    if not any(letter in _CONSONANTS or letter in _VOWELS for letter in devanagari):
        return word
    return "".join(syllable.latin() for syllable in _silenced(_syllables(devanagari)))


def _syllables(word: str) -> list[_Syllable]:
    found: list[_Syllable] = []
    joined = False
    for letter in word:
        if letter in _CONSONANTS and joined:
            found[-1].consonants.append(_CONSONANTS[letter])
            found[-1].vowel, found[-1].inherent = "a", True
        elif letter in _CONSONANTS:
            found.append(_Syllable([_CONSONANTS[letter]], "a", inherent=True))
        elif letter in _VOWELS:
            found.append(_Syllable([], _VOWELS[letter]))
        elif found:
            _mark(found[-1], letter)
        joined = letter == _VIRAMA and bool(found)
    return found


def _mark(syllable: _Syllable, sign: str) -> None:
    """Change a syllable by a sign written at it; any other sign is passed over."""
    if sign in _SIGNS:
        syllable.vowel, syllable.inherent = _SIGNS[sign], False
    elif sign == _VIRAMA:
        syllable.vowel, syllable.inherent = "", False
    elif sign in _NASALS:
        syllable.nasal = "n"
    elif sign == _VISARGA:
        syllable.nasal = "h"
    elif sign == _NUKTA and syllable.consonants:
        last = syllable.consonants[-1]
        syllable.consonants[-1] = _WITH_NUKTA.get(last, last)


def _silenced(syllables: list[_Syllable]) -> list[_Syllable]:
    """Take out the inherent vowels nobody speaks: deshamukha is deshmukh.

    The last one, and from the end on each between two syllables that are spoken.
    """
    if len(syllables) > 1 and syllables[-1].may_be_silent:
        syllables[-1].vowel = ""
    for place in range(len(syllables) - 2, 0, -1):
        before, here, after = syllables[place - 1 : place + 2]
        between = before.vowel and not before.nasal and after.vowel
        if between and here.may_be_silent and len(after.consonants) == 1:
            here.vowel = ""
    return syllables
