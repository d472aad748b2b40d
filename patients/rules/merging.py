"""Two records that are said to be one person: in what they differ, and how gravely."""

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.medicine.dates import ApproximateDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a record says of who somebody is; empty is not known.

    `others` are further answers by the name of the question.
    """

    name: str
    born: ApproximateDate | None = None
    abo: str = ""
    rhd: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One question both records answer, and not alike.

    Grave is what cannot be said of one person: two days of birth, two blood groups.
    """

    what: str
    kept: str
    merged: str
    is_grave: bool = False


def differences(kept: Identity, merged: Identity) -> list[Difference]:
    """List what the two records say differently, the grave first.

    What only one of them knows is no difference. A year and a day of that year are
    two ways to say the same: shown, not grave.
    """
    found = [*_born(kept, merged), *_groups(kept, merged), *_others(kept, merged)]
    return sorted(found, key=lambda difference: not difference.is_grave)


def _born(kept: Identity, merged: Identity) -> Iterator[Difference]:
    one, other = kept.born, merged.born
    if one is None or other is None or one.text() == other.text():
        return
    apart = not (one.about or other.about) and (
        one.surely_before(other) or other.surely_before(one)
    )
    yield Difference("Born", one.text(), other.text(), is_grave=apart)


def _groups(kept: Identity, merged: Identity) -> Iterator[Difference]:
    pairs = (
        ("ABO group", kept.abo, merged.abo),
        ("RhD", kept.rhd, merged.rhd),
    )
    for what, one, other in pairs:
        if one and other and one != other:
            yield Difference(what, one, other, is_grave=True)


def _others(kept: Identity, merged: Identity) -> Iterator[Difference]:
    theirs = dict(merged.others)
    for what, one in (("Name", kept.name), *kept.others):
        other = merged.name if what == "Name" else theirs.get(what, "")
        if one and other and one.casefold() != other.casefold():
            yield Difference(what, one, other)
