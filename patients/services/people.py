"""What is known of two people is corrected: who they are, and how they belong together."""

from typing import Any

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import columns
from patients.choices import Kinship, Relation
from patients.models import Couple, Person
from patients.services.asking import write_asked
from patients.services.registration import TOLD

NAMED = ("name", "native_name", "language", "also_reads", "email", *TOLD)


def change_person(
    *, person: Person, born: ApproximateDate | None, by, **told: Any
) -> Person:
    """Correct what is known of one person; the former words stay in the kept versions.

    `told` are answers by the name of their column (`NAMED`); the others stay.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: an answer cannot be; it lands beside its question.
    """
    for name in NAMED:
        setattr(person, name, told.get(name, getattr(person, name)))
    for column, value in columns("born", born).items():
        setattr(person, column, value)
    return write_asked(person, asked=NAMED, by=by, action="person.changed")


def change_couple(
    *, couple: Couple, relation: Relation, kinship: Kinship | str, kinship_note: str, by
) -> Couple:
    """Keep how the two belong together; an empty kinship was not asked, never none.

    Raises:
        StaleRecord: somebody saved it after it was read; nothing was saved.
        ValidationError: words explain a kinship that was not chosen.
    """
    couple.relation, couple.kinship, couple.kinship_note = relation, kinship, kinship_note
    asked = ("relation", "kinship", "kinship_note")
    return write_asked(couple, asked=asked, by=by, action="couple.changed")
