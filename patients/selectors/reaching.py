"""How somebody is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q

from foundation.records.compiled import Blank, Question
from patients.choices import Channel
from patients.models import ContactConsent, Couple, Person, PhoneNumber


@dataclass(frozen=True, slots=True)
class Reached:
    """The telephones of one person, and the ways he or she said yes to."""

    phones: tuple[PhoneNumber, ...]
    by: tuple[str, ...]


def contacts(*, couple: Couple) -> Mapping[int, Reached]:
    """Give for both partners how they may be reached, in one question each."""
    woman, man = couple.woman_id, couple.man_id
    phones = _told(PhoneNumber).all(woman=woman, man=man)
    asked = _told(ContactConsent).all(woman=woman, man=man)
    yes = [consent for consent in asked if consent.granted]
    return {
        pk: Reached(
            tuple(each for each in phones if each.person_id == pk),
            tuple(each.get_channel_display() for each in yes if each.person_id == pk),
        )
        for pk in (woman, man)
    }


@cache
def _told(model: type[PhoneNumber | ContactConsent]) -> Question[Any]:
    """What stands of both partners, in the order it was told."""
    both = Q(person=Blank("woman")) | Q(person=Blank("man"))
    return Question(model.objects.standing().filter(both).order_by("pk"))


def contact_address(*, person: Person, channel: str) -> str | None:
    """Give where somebody may be reached by a channel.

    None without an address, and None unless the person said yes to that channel: not
    asked is not yes.
    """
    asked = person.contact_consents.standing().filter(channel=channel, granted=True)
    if not asked.exists():
        return None
    if channel == Channel.EMAIL:
        return person.email or None
    phone = person.phones.standing().first()
    return phone.number.as_e164 if phone else None
