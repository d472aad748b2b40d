"""Donors as they are chosen and sought: by code, and by name for very few."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from patients.models import Donor, Person
from patients.models.donor import DonorQuerySet, Gift
from patients.rules.scripts import plain

NO_SUCH = "No donor has the code {}."


@dataclass(frozen=True, slots=True)
class DonorPage:
    """What treatments need to know of a donor; nothing of it says who that is."""

    donor: Donor
    age: int | None
    sex: str
    blood_group: str


def donor_page(donor: Donor, *, on: date) -> DonorPage:
    """Give a donor as everybody sees one; an age is by the year of birth alone."""
    person = donor.person
    age = None if person.born_on is None else on.year - person.born_on.year
    return DonorPage(donor, age, person.get_sex_display(), person.blood_group)


def donor_by_code(code: str, *, gives: Iterable[Gift]) -> Donor | None:
    """Give the donor with this code who gives one of these; nothing typed is nobody.

    Raises:
        ValidationError: nobody has this code, or gives something else.
    """
    code = "".join(code.split()).upper()
    if not code:
        return None
    donor = Donor.objects.standing().select_related("person").filter(code=code).first()
    if donor is None:
        raise ValidationError(NO_SUCH.format(code))
    if not set(donor.gives) & set(gives):
        raise ValidationError(f"{code} gives {donor.gives_words.lower()}.")
    return donor


def code_of(person: Person) -> str:
    """Give the code of somebody who gives; the oldest of several, empty for nobody."""
    return Donor.objects.codes_of(person).first() or ""


def donors_found(donors: DonorQuerySet, *, sought: str) -> list[Donor]:
    """Find donors by the beginning of a code; all of them where nothing is sought."""
    code = "".join(sought.split()).upper()
    return list(donors.select_related("person").filter(code__startswith=code))


def donors_named(donors: DonorQuerySet, *, sought: str) -> list[Donor]:
    """Find donors by whole words of a name, so that none is spelt out by its letters.

    Every seal is opened: only for a reader who may read them, and each donor this finds
    was made known to him.
    """
    words = set(plain(sought).split())
    every = donors.select_related("person") if words else ()
    return [donor for donor in every if words <= _words_of(donor)]


def _words_of(donor: Donor) -> set[str]:
    return set(plain(f"{donor.name} {donor.native_name}").split())
