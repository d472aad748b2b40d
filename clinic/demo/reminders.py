"""What became of the reminders of an invented appointment book."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.choices import ReminderState, Status
from appointments.models import Appointment, Reminder
from appointments.rendering.reminder import reminder_text
from appointments.rules.reminding import HOUSE_POLICY, planned_reminders
from appointments.selectors.day import clinic_zone
from appointments.selectors.reminders import PREFERENCE
from foundation.messaging.choices import Channel, State
from foundation.messaging.models import Message
from patients.models import ContactConsent, Person, PhoneNumber

DAYS_BACK = timedelta(days=21)
CLINIC = "Decidua Demonstration Clinic"
# Believable faults of a network, one of each kind for a visit that is still to come.
FAULTS = (
    {"state": State.FAILED, "error": "The network refused the number."},
    {"state": State.UNKNOWN, "error": "The network broke off and cannot tell."},
)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder and the message it would be."""

    reminder: Reminder
    address: str


def seed_reminders(visits: list[Appointment], *, now: datetime, rng: random.Random) -> None:
    """Plan the reminders to come; those whose time has passed were sent."""
    recent = [visit for visit in visits if visit.starts_at > now - DAYS_BACK]
    dues = list(_dues(recent, now=now))
    sent = [due for due in dues if due.reminder.due_at <= now]
    coming = [due.reminder for due in dues if due.reminder.due_at > now]
    Reminder.objects.bulk_create([*(due.reminder for due in sent), *coming])
    messages = [_message(due, rng=rng) for due in sent]
    awaited = [m for m, due in zip(messages, sent, strict=True) if _is_awaited(due, now)]
    for message, fault in zip(rng.sample(awaited, k=len(awaited)), FAULTS, strict=False):
        message.state, message.error = fault["state"], fault["error"]
        message.sent_at = None
    Message.objects.bulk_create(messages)
    for due, message in zip(sent, messages, strict=True):
        due.reminder.message, due.reminder.state = message, ReminderState.QUEUED
    Reminder.objects.bulk_update(
        [due.reminder for due in sent], ["message", "state"], batch_size=500
    )


def _dues(visits: list[Appointment], *, now: datetime) -> Iterator[Due]:
    """One line for each person who agreed, for each reminder of the visit."""
    addresses = _addresses({person.pk for visit in visits for person in visit.people})
    for visit in visits:
        if visit.status == Status.CANCELLED:
            continue
        plan = planned_reminders(
            starts_at=visit.starts_at,
            booked_at=min(now, visit.starts_at - timedelta(days=7)),
            zone=clinic_zone(),
            policy=HOUSE_POLICY,
        )
        for person in visit.people:
            for channel, address in addresses.get(person.pk, [])[:1]:
                for planned in plan:
                    reminder = Reminder(
                        appointment=visit,
                        person=person,
                        channel=channel,
                        kind=planned.kind,
                        for_start=visit.starts_at,
                        due_at=planned.due_at,
                    )
                    yield Due(reminder, address)


def _addresses(people: set[int]) -> dict[int, list[tuple[str, str]]]:
    """Where each person agreed to be reached, the preferred channel first."""
    granted = ContactConsent.objects.standing().filter(person__in=people, granted=True)
    agreed = set(granted.values_list("person", "channel"))
    phones = PhoneNumber.objects.standing().filter(person__in=people)
    numbers = {phone.person_id: phone.number.as_e164 for phone in phones}
    found: dict[int, list[tuple[str, str]]] = {}
    for person in Person.objects.filter(pk__in=people):
        for channel in PREFERENCE:
            is_mail = channel == Channel.EMAIL
            address = person.email if is_mail else numbers.get(person.pk, "")
            if address and (person.pk, channel) in agreed:
                found.setdefault(person.pk, []).append((channel, address))
    return found


def _message(due: Due, *, rng: random.Random) -> Message:
    reminder = due.reminder
    words = reminder_text(
        kind=reminder.kind, starts_at=reminder.for_start, clinic=CLINIC, zone=clinic_zone()
    )
    return Message(
        key=f"appointments.reminder:{reminder.pk}",
        channel=reminder.channel,
        address=due.address,
        template=words.template,
        subject=words.subject,
        text=words.text,
        state=State.SENT,
        not_before=reminder.due_at,
        not_after=reminder.for_start,
        attempts=1,
        sent_at=reminder.due_at + timedelta(seconds=rng.randint(1, 12)),
        gateway="log file",
        gateway_reference=f"demo-{reminder.pk}",
    )


def _is_awaited(due: Due, now: datetime) -> bool:
    visit = due.reminder.appointment
    return visit.status == Status.BOOKED and visit.starts_at > now
