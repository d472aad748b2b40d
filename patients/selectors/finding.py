"""Couples as the desk looks for them."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Q
from phonenumbers import country_code_for_region
from psycopg2.extras import DateRange

from foundation.medicine.dates import ApproximateDate, Precision
from patients.models import Couple
from patients.models.couple import CoupleQuerySet
from patients.models.searching import as_they_sound
from patients.rules.typed import Typed, read_typed

MOST_FOUND: Final = 25
# A few more are asked for: some of them may be closed to the reader.
SPARE: Final = 15
# So few that words which only look alike are of use.
HARDLY_ANY: Final = 5
# No text begins with it: where a stretch of texts with one beginning ends.
BEYOND: Final = "\U0010ffff"
AS_EXACT: Final = {
    Precision.DAY: ["day"],
    Precision.MONTH: ["day", "month"],
    Precision.YEAR: ["day", "month", "year"],
}


@dataclass(frozen=True, slots=True)
class Sought:
    """A call of a function of the database that numbers the couples that fit, in order."""

    call: str
    told: tuple[Any, ...]


def couples_found(couples: CoupleQuerySet, *, sought: str) -> list[Couple]:
    """List the couples that fit: names first that begin so, and so on to those alike.

    A name may be typed in any script, in part, and as it sounds; a telephone by its
    beginning with the country's code or by its end; a date of birth or a couple's number
    as people write them. Of several words each must be found in one of the two names.
    Nothing sought finds nothing.
    """
    order = {pk: place for place, pk in enumerate(couples_numbered(read_typed(sought)))}
    if not order:
        return []
    standing = couples.standing().with_people().filter(pk__in=order)
    return sorted(standing, key=lambda couple: order[couple.pk])[:MOST_FOUND]


def couples_numbered(typed: Typed) -> list[int]:
    """Number the couples that fit, without asking whether a reader may know of them."""
    asked = question(typed)
    if asked is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked.call}", asked.told)  # noqa: S608 - one of two below
        return list(dict.fromkeys(cursor.fetchone()[0]))[: MOST_FOUND + SPARE]


def question(typed: Typed) -> Sought | None:
    """Put what was recognised as a call of the database's own functions; None for nothing.

    Names alone are sought in four steps: names that begin so; each word in one of the two
    names; words that contain it; and only while hardly anybody is found, words that look
    alike. Beside figures or a date a word is only the beginning of a name.
    """
    if typed.digits or typed.number or typed.born:
        return _with_figures(typed)
    return _named(typed.words) if typed.words else None


def _named(words: tuple[str, ...]) -> Sought:
    typed = " ".join(words)
    whole = list(dict.fromkeys([typed, *as_they_sound(typed)]))
    told = (whole, *_spelt(words), MOST_FOUND + SPARE, HARDLY_ANY)
    return Sought("patients_couples_named(%s::text[], %s::int[], %s::text[], %s, %s)", told)


def _spelt(words: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """Each way each word is written or sounds, and before it which word that is."""
    spelt = [
        (place, form)
        for place, word in enumerate(words)
        for form in dict.fromkeys([word, *as_they_sound(word)])
    ]
    return [place for place, _ in spelt], [form for _, form in spelt]


def _with_figures(typed: Typed) -> Sought:
    """Figures may be a telephone, the number of a couple, or a date of birth."""
    at_home = str(country_code_for_region(settings.PHONENUMBER_DEFAULT_REGION))
    told = (
        *_spelt(typed.words),
        *(list(typed.digits), at_home, typed.number),
        *_born(typed.born_together),
        *_born(typed.born),
        MOST_FOUND + SPARE,
    )
    return Sought(
        "patients_couples_with(%s::int[], %s::text[], %s::text[], %s, %s,"
        " %s::daterange, %s::text[], %s::daterange, %s::text[], %s)",
        told,
    )


def _born(when: ApproximateDate | None) -> tuple[DateRange | None, list[str]]:
    """The days it may be, and how exactly a day must be known: at least as typed."""
    if when is None:
        return None, []
    return DateRange(when.earliest, when.latest, "[]"), AS_EXACT[when.precision]


def beginning(column: str, text: str) -> Q:
    """What begins with this text, as a stretch of an index that sorts by code point."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + BEYOND})
