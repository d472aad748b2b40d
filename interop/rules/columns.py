"""Which column of an old register says what, guessed from its heading.

A guess is only shown: a person confirms it. What is not understood stays unread.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

_HER: Final = frozenset(
    {"her", "wife", "wifes", "woman", "womans", "female", "patient", "patients", "she"}
)
_HIS: Final = frozenset(
    {"his", "husband", "husbands", "man", "mans", "male", "partner", "partners", "he"}
)
# What a heading says of a person, in its words without whose it is.
_OF_A_PERSON: Final[Mapping[str, str]] = {
    "": "name",
    "name": "name",
    "full name": "name",
    "name in latin letters": "name",
    "name in own script": "native_name",
    "native name": "native_name",
    "born": "born",
    "was born": "born",
    "dob": "born",
    "birth": "born",
    "birthday": "born",
    "date of birth": "born",
    "birth date": "born",
    "year of birth": "born",
    "language": "language",
    "phone": "phone",
    "telephone": "phone",
    "mobile": "phone",
    "mobile no": "phone",
    "phone no": "phone",
    "contact no": "phone",
    "phone number": "phone",
    "second telephone": "other_phone",
    "second phone": "other_phone",
    "phone 2": "other_phone",
    "other phone": "other_phone",
    "other telephone": "other_phone",
    "email": "email",
    "e mail": "email",
    "other languages for reading": "also_reads",
    "languages read": "also_reads",
    "address": "address",
    "residence": "address",
    "second address": "other_address",
    "occupation": "occupation",
    "profession": "occupation",
    "job": "occupation",
    "abo": "abo",
    "abo group": "abo",
    "rhd": "rhd",
    "rh": "rhd",
    "rhesus": "rhd",
}
_OTHERWISE: Final[Mapping[str, str]] = {
    "register no": "register",
    "register number": "register",
    "reg no": "register",
    "file no": "register",
    "file number": "register",
    "couple no": "register",
    "old number": "register",
    "mrn": "register",
    "married": "relation",
    "relation": "relation",
    "consanguinity": "kinship",
    "related by blood": "kinship",
    "referred by": "woman_referred_by",
    "referring doctor": "woman_referred_by",
    "address": "woman_address",
    "outcome": "outcome",
    "result": "outcome",
    "date": "ended",
    "when": "ended",
    "ended": "ended",
    "date of end": "ended",
    "end date": "ended",
    "date of outcome": "ended",
    "year": "ended",
    "ga": "gestation",
    "gestation": "gestation",
    "weeks": "gestation",
    "gestational age": "gestation",
    "lmp": "last_period",
    "mode of conception": "conception",
    "remarks": "note",
    "remark": "note",
    "comment": "note",
    "comments": "note",
    "notes": "note",
}


def guessed(headings: Sequence[str], *, labels: Mapping[str, str]) -> dict[int, str]:
    """Give for each column what it seems to say; a column nobody knows is left out.

    `labels` are what the clinic's own forms call each answer. Of two columns that seem to
    say the same, the first counts.
    """
    known = {_plain(label): code for code, label in labels.items()}
    known |= {_plain(code.replace("_", " ")): code for code in labels}
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        code = known.get(_plain(heading)) or _guess(_plain(heading))
        if code in labels and code not in found.values():
            found[place] = code
    return found


def headings_key(headings: Iterable[str]) -> str:
    """A word for a set of headings in their order, however they are written."""
    said = "\n".join(_plain(heading) for heading in headings)
    return hashlib.sha256(said.encode()).hexdigest()


def _guess(heading: str) -> str:
    words = heading.split()
    for whose, place in ((_HER, "woman"), (_HIS, "man")):
        if whose & set(words):
            rest = " ".join(word for word in words if word not in whose)
            return f"{place}_{_OF_A_PERSON[rest]}" if rest in _OF_A_PERSON else ""
    return _OTHERWISE.get(heading, "")


def _plain(text: str) -> str:
    """Small letters and figures alone: "Wife's D.O.B." is wifes dob."""
    small = text.casefold().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    small = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", small)
    return " ".join(re.sub(r"[^\w]+|_", " ", small).split())
