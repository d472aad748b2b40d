"""A couple comes onto the clinic's file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, transaction

from foundation.medicine.dates import ApproximateDate
from foundation.records.dates import stored
from foundation.records.services import log_act, write
from patients.choices import Abo, Channel, Kinship, Language, Relation, Rhd, Sex
from patients.models import ContactConsent, Couple, Person, PhoneNumber
from patients.selectors.couples import present_couple
from patients.services.asking import write_asked

# What a column of a person is called where it is asked.
STILL_TOGETHER = (
    "{} is on file in couple {}, which has not ended. Where they have separated, write "
    "that down there first."
)
OF_A_DONOR = "{} is the code of a donor. A donor is nobody’s partner under a code."
ASKED_AS = {"born_on": "born", "born_precision": "born", "number": "phone"}
# What somebody tells of himself beside his name, as it is kept.
TOLD = (
    "address", "other_address", "occupation", "referred_by", "emergency_name",
    "emergency_relation", "emergency_phone",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What is asked of somebody who is new; an empty answer is unknown.

    `contact` holds the channels that were asked about: yes or no. A channel that is
    absent was not asked, which is never a yes. `another` names people on file who looked
    like this one and were said to be others, each with how sure the likeness was.
    """

    name: str
    native_name: str = ""
    born: ApproximateDate | None = None
    phones: tuple[str, ...] = ()
    email: str = ""
    language: Language = Language.ENGLISH
    also_reads: tuple[Language, ...] = ()
    abo: Abo | str = ""
    rhd: Rhd | str = ""
    address: str = ""
    other_address: str = ""
    occupation: str = ""
    referred_by: str = ""
    emergency_name: str = ""
    emergency_relation: str = ""
    emergency_phone: str = ""
    contact: Mapping[Channel, bool] = field(default_factory=dict)
    another: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def register_couple(
    *,
    woman: NewPerson,
    man: NewPerson,
    relation: Relation = Relation.MARRIED,
    kinship: Kinship | str = "",
    by,
) -> Couple:
    """Put two new people and their relation on file under one number.

    The couple is C1001, she C1001F, he C1001M. All of it is saved or nothing; a number
    lost to a refusal is not used again.

    Raises:
        ValidationError: an answer cannot be; its key names who and what, "man_born".
    """
    number = _next_number()
    she = _register("woman", woman, sex=Sex.FEMALE, number=f"{number}F", by=by)
    he = _register("man", man, sex=Sex.MALE, number=f"{number}M", by=by)
    bond = {"relation": relation, "kinship": kinship}
    couple = Couple(number=number, woman=she, man=he, **bond)
    return write(couple, by=by, action="couple.registered", number=number)


@transaction.atomic
def register_new_couple(
    *, person: Person, partner: NewPerson | Person, relation: Relation, by
) -> Couple:
    """Put somebody on file and a new partner on file as a couple of their own number.

    Nothing about the person is entered again. The partner is new, or on file as well.

    Raises:
        ValidationError: one of the two is part of a couple that has not ended, or is a
            donor known by a code, or an answer about the partner cannot be.
    """
    on_file = [one for one in (person, partner) if isinstance(one, Person)]
    held = Person.objects.select_for_update().filter(pk__in=[one.pk for one in on_file])
    for one in held.order_by("pk"):
        if present := present_couple(one):
            raise ValidationError(STILL_TOGETHER.format(one.number, present.number))
        if one.donor_codes.exists():
            raise ValidationError(OF_A_DONOR.format(one.number))
    number = _next_number()
    if isinstance(partner, NewPerson):
        place, sex, mark = (
            ("man", Sex.MALE, "M")
            if person.sex == Sex.FEMALE
            else ("woman", Sex.FEMALE, "F")
        )
        partner = _register(place, partner, sex=sex, number=f"{number}{mark}", by=by)
    woman, man = (person, partner) if person.sex == Sex.FEMALE else (partner, person)
    couple = Couple(number=number, woman=woman, man=man, relation=relation)
    return write(couple, by=by, action="couple.registered", number=number)


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('patients_couple_number')")
        return f"C{cursor.fetchone()[0]}"


def _register(place: str, new: NewPerson, *, sex: Sex, number: str, by) -> Person:
    """Write one person with telephones and answers; a refusal says whose it is."""
    try:
        person = write_asked(
            _person(new, sex=sex, number=number),
            asked=TOLD,
            by=by,
            action="person.registered",
        )
        for phone in dict.fromkeys(filter(None, new.phones)):
            write(PhoneNumber(person=person, number=phone), by=by, action="phone.recorded")
    except ValidationError as refusal:
        raise _beside(place, refusal) from refusal
    for channel, granted in new.contact.items():
        answer = ContactConsent(person=person, channel=channel)
        answer_contact(answer=answer, granted=granted, by=by)
    for on_file, grade in new.another.items():
        told = {"on_file": on_file, "grade": grade}
        log_act(by=by, action="duplicate.ruled_out", subject=person, **told)
    return person


def answer_contact(*, answer: ContactConsent, granted: bool, by) -> ContactConsent:
    """Keep what somebody said about being reached by a channel; the latest counts."""
    answer.granted = granted
    action = "contact_consent.answered"
    return write(answer, by=by, action=action, channel=answer.channel, granted=granted)


@transaction.atomic
def answer_contacts(
    *, answers: Iterable[tuple[ContactConsent, bool]], by
) -> list[ContactConsent]:
    """Keep everything two people said today about being reached, each with its row.

    Raises:
        StaleRecord: somebody changed one of the rows after it was read; nothing was saved.
    """
    return [answer_contact(answer=row, granted=granted, by=by) for row, granted in answers]


def _person(new: NewPerson, *, sex: Sex, number: str) -> Person:
    born_on, born_precision = stored(new.born)
    return Person(
        number=number,
        name=" ".join(new.name.split()),
        native_name=" ".join(new.native_name.split()),
        sex=sex,
        born_on=born_on,
        born_precision=born_precision,
        born_about=bool(new.born and new.born.about),
        language=new.language,
        also_reads=list(new.also_reads),
        email=new.email,
        abo=new.abo,
        rhd=new.rhd,
        **{name: getattr(new, name) for name in TOLD},
    )


def _beside(place: str, refusal: ValidationError) -> ValidationError:
    """Name the person in each key of a refusal, so that it lands beside the right field."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    return ValidationError(
        {_asked_as(place, name): errors for name, errors in refusal.error_dict.items()}
    )


def _asked_as(place: str, name: str) -> str:
    return name if name == NON_FIELD_ERRORS else f"{place}_{ASKED_AS.get(name, name)}"
