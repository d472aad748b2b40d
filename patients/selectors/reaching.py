"""How somebody is reached."""

from patients.choices import Channel
from patients.models import Person


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
