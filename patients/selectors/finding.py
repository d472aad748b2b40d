"""Couples as the desk looks for them."""

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Reverse
from phonenumbers import country_code_for_region

from foundation.medicine.dates import ApproximateDate, Precision
from patients.models import Couple, NameKey, Person, PhoneNumber
from patients.models.couple import CoupleQuerySet
from patients.models.searching import as_they_sound
from patients.rules.typed import Typed, read_typed

MOST_FOUND = 25
# A few more are asked for: some of them may be closed to the reader.
SPARE = 15
# So few that words which only look alike are of use.
HARDLY_ANY = 5
# No text begins with it: where a stretch of texts with one beginning ends.
BEYOND = "\U0010ffff"
# A question for the numbers of rows.
Numbers = QuerySet[Any, Any]
AS_EXACT = {
    Precision.DAY: ["day"],
    Precision.MONTH: ["day", "month"],
    Precision.YEAR: ["day", "month", "year"],
}


def couples_found(couples: CoupleQuerySet, *, sought: str) -> list[Couple]:
    """List the couples that fit: names first that begin so, and so on to those alike.

    A name may be typed in any script, in part, and as it sounds; a telephone by its
    beginning with the country's code or by its end; a date of birth or a couple's number
    as people write them. Of several words each must be found in one of the two names.
    Nothing sought finds nothing.
    """
    typed = read_typed(sought)
    standing = couples.standing().with_people()
    if typed.words and not (typed.digits or typed.born):
        order = {pk: place for place, pk in enumerate(couples_named(typed.words))}
        found = sorted(standing.filter(pk__in=order), key=lambda couple: order[couple.pk])
        return found[:MOST_FOUND]
    matching = _matching(typed)
    return list(standing.filter(matching)[:MOST_FOUND]) if matching else []


def couples_named(words: tuple[str, ...]) -> list[int]:
    """Number the couples with these words in their names, in four steps.

    Names that begin so; each word in one of the two names; words that contain it; and only
    while hardly anybody is found, words that look alike. The steps are the database's own
    (patients_couples_named), which asks no more of them than are needed.
    """
    spelt = [
        (place, form)
        for place, word in enumerate(words)
        for form in dict.fromkeys([word, *as_they_sound(word)])
    ]
    typed = " ".join(words)
    asked: list[Any] = [
        list(dict.fromkeys([typed, *as_they_sound(typed)])),
        [place for place, _ in spelt],
        [form for _, form in spelt],
        MOST_FOUND + SPARE,
        HARDLY_ANY,
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_couples_named(%s, %s, %s, %s, %s)", asked)
        return list(dict.fromkeys(cursor.fetchone()[0]))[: MOST_FOUND + SPARE]


def _matching(typed: Typed) -> Q | None:
    """Put together what must fit; None when nothing was recognised."""
    fits: list[Q | Exists] = [Exists(_named_so(word)) for word in typed.words]
    if typed.born:
        fits.append(Q(pk__in=_couples_of(_born(typed.born))))
    if typed.digits or typed.number:
        fits.append(Q(pk__in=_with_figures(typed)))
    return Q(*fits) if fits else None


def _named_so(word: str) -> QuerySet[NameKey]:
    begins = (beginning("key", form) for form in [word, *as_they_sound(word)])
    return NameKey.objects.filter(reduce(or_, begins), couple=OuterRef("pk"))


def _with_figures(typed: Typed) -> Numbers:
    """Figures may be a telephone, the number of a couple, or a date of birth."""
    people = [_called(digits) for digits in typed.digits]
    if typed.born_together:
        people.append(_born(typed.born_together))
    # A number on an old card may be that of a record merged into another.
    kept = Coalesce("merged_into", "pk")
    numbered = Couple.objects.filter(number=typed.number).values(found=kept)
    return numbered.union(*(_couples_of(some) for some in people))


def _called(digits: str) -> Numbers:
    """Whose telephone ends or begins with these digits, without the country's code too."""
    phones = PhoneNumber.objects.standing().alias(backwards=Reverse("digits"))
    at_home = country_code_for_region(settings.PHONENUMBER_DEFAULT_REGION)
    ends, *begins = (
        phones.filter(beginning(column, written)).values("person")
        for column, written in (
            ("backwards", digits[::-1]),
            ("digits", digits),
            ("digits", f"{at_home}{digits}"),
        )
    )
    return ends.union(*begins)


def _born(when: ApproximateDate) -> Numbers:
    """Who was born then, as far as it is known at least as exactly as it was typed."""
    return Person.objects.filter(
        born_on__range=(when.earliest, when.latest),
        born_precision__in=AS_EXACT[when.precision],
    ).values("pk")


def _couples_of(people: Numbers) -> Numbers:
    """Their couples: two questions, for an alternative of both would read every couple."""
    women, men = (
        Couple.objects.filter(**{f"{one}__in": people}) for one in ("woman", "man")
    )
    return women.values("pk").union(men.values("pk"))


def beginning(column: str, text: str) -> Q:
    """What begins with this text, as a stretch of an index that sorts by code point."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + BEYOND})
