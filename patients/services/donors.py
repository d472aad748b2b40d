"""A donor comes onto the clinic's file under a code; who it is lies sealed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import columns
from foundation.records.services import write
from patients.choices import Abo, Language, Rhd, Sex
from patients.models import Donor, Person
from patients.models.donor import Gift
from patients.selectors.donors import donor_by_code
from patients.services.asking import write_asked

SEALED = ("name", "native_name", "phone", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorEntry:
    """What is asked of a donor; an empty answer is unknown.

    The name, the day of birth, the telephone and the address are kept under seal.
    """

    name: str
    native_name: str = ""
    born: ApproximateDate | None = None
    phone: str = ""
    address: str = ""
    sex: Sex | str = Sex.FEMALE
    gives: tuple[str, ...] = ()
    is_available: bool = True
    abo: Abo | str = ""
    rhd: Rhd | str = ""


ASKED = frozenset(DonorEntry.__slots__)


@transaction.atomic
def register_donor(*, entry: DonorEntry, by) -> Donor:
    """Put a donor on file: a person known by the code alone, and the sealed identity.

    Raises:
        ValidationError: an answer cannot be; it lands beside its question.
    """
    code = _next_code()
    person = Person(number=code, name=f"Donor {code}", language=Language.ENGLISH)
    _tell(person, entry)
    write(person, by=by, action="person.registered")
    donor = Donor(person=person, code=code)
    _seal(donor, entry)
    return write_asked(donor, asked=ASKED, by=by, action="donor.registered", code=code)


@transaction.atomic
def change_donor(*, donor: Donor, entry: DonorEntry, by) -> Donor:
    """Correct what is known of a donor. Sealed words are replaced; no version keeps them.

    Somebody who is also on file as a partner keeps sex, age and blood group there.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: an answer cannot be; it lands beside its question.
    """
    if donor.is_donor_alone:
        _tell(donor.person, entry)
        write(donor.person, by=by, action="person.changed", follows=True)
    _seal(donor, entry)
    return write_asked(donor, asked=ASKED, by=by, action="donor.changed", code=donor.code)


def donor_asked(question: str, code: str, *, gives: Iterable[Gift]) -> Donor | None:
    """Give the donor named in answer to a question; nothing typed is nobody.

    Raises:
        ValidationError: nobody has this code, or gives something else; beside its question.
    """
    try:
        return donor_by_code(code, gives=gives)
    except ValidationError as refusal:
        raise ValidationError({question: refusal.messages}) from refusal


def _tell(person: Person, entry: DonorEntry) -> None:
    """What treatments need: sex, year of birth, blood group. The day stays under seal."""
    year = ApproximateDate(entry.born.earliest.year) if entry.born else None
    for column, value in columns("born", year).items():
        setattr(person, column, value)
    person.sex, person.abo, person.rhd = entry.sex, entry.abo, entry.rhd


def _seal(donor: Donor, entry: DonorEntry) -> None:
    for name in SEALED:
        setattr(donor, name, " ".join(getattr(entry, name).split()))
    donor.born = entry.born.text() if entry.born else ""
    donor.gives, donor.is_available = list(entry.gives), entry.is_available


def _next_code() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('patients_donor_code')")
        return f"D{cursor.fetchone()[0]:04d}"
