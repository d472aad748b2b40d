"""Reminders as reception follows them, and how somebody may be reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from appointments.choices import ReminderState
from appointments.models import Reminder
from appointments.models.reminder import ReminderQuerySet
from appointments.rendering.words import Look, moment_words, reminder_look
from appointments.selectors.day import clinic_zone
from foundation.messaging.choices import UNDER_WAY, Channel, State
from foundation.messaging.rules.quiet import HOUSE_QUIET
from foundation.messaging.services.gateways import real_channels
from patients.models import ContactConsent, Person
from patients.selectors import contact_address

# The order in which a channel is chosen where a person agreed to several.
PREFERENCE = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)
PATIENCE = timedelta(minutes=5)
MOST_SHOWN = 100
LISTS = {"calls": "To call", "coming": "To come", "sent": "Sent", "others": "Others"}


@dataclass(frozen=True, slots=True)
class Way:
    """One person, one channel, one address."""

    person: Person
    channel: Channel
    address: str


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One reminder as it is shown: when, to whom, how it stands."""

    pk: int
    couple_id: int
    who: str
    number: str
    visit: str
    visit_url: str
    channel: str
    kind: str
    due: str
    look: Look
    to: str
    sent: str
    error: str
    is_under_way: bool
    call: str


def ways_to_reach(people: Sequence[Person]) -> list[Way]:
    """Choose one way for each person that said yes to one; nobody is reached twice.

    A channel that really reaches people comes before one that only writes to the log.
    Partners who share a telephone get one message.
    """
    granted = ContactConsent.objects.standing().filter(person__in=people, granted=True)
    channels: dict[int, set[str]] = {}
    for person_id, channel in granted.values_list("person", "channel"):
        channels.setdefault(person_id, set()).add(channel)
    ways: dict[tuple[str, str], Way] = {}
    for person in people:
        way = _first_way(person, channels.get(person.pk, set()))
        if way:
            ways.setdefault((way.channel, way.address), way)
    return list(ways.values())


def _first_way(person: Person, agreed: set[str]) -> Way | None:
    real = real_channels()
    for channel in sorted(PREFERENCE, key=lambda each: each not in real):
        if channel in agreed:
            address = contact_address(person=person, channel=channel)
            if address:
                return Way(person, channel, address)
    return None


def reminder_lines(
    reminders: ReminderQuerySet, *, now: datetime, with_telephone: bool = False
) -> list[ReminderLine]:
    """The reminders as lines of a list; with the telephone for those who may be called."""
    chosen = reminders.in_full()
    if with_telephone:
        chosen = chosen.prefetch_related("person__phones", "person__contact_consents")
    return [
        _line(reminder, now=now, with_telephone=with_telephone)
        for reminder in chosen[:MOST_SHOWN]
    ]


def reminders_listed(
    reminders: ReminderQuerySet, *, show: str, now: datetime
) -> ReminderQuerySet:
    """One of the lists of reception.

    "Others" are those that were not needed, came too late, or did not reach somebody
    whose visit is over or who was called.
    """
    if show == "calls":
        return reminders.to_call(now)
    if show == "coming":
        return reminders.still_to_leave().order_by("due_at", "pk")
    sent = Q(state=ReminderState.QUEUED, message__state=State.SENT)
    if show == "sent":
        return reminders.filter(sent).order_by("-message__sent_at", "-pk")
    calls = reminders.to_call(now).order_by().values("pk")
    others = reminders.exclude(sent).exclude(pk__in=calls)
    planned = Q(state=ReminderState.PLANNED)
    under_way = Q(state=ReminderState.QUEUED, message__state__in=UNDER_WAY)
    return others.exclude(planned | under_way).order_by("-for_start", "-pk")


def calls_to_make(reminders: ReminderQuerySet, *, now: datetime) -> int:
    """How many people reception should telephone because no reminder reached them."""
    return reminders.to_call(now).count()


def reminders_held_up(*, now: datetime) -> int:
    """How many reminders should have left by now: a sign that the beat has stopped."""
    local = timezone.localtime(now)
    if HOUSE_QUIET.cover(local) or HOUSE_QUIET.cover(local - PATIENCE):
        return 0
    late = now - PATIENCE
    in_outbox = Reminder.objects.filter(
        message__state__in=UNDER_WAY, message__not_before__lte=late
    )
    return Reminder.objects.due(late).count() + in_outbox.count()


def _line(reminder: Reminder, *, now: datetime, with_telephone: bool) -> ReminderLine:
    zone = clinic_zone()
    message = reminder.message
    visit = reminder.appointment
    return ReminderLine(
        pk=reminder.pk,
        couple_id=visit.couple_id,
        who=reminder.person.name,
        number=visit.couple.number,
        visit=moment_words(reminder.for_start, zone),
        visit_url=visit.get_absolute_url(),
        channel=Channel(reminder.channel).label,
        kind=reminder.get_kind_display(),
        due=moment_words(reminder.due_at, zone),
        look=reminder_look(reminder.state, message.state if message else None),
        to=message.masked_address if message else "",
        sent=_exactly(message.sent_at) if message and message.sent_at else "",
        error=message.error if message else "",
        is_under_way=_is_under_way(reminder, now=now),
        call=telephone(reminder.person) if with_telephone else "",
    )


def _exactly(moment: datetime) -> str:
    return f"{moment_words(moment, clinic_zone())}:{timezone.localtime(moment):%S}"


def _is_under_way(reminder: Reminder, *, now: datetime) -> bool:
    """It is due within the next minute, or on its way: worth waiting for."""
    if reminder.message:
        return reminder.message.state in UNDER_WAY
    soon = now + timedelta(minutes=1)
    return reminder.state == ReminderState.PLANNED and reminder.due_at <= soon


def telephone(person: Person) -> str:
    """Where somebody who agreed to be called may be called; empty when not."""
    consents: Iterable[ContactConsent] = person.contact_consents.all()
    agreed = any(c.channel == "call" and c.granted and not c.voided_at for c in consents)
    phones = [phone for phone in person.phones.all() if not phone.voided_at]
    return phones[0].number.as_international if agreed and phones else ""
