"""Who comes new and may be on file already.

The rules judge; here only those are fetched who can come near enough for them, whatever
the size of the file: a name alone never does. Missed is a name with a typing error whose
date of birth has another one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import permutations
from operator import or_
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Reverse

from foundation.medicine.dates import ApproximateDate, ImpossibleDate, Precision
from patients.models import Couple, NameKey, Person, PhoneNumber
from patients.models.couple import CoupleQuerySet
from patients.models.searching import as_they_sound
from patients.rules.duplicates import Duplicate, PersonFacts, likely_duplicates
from patients.selectors.finding import beginning
from patients.selectors.shelf import duplicate_rule

# From each way somebody is fetched by; nobody reads more, and families are smaller.
MOST_FETCHED = 60
MOST_LETTERS = 100
# Names written nearly alike, as trigrams go; the rules look at them again.
NEARLY = 0.35
PARTNER = {"woman": "man", "man": "woman"}


@dataclass(frozen=True, slots=True)
class OnFile:
    """Somebody on file who may be the new person, with the couple and the reasons."""

    couple: Couple
    person: Person
    duplicate: Duplicate


def people_on_file(
    couples: CoupleQuerySet, *, new: Mapping[str, PersonFacts]
) -> dict[str, list[OnFile]]:
    """List for the new woman and the new man who on file each may be, likeliest first.

    Only couples that were let through are looked at.
    """
    asked = [pks for place, facts in new.items() for pks in _fetched(place, facts)]
    if not asked:
        return {place: [] for place in new}
    found = couples.standing().with_people().filter(pk__in=asked[0].union(*asked[1:]))
    loaded = list(found.prefetch_related("woman__phones", "man__phones"))
    return {place: list(_judged(place, facts, loaded)) for place, facts in new.items()}


def people_alike(couples: CoupleQuerySet, *, couple: Couple) -> dict[str, list[OnFile]]:
    """List for the woman and the man of a couple who else on file each may be."""
    found = people_on_file(couples, new={one: facts_of(couple, one) for one in PARTNER})
    return {
        place: [one for one in alike if one.person.pk != getattr(couple, place).pk]
        for place, alike in found.items()
    }


def _judged(place: str, new: PersonFacts, couples: Sequence[Couple]) -> Iterator[OnFile]:
    """Let the rules compare; who is part of several couples is listed once."""
    on_file = {getattr(couple, place).number: couple for couple in couples}
    facts = [facts_of(couple, place) for couple in on_file.values()]
    for duplicate in likely_duplicates(new, facts, rule=duplicate_rule()):
        couple = on_file[duplicate.key]
        yield OnFile(couple, getattr(couple, place), duplicate)


def facts_of(couple: Couple, place: str) -> PersonFacts:
    """Give one of a couple as the rules compare people."""
    person, partner = getattr(couple, place), getattr(couple, PARTNER[place])
    return PersonFacts(
        key=person.number,
        names=_names(person),
        sex=person.sex,
        born=person.born,
        phones=frozenset(p.digits for p in person.phones.all() if p.voided_at is None),
        email=person.email,
        partner_names=_names(partner),
    )


def _names(person: Person) -> tuple[str, ...]:
    """Both names; no more of them than tells people apart, for each word costs time."""
    said = (name[:MOST_LETTERS] for name in (person.name, person.native_name))
    return tuple(filter(None, said))


# --- Fetching -----------------------------------------------------------------------

NOBODY = Q(pk__in=[])
Numbers = QuerySet[Any, Any]


def _fetched(place: str, new: PersonFacts) -> Iterator[Numbers]:
    """Give each way to couples whose woman or man can come near enough, all of them cut."""
    for couples in _ways(place, new) if new.names else ():
        yield couples.values("pk")[:MOST_FETCHED]


def _ways(place: str, new: PersonFacts) -> Iterator[Numbers]:
    couples, partner = Couple.objects.all(), PARTNER[place]
    if new.phones:
        yield couples.filter(**{f"{place}__in": _owners(new.phones)})
    if new.email:
        yield couples.filter(**{f"{place}__email__iexact": new.email})
    near = _born_near(place, new.born)
    partners_too = Exists(_named(_two_words(new.partner_names), partner))
    yield couples.filter(near | partners_too, pk__in=_keyed(_two_words(new.names)))
    shares_a_word = Q(Exists(_named(_each_word(new.names), place)))
    written_alike = Q(likeness__gt=NEARLY)
    alike = couples.alias(likeness=TrigramSimilarity(f"{place}__name", new.names[0]))
    if new.born and new.born.precision is Precision.DAY:
        born = {f"{place}__born_on__in": _days(new.born), f"{place}__born_precision": "day"}
        yield alike.filter(shares_a_word | written_alike, **born)
    if new.partner_names:
        theirs = _keyed(_two_words(new.partner_names))
        yield alike.filter(near & shares_a_word | written_alike, pk__in=theirs)


def _owners(phones: Iterable[str]) -> Numbers:
    """Who has a telephone that ends like one of these."""
    standing = PhoneNumber.objects.standing().alias(backwards=Reverse("digits"))
    last = duplicate_rule().phone_digits
    ends = (beginning("backwards", digits[: -last - 1 : -1]) for digits in phones)
    return standing.filter(reduce(or_, ends)).values("person")


def _days(born: ApproximateDate) -> list[date]:
    """The day of birth, and the one with day and month exchanged where there is one."""
    days = [born.earliest]
    with suppress(ImpossibleDate):
        days.append(ApproximateDate(born.year, born.day, born.month).earliest)
    return days


def _born_near(place: str, born: ApproximateDate | None) -> Q:
    """Born in the same year, or on that day of another one; nobody while it is unknown."""
    if born is None:
        return NOBODY
    birth = f"{place}__born_on"
    near = Q(**{f"{birth}__year": born.year})
    if born.precision is Precision.DAY:
        near |= Q(**{f"{birth}__month": born.month, f"{birth}__day": born.day})
    return near


def _named(begins: Q, place: str) -> QuerySet[NameKey]:
    """Whether the woman or the man of a couple is named so."""
    return NameKey.objects.filter(
        begins, couple=OuterRef("pk"), person=OuterRef(f"{place}_id")
    )


def _keyed(begins: Q) -> Numbers:
    """Couples in which somebody is named so."""
    return NameKey.objects.filter(begins).values("couple")


def _two_words(names: Iterable[str]) -> Q:
    """Two words of a name as they sound, in either order; a single one alone."""
    pairs = {
        " ".join(pair)
        for words in _sounds(names)
        for pair in (permutations(words, 2) if len(words) > 1 else [words])
    }
    begins = (
        beginning("key", pair) if " " in pair else Q(key=pair) for pair in sorted(pairs)
    )
    return reduce(or_, begins, NOBODY)


def _each_word(names: Iterable[str]) -> Q:
    """Any word of a name as it sounds, whole."""
    words = {word for reading in _sounds(names) for word in reading}
    whole = (Q(key__gte=word, key__lt=f"{word}!") for word in sorted(words))
    return reduce(or_, whole, NOBODY)


def _sounds(names: Iterable[str]) -> Iterator[list[str]]:
    for name in names:
        for line in as_they_sound(name):
            yield line.split()
