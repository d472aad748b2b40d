"""Has somebody asked about this, and does the answer still hold?

Nothing on a list is not none: that there is none is an answer somebody was given.
"""

from dataclasses import dataclass
from enum import StrEnum

from foundation.medicine.fingerprints import fingerprint


class Answer(StrEnum):
    """What is known of a list as a whole."""

    NOT_ASKED = "not_asked"
    UNCONFIRMED = "unconfirmed"
    NONE = "none"
    COMPLETE = "complete"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row as somebody read it out: which one, and in which of its versions."""

    pk: int
    version: int


@dataclass(frozen=True, slots=True)
class AskedOnce:
    """The list that was read out when somebody last asked, by its name."""

    fingerprint: str


def name_of_list(rows: list[ListedRow]) -> str:
    """Name a list by its rows, in whatever order: a row corrected is another list."""
    return fingerprint(*sorted(f"{row.pk}.{row.version}" for row in rows))


def answered(rows: list[ListedRow], asked: AskedOnce | None) -> Answer:
    """Tell what a list is worth: nothing listed is no answer, and rows may not be all.

    asked          nothing listed    rows listed
    never          not asked         unconfirmed
    this list      none              complete
    another list   changed           changed
    """
    if asked is None:
        return Answer.UNCONFIRMED if rows else Answer.NOT_ASKED
    if asked.fingerprint != name_of_list(rows):
        return Answer.CHANGED
    return Answer.COMPLETE if rows else Answer.NONE
